"""With real processes: what matters here is what is left of them.

A child and its own child hold a pipe open; when it ends, both are gone, collected or not.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.child import started
from ops.errors import RunFailed
from ops.settings import ROOT

FAMILY = """
import os, subprocess, time
pipe = os.open(os.environ["PIPE"], os.O_WRONLY)
subprocess.Popen(["sleep", "60"], pass_fds=[pipe])
print("up", flush=True)
time.sleep(60)
"""


class Pipe:
    """`environment` tells a FAMILY where it is."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self.environment = {**os.environ, "PIPE": str(path), "PYTHONPATH": str(path.parent)}

    def has_ended(self, *, within: float) -> bool:
        readable, _, _ = select.select([self.reader], [], [], within)
        return bool(readable) and os.read(self.reader, 1) == b""


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Pipe]:
    it = Pipe(tmp_path / "pipe")
    yield it
    os.close(it.reader)


def wait_for_line(log: Path) -> None:
    deadline = time.monotonic() + 20
    while not log.read_text().endswith("\n"):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_end_of_the_block_ends_the_child_and_what_it_started(tmp_path: Path, pipe: Pipe) -> None:
    log = tmp_path / "log"
    with started("it", [sys.executable, "-c", FAMILY], environment=pipe.environment, log=log) as child:
        wait_for_line(log)
        assert child.running
        assert not pipe.has_ended(within=0)

    assert not child.running
    assert pipe.has_ended(within=10)


def test_a_leashed_family_ends_when_the_pipe_to_its_parent_does(tmp_path: Path, pipe: Pipe) -> None:
    (tmp_path / "family.py").write_text(FAMILY)
    with subprocess.Popen(
        [sys.executable, "-m", "ops.leash", "family"],
        cwd=ROOT,
        env=pipe.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as leashed:
        assert leashed.stdin is not None
        assert leashed.stdout is not None
        assert leashed.stdout.readline() == b"up\n"
        leashed.stdin.close()

        assert pipe.has_ended(within=20)


def test_a_child_that_fails_is_told_with_its_status_and_its_last_words(tmp_path: Path) -> None:
    script = "import sys; print('why it failed'); sys.exit(3)"
    with (
        started(
            "cdk x", [sys.executable, "-c", script], environment=os.environ, log=tmp_path / "log"
        ) as child,
        pytest.raises(RunFailed, match="cdk x failed with status 3") as caught,
    ):
        child.finish(seconds=20)

    assert caught.value.log == "why it failed"


def test_a_child_that_takes_too_long_is_told(tmp_path: Path) -> None:
    with (
        started("cdk x", ["sleep", "60"], environment=os.environ, log=tmp_path / "log") as child,
        pytest.raises(RunFailed, match="cdk x did not end within 0 s"),
    ):
        child.finish(seconds=0.01)
