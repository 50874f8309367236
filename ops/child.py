"""A process that is started, watched, and stopped together with all that it started itself."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ops.errors import RunFailed
from ops.settings import ROOT

_TAIL_LINES = 25
_GONE_SECONDS = 0.3
_PAUSE = 0.01


@dataclass(frozen=True, kw_only=True)
class Child:
    """`name` is for messages; all output is in the file `log`."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def tail(self) -> str:
        """The last lines it wrote."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_TAIL_LINES:])

    def finish(self, *, seconds: float) -> None:
        """Wait for its end. Raises RunFailed unless it ends well, and in time."""
        try:
            status = self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise RunFailed(f"{self.name} did not end within {seconds:.0f} s", log=self.tail()) from None
        if status != 0:
            raise RunFailed(f"{self.name} failed with status {status}", log=self.tail())


@contextmanager
def started(
    name: str,
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    directory: Path = ROOT,
) -> Iterator[Child]:
    """A child in a process group of its own: a Ctrl-C does not reach it, the end of the block kills the group.

    Killed and not asked, because there is nothing in it to be saved.
    """
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Child(name=name, process=process, log=log)
        finally:
            _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Returns when nobody in the group runs any more, so that their files can be removed.

    The dead stay in the group until they are collected, which is not ours to do and can take a while: the wait
    for them is short.
    """
    deadline = time.monotonic() + _GONE_SECONDS
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        while time.monotonic() < deadline:
            os.killpg(process.pid, 0)
            time.sleep(_PAUSE)
