"""DynamoDB Local's jars: fetched with Maven, held against a list of their SHA-256, and kept in .build.

Maven checks what it fetched against sums from where it fetched it; the list is from here. `python -m
tests.dynamodb.jars` fetches what is not there, and with `lock` writes the list for what the pom asks for.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ops.settings import BUILD
from tests.dynamodb.prerequisites import MISSING, what_is_missing

LOCAL = Path(__file__).parent / "local"

Copy: TypeAlias = Callable[[Path, Path], None]
"""Puts what a pom asks for into a directory."""


class Unavailable(Exception):  # noqa: N818 - says what it is
    """One line: why there is no DynamoDB Local, and what to do about it."""


def maven(pom: Path, into: Path) -> None:
    """The registry is the one of the person's Maven settings."""
    command = ["mvn", "--batch-mode", "--quiet", "--file", str(pom), "dependency:copy-dependencies"]
    options = [f"-DoutputDirectory={into}", "-DincludeScope=runtime", "-DincludeTypes=jar"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"Maven could not fetch DynamoDB Local:\n{done.stdout}{done.stderr}".rstrip())


@dataclass(frozen=True, kw_only=True)
class Jars:
    """`place` is made anew from nothing and stamped last, so an interrupted fetch heals itself."""

    pom: Path = LOCAL / "pom.xml"
    listed: Path = LOCAL / "jars.sha256"
    place: Path = BUILD / "dynamodb-local"
    copy: Copy = maven

    @property
    def ready(self) -> bool:
        return self._stamp.is_file() and self._stamp.read_text() == self._wanted()

    def fetch(self) -> None:
        """Raises Unavailable when they cannot be had, or are not what the list says."""
        self._copy()
        if findings := list(
            differences(listed=read_list(self.listed.read_text()), found=sums_in(self.place))
        ):
            raise Unavailable("DynamoDB Local is not what tests/dynamodb lists: " + "; ".join(findings))
        self._stamp.write_text(self._wanted())

    def lock(self) -> None:
        """Take what the pom asks for as what it should be."""
        self._copy()
        lines = [f"{digest}  {name}\n" for name, digest in sorted(sums_in(self.place).items())]
        self.listed.write_text("".join(lines))
        self._stamp.write_text(self._wanted())

    def _copy(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        self.copy(self.pom, self.place)

    def _wanted(self) -> str:
        return hashlib.sha256(self.pom.read_bytes() + self.listed.read_bytes()).hexdigest()

    @property
    def _stamp(self) -> Path:
        return self.place / ".ready"


def read_list(text: str) -> dict[str, str]:
    """SHA-256 by file name, from lines as `sha256sum` writes and reads them."""
    return {name: digest for digest, name in (line.split() for line in text.splitlines())}


def sums_in(place: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.glob("*.jar")}


def differences(*, listed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            yield f"{name} is missing"
        elif name not in listed:
            yield f"{name} is not listed"
        elif listed[name] != found[name]:
            yield f"{name} has other content"


def main() -> int:
    try:
        _provide(Jars(), lock="lock" in sys.argv[1:])
    except Unavailable as error:
        print(error, file=sys.stderr)
        return MISSING
    return 0


def _provide(jars: Jars, *, lock: bool) -> None:
    if complaint := what_is_missing():
        raise Unavailable(complaint)
    if lock:
        jars.lock()
    elif not jars.ready:
        print("Fetching DynamoDB Local (37 MB, the first time only) …", flush=True)
        jars.fetch()


if __name__ == "__main__":
    sys.exit(main())
