"""The dependency layer: copied and compiled once for each set of pins, then found again by its hash.

Modules are compiled with unchecked hashes, so that a cold start neither compiles nor compares file times. The
hash is made of the sources alone, because compiled code differs from one run to the next.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from cdk.dependencies import SourceFile, source_files

_RECIPE = "1"
"""Part of the hash: to be counted up when the way of building changes."""

_MOUNTED_AT = "/opt/python"
"""Where Lambda shows the layer's `python` directory: said in the compiled code, instead of a path of this machine."""


def build_layer(*, requirements: Path, into: Path) -> Path:
    """The directory `into/layer-<hash>`, made if it is not there. Raises UnusableEnvironmentError.

    The compiled code is of the running Python's version; a runtime of another one uses the sources beside it.
    """
    files = source_files(requirements)
    target = into / f"layer-{_hash(files)}"
    if not target.is_dir():
        print("Building the dependency layer (a few seconds, once for each lock file) …", file=sys.stderr)
        into.mkdir(parents=True, exist_ok=True)
        make(files, target)
    return target


def _hash(files: Iterable[SourceFile]) -> str:
    lines = [_RECIPE, str(sys.implementation.cache_tag), *(f"{file.path} {file.digest}" for file in files)]
    return sha256("\n".join(lines).encode()).hexdigest()[:32]


def make(files: Iterable[SourceFile], target: Path) -> None:
    """Work aside and rename: an interrupted build leaves no half of a layer, and the first of two wins."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"{target.name}.") as scratch:
        layer = Path(scratch) / "layer"
        for file in files:
            copy = layer / "python" / file.path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.source, copy)
        _compile(layer / "python")
        try:
            layer.rename(target)
        except OSError:
            if not target.is_dir():
                raise


def _compile(directory: Path) -> None:
    """In a process of its own: compileall's workers would import the CDK app again where processes are spawned."""
    command = [sys.executable, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*command, "-s", str(directory), "-p", _MOUNTED_AT, str(directory)], check=True)
