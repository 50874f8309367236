"""A deployed stack: where its API is, where AWS is, what the stack told. Kept in a file while it is served."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ops.errors import RunFailed


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """`api_url` + `/orders` takes orders; `outputs` are the stack's, by their names."""

    api_url: str
    aws_endpoint_url: str
    region: str
    outputs: Mapping[str, str]


def local_api_url(api_url: str, *, endpoint: str) -> str:
    """The address of an HTTP API on the local cloud's own host and port.

    The stack's output has the API's id as a host name, `http://ID.execute-api...`, which not every client and
    system can resolve; MiniStack serves the same API under a path.
    """
    host = urlsplit(api_url).hostname or ""
    api_id, dot, rest = host.partition(".")
    if not dot or not rest.startswith("execute-api."):
        raise RunFailed(f"the stack's ApiUrl is not the address of an HTTP API: {api_url}")
    return f"{endpoint}/_aws/execute-api/{api_id}"


@contextmanager
def published(deployment: Deployment, file: Path) -> Iterator[None]:
    """Others find the deployment in `file` while the block runs. Never half-written, never left behind."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(deployment), indent=2) + "\n", encoding="utf-8")
    draft.replace(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def read_deployment(file: Path) -> Deployment | None:
    """What is being served, or None."""
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Deployment(**fields)
