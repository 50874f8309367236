"""The local cloud's process: MiniStack, listening on this machine only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from ops.child import Child, started
from ops.environment import ministack_environment
from ops.errors import RunFailed
from ops.settings import HOST

_UP_SECONDS = 30.0
_PAUSE = 0.05


@dataclass(frozen=True, kw_only=True)
class MiniStack:
    endpoint: str
    child: Child

    def check(self) -> None:
        """Raises RunFailed if it has died."""
        if not self.child.running:
            status = self.child.process.returncode
            raise RunFailed(f"MiniStack ended by itself with status {status}", log=self.child.tail())

    def wait_until_up(self) -> None:
        """Raises RunFailed if it dies before it answers, or does not answer in time."""
        deadline = time.monotonic() + _UP_SECONDS
        while not answers(self.endpoint):
            self.check()
            if time.monotonic() > deadline:
                raise RunFailed(f"MiniStack did not answer within {_UP_SECONDS:.0f} s", log=self.child.tail())
            time.sleep(_PAUSE)


@contextmanager
def ministack(*, port: int, place: Path, fast: bool = False) -> Iterator[MiniStack]:
    """A MiniStack that ends, with every Lambda worker, when the block does, or this process in whatever way."""
    scratch = place / "ministack"
    scratch.mkdir()
    environment = ministack_environment(os.environ, scratch=scratch, port=port, fast=fast)
    command = [sys.executable, "-m", "ops.leash", "ministack"]
    with started("MiniStack", command, environment=environment, log=place / "ministack.log") as child:
        yield MiniStack(endpoint=f"http://{HOST}:{port}", child=child)


def answers(endpoint: str) -> bool:
    """Whether a MiniStack is there."""
    try:
        with build_opener(ProxyHandler({})).open(f"{endpoint}/_ministack/health", timeout=1) as answer:
            return bool(answer.status)
    except (OSError, HTTPException):
        return False
