"""Calls made by as many threads at the same moment. moto loses updates then; a real engine keeps them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeAlias

Call: TypeAlias = Callable[[], Any]


def at_once(calls: Sequence[Call]) -> list[Any]:
    """What each call returned or raised, in their order."""
    start = Barrier(len(calls))

    def run(call: Call) -> Any:
        start.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - what is raised is an answer too
            return error

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(run, calls))
