"""A directory for all that one run writes: logs, temporary files, what MiniStack unpacks. Removed at its end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "run-"


@contextmanager
def workplace(state: Path) -> Iterator[Path]:
    """`state/run-<pid>`, empty. Also clears away what a run that was killed had to leave behind."""
    state.mkdir(parents=True, exist_ok=True)
    for left in state.glob(f"{_PREFIX}*"):
        if not _is_running(left.name.removeprefix(_PREFIX)):
            shutil.rmtree(left, ignore_errors=True)
    place = state / f"{_PREFIX}{os.getpid()}"
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        with suppress(OSError):  # another run's files are still there
            state.rmdir()


def _is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()
