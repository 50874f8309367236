"""Run a module in a process group that cannot outlive the process that started it: `python -m ops.leash MODULE`.

The standard input is a pipe nobody writes to. It ends when the parent is gone, however that went: an
exception, a closed terminal, or a SIGKILL, after which no clean-up of its own would run.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from threading import Thread


def main() -> None:
    Thread(target=_follow_parent, name="leash", daemon=True).start()
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)


def _follow_parent() -> None:
    sys.stdin.buffer.read()
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
