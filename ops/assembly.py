"""The synthesized app for the local stage, kept for as long as nothing it is made from changes.

Synthesis takes as long as all the rest of a start together, most of it jsii's own. What it is made from is all
in a few directories, so their content, with the interpreter that will run the functions, names the result.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

SOURCES = ("app.py", "cdk.json", "cdk", "lambdas", "package-lock.json", "requirements", "statemachines")

_PREFIX = "local-"
_RECIPE = "1"
"""Part of the name: to be counted up when the command that synthesizes changes."""


def assembly_path(*, root: Path, build: Path) -> Path:
    """Where the assembly of the sources as they are now is, or belongs."""
    digest = sha256(f"{_RECIPE} {sys.version} {sys.prefix}".encode())
    for file in _files(root):
        digest.update(f"\n{file.relative_to(root).as_posix()} ".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return build / f"{_PREFIX}{digest.hexdigest()[:32]}"


def keep(synthesized: Path, target: Path) -> None:
    """Move a finished assembly into place, and drop those of earlier sources. The first of two runs wins."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for old in target.parent.glob(f"{_PREFIX}*"):
        if old != target:
            shutil.rmtree(old, ignore_errors=True)
    try:
        synthesized.rename(target)
    except OSError:
        if not target.is_dir():
            raise


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and file.suffix != ".pyc")
