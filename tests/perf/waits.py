"""What it costs to learn the outcome: by waiting for it, or by asking every second.

Counted on the real schedule of looks, on a clock that only sleeping moves. Time is billed here, since time is
what waiting is made of.
"""

from __future__ import annotations

from lambdas.api.waiting import wait_for
from tests.perf.prices import AS_OF, per_million_orders, running_time
from tests.perf.sheets import ASSUMED_MILLISECONDS, MEMORY_MIB, Sheet
from tests.perf.usage import Usage
from tests.support.worlds import Clock, world_on

DECIDED_AFTER = (1, 2, 5, 10, 20)
"""Seconds; a client waits for as long as that takes."""


def waiting() -> Sheet:
    return Sheet(
        title="What it costs to learn the outcome",
        columns=("decided after", "waiting: reads", "calls", "$", "asking: reads", "calls", "$"),
        rows=tuple((f"{seconds} s", *_waited(seconds), *_asked(seconds)) for seconds in DECIDED_AFTER),
        note=(
            f"$ is for a million, us-east-1, {AS_OF}: requests, calls, reads, and the functions' time at "
            f"{MEMORY_MIB} MiB on arm64. Waiting: one request with `Prefer: wait`, which runs all the time. "
            f"Asking: one request a second, each of {ASSUMED_MILLISECONDS} ms, an assumption."
        ),
    )


def looks(seconds: int) -> int:
    """Reads of the order's item by one GET that waits so long in vain: the one that finds it, then the schedule's."""
    clock, count = Clock(), 1

    def look() -> bool:
        nonlocal count
        count += 1
        return False

    world = world_on(None, {}, clock=clock)  # type: ignore[arg-type] # nobody reads
    wait_for(look, first=False, enough=bool, seconds=seconds, world=world)
    return count


def _waited(seconds: int) -> tuple[str, ...]:
    return _row(Usage(door_invocations=1, http_requests=1, read_units=looks(seconds)), seconds * 1000)


def _asked(seconds: int) -> tuple[str, ...]:
    """The last one finds the outcome."""
    usage = Usage(door_invocations=seconds, http_requests=seconds, read_units=seconds)
    return _row(usage, ASSUMED_MILLISECONDS)


def _row(usage: Usage, milliseconds: int) -> tuple[str, ...]:
    dollars = sum(per_million_orders(usage).values())
    dollars += running_time(usage, mebibytes=MEMORY_MIB, milliseconds=milliseconds)
    return (f"{usage.read_units:g}", f"{usage.invocations}", f"{dollars:.2f}")
