"""How far a long run has come, on one line that is written over. A log gets none of it."""

from __future__ import annotations

import sys


def show(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text} …", end="", file=sys.stderr, flush=True)


def end() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
