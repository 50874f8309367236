"""Where a mutant is tried: a copy of the code, in which the checks are run as a person would run them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.mutant import Mutant

_ROOT = Path(__file__).resolve().parent.parent.parent
_COPIED = ("lambdas", "ops", "statemachines", "tests")
_PATIENCE = 600

_PYTEST = (
    "-qx",
    "--import-mode=importlib",
    "-p",
    "no:cacheprovider",
    "-k",
    "not thousand",  # the check before it is that
)

CHECKS = {
    "verify": ("statemachines.verify",),
    "matrix": ("tests.simulation.enumeration", "--every", "100"),
    "simulation": ("tests.simulation", "--seeds", "100"),
    "deliveries": ("tests.webhooks", "--number", "100", "--way", "all of them"),
    "webhooks": ("pytest", *_PYTEST, "tests/unit/endpoints", "tests/unit/webhooks", "tests/webhooks"),
    "anomalies": ("pytest", *_PYTEST, "tests/simulation/anomalies"),
    "rivals": ("pytest", *_PYTEST, "tests/simulation/test_rivals.py"),
    "waiting": (
        "pytest",
        *_PYTEST,
        "tests/simulation/test_waiting.py",
        "tests/unit/statemachines/test_soundness_of_waiting.py",
    ),
    "approving": ("pytest", *_PYTEST, "tests/simulation/approving"),
}
"""By name: what the interpreter is given behind `-m`."""

_FINDING = {
    "verify": "  ",
    "matrix": "    ✗ ",
    "simulation": "  seed ",
    "deliveries": "    ✗ ",
}
"""What a line begins with that tells of a finding; pytest's own where nothing is said."""

_FAILED = "FAILED "


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The check that failed and the first thing it said; without a check all of them passed."""

    check: str | None
    finding: str


class Unusable(RuntimeError):  # noqa: N818 - says what it is
    """A check could not be run at all, which says nothing about the mutant."""


def try_out(mutant: Mutant) -> Verdict:
    """Raises Gone, or Unusable when a check broke down instead of finding something."""
    return _tried(mutant.put_into, mutant.checks)


def as_it_is(checks: Iterable[str]) -> Verdict:
    """What these checks, of all there are, say of the code without any mutant. Raises Unusable."""
    return _tried(lambda _: None, [check for check in CHECKS if check in set(checks)])


def _tried(change: Callable[[Path], None], checks: Iterable[str]) -> Verdict:
    with TemporaryDirectory(prefix="mutant-") as made:
        root = Path(made)
        for name in _COPIED:
            shutil.copytree(_ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        change(root)
        _run(root, "statemachines.generate")
        for check in checks:
            done = _run(root, *CHECKS[check])
            if done.returncode:
                return Verdict(check=check, finding=_finding(check, done))
    return Verdict(check=None, finding="every check passed")


def _finding(check: str, done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stdout.splitlines() if line.startswith(_FINDING.get(check, _FAILED))]
    if done.returncode != 1 or not lines:
        raise Unusable(f"{check} broke down:\n{done.stdout}\n{done.stderr}")
    return lines[0].strip()


def _run(root: Path, *module: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *module],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )
