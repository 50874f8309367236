"""What DynamoDB Local needs on the machine: `python -m tests.dynamodb.prerequisites` says what is not there.

It ends with status 2 and one line, or with 0 and none.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import TypeAlias

OLDEST_JAVA = 17
MISSING = 2

_HOW = "Debian and Ubuntu: apt install openjdk-17-jdk-headless maven; macOS: brew install openjdk@17 maven"
_SECONDS = 60

Run: TypeAlias = Callable[[Sequence[str]], str | None]
"""What a command writes to its standard output; None when it is not there or fails."""


def main() -> int:
    complaint = what_is_missing()
    if complaint:
        print(complaint, file=sys.stderr)
    return MISSING if complaint else 0


def output_of(command: Sequence[str]) -> str | None:
    """Tried by running it: what macOS has at /usr/bin/java only says that Java should be installed."""
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def what_is_missing(run: Run = output_of) -> str | None:
    """One line that says what is not there and how to install it; None when all is."""
    missing = []
    if (compiler := java_compiler(run(["java", "--list-modules"]) or "")) is None or compiler < OLDEST_JAVA:
        missing.append(f"a Java development kit, version {OLDEST_JAVA} or newer (java)")
    if run(["mvn", "--version"]) is None:
        missing.append("Maven (mvn)")
    return f"DynamoDB Local needs {' and '.join(missing)}. {_HOW}" if missing else None


def java_compiler(modules: str) -> int | None:
    """The version of the compiler in `java --list-modules`: `jdk.compiler@17.0.15` is 17. A runtime has none."""
    found = re.search(r"^jdk\.compiler@(\d+)", modules, re.MULTILINE)
    return int(found[1]) if found else None


if __name__ == "__main__":
    sys.exit(main())
