"""Whether an expression can be made to backtrack: by inputs that grow, so that a slow one fails and never hangs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

_LONGEST_HEADER = 10_240
"""Bytes that the gateway lets through."""


def is_read_at_once(read: Callable[[str], object], filling: str, *, first: str) -> bool:
    """Whether `first`, any number of `filling` and a byte that fits nowhere take less than a second."""
    return all(_seconds(read, first + filling * times + "\x00") < 1 for times in _times(filling))


def _times(filling: str) -> Iterator[int]:
    """In small steps at first: what doubles with each piece is over a second before it is over a day."""
    yield from range(2, 40)
    yield _LONGEST_HEADER // len(filling)


def _seconds(read: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    read(text)
    return time.process_time() - began
