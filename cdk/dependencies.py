"""Which installed files make up the dependency layer: the pinned distributions, less what no handler reads.

Taken from the environment that synthesizes, which is the one that the tests ran in. So neither network nor
Docker is needed, and what is deployed is what was tested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

SERVICES = frozenset({"apigatewaymanagementapi", "dynamodb", "events", "kms", "sqs", "stepfunctions"})
"""The AWS services that handlers make clients for: botocore's models of the others, 25 MB, stay at home."""

_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?P<rest>.*)")
_COMPILED = frozenset({".so", ".pyd", ".dylib"})
_BULK = (
    "boto3/data/",
    "boto3/examples/",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui",
)
"""Resource models, examples, and the assets of a browser page: nothing here opens them."""


class UnusableEnvironmentError(Exception):
    """What is installed is not what is pinned. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """`path` is relative to the layer's `python` directory; `digest` is of the content."""

    path: PurePosixPath
    source: Path
    digest: str


def source_files(requirements: Path) -> tuple[SourceFile, ...]:
    """The layer's files, sorted by path. Raises UnusableEnvironmentError."""
    pins = _pins(requirements)
    files = (
        file for name, version in pins.items() for file in _files_of(_installed(name=name, version=version))
    )
    return tuple(sorted(files, key=lambda file: file.path))


def _pins(requirements: Path) -> dict[str, str]:
    """Name to version. A marker is refused: it would make the layer depend on the machine."""
    found = [_PIN.match(line) for line in requirements.read_text().splitlines()]
    pins = [pin for pin in found if pin]
    for pin in pins:
        if ";" in pin["rest"]:
            raise UnusableEnvironmentError(
                f"{requirements}: {pin[0]!r} depends on the environment; a layer cannot"
            )
    if not pins:
        raise UnusableEnvironmentError(f"{requirements} pins nothing; `make lock` writes it")
    return {pin["name"]: pin["version"] for pin in pins}


def _installed(*, name: str, version: str) -> Distribution:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise UnusableEnvironmentError(
            f"{name}=={version} is not installed; `make setup` installs it"
        ) from None
    if found.version != version:
        raise UnusableEnvironmentError(
            f"{name} {found.version} is installed, {version} is pinned; run `make setup`"
        )
    return found


def _files_of(installed: Distribution) -> Iterator[SourceFile]:
    for file in installed.files or ():
        path = PurePosixPath(file)
        if path.suffix in _COMPILED:
            raise UnusableEnvironmentError(
                f"{path} is compiled for this machine; a layer holds pure Python only"
            )
        if _is_wanted(path):
            source = Path(str(installed.locate_file(file)))
            recorded = file.hash.value if file.hash else sha256(source.read_bytes()).hexdigest()
            yield SourceFile(path=path, source=source, digest=recorded)


def _is_wanted(path: PurePosixPath) -> bool:
    if ".." in path.parts or path.is_absolute() or "__pycache__" in path.parts:
        return False
    match path.parts:
        case (top, *_) if top.endswith(".dist-info"):
            # Scanners find vulnerable versions by METADATA, and a licence travels with its code.
            return path.name == "METADATA" or "LICENSE" in path.name or "NOTICE" in path.name
        case ("botocore", "data", service, _, *_):
            return service in SERVICES and not path.name.startswith("examples-")
        case _:
            return not path.as_posix().startswith(_BULK)
