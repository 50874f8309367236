"""`make simulate`: many seeds, each a course of events of its own. One that breaks an invariant is told and exits 1."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation import progress
from tests.simulation.chance import simulation_of
from tests.simulation.tally import Tally

_PART = 10
_TOLD = 3


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (0)")
    parser.add_argument("--seed", type=int, help="one alone, with all that happened in it")
    parser.add_argument(
        "--crowd", type=int, help="so many sagas in each, on five customers and five articles"
    )
    given = parser.parse_args(arguments)
    if given.seed is not None:
        return _replay(given.seed, crowd=given.crowd)
    return _many(range(given.first, given.first + given.seeds), crowd=given.crowd)


def _many(seeds: range, *, crowd: int | None) -> int:
    began, tally = time.monotonic(), Tally()
    size = 1 if crowd else _PART
    parts = [seeds[start : start + size] for start in range(0, len(seeds), size)]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for part in pool.map(partial(_part, crowd=crowd), parts):
            tally.merge(part)
            progress.show(f"{tally.seeds} of {len(seeds)} seeds")
            if len(tally.broken) >= _TOLD:
                pool.shutdown(cancel_futures=True)
                break
    progress.end()
    return report(tally, seconds=time.monotonic() - began, crowd=crowd)


def _part(seeds: Iterable[int], *, crowd: int | None) -> Tally:
    """Garbage is collected between seeds: to look for it during a crowd takes a fifth of the time."""
    tally = Tally()
    gc.disable()
    for seed in seeds:
        simulation = simulation_of(seed, sagas=crowd)
        tally.add(seed, simulation.market, simulation.run())
        del simulation
        gc.collect()
    gc.enable()
    return tally


def report(tally: Tally, *, seconds: float, crowd: int | None = None) -> int:
    """What came of it, on the standard output, and the exit code."""
    print("\n".join(tally.lines()))
    print(f"{seconds:.0f} s, {tally.seeds / seconds:.1f} seeds per second, {tally.sagas / seconds:.0f} sagas")
    if not tally.broken:
        print("Every invariant held.")
        return 0
    print(f"{len(tally.broken)} seeds broke an invariant:")
    for seed, found in list(tally.broken.items())[:_TOLD]:
        print(f"  seed {seed}: {found[0]}")
    more = f" CROWD={crowd}" if crowd else ""
    print(f"To see all that happened: make simulate SEED={next(iter(tally.broken))}{more}")
    return 1


def _replay(seed: int, *, crowd: int | None) -> int:
    ran = simulation_of(seed, sagas=crowd).run()
    for line in ran.trace.lines:
        print(line)
    for violation in ran.trace.violations:
        print(f"VIOLATED: {violation}")
    if not ran.trace.violations:
        print(f"Seed {seed}: every invariant held.")
    return 1 if ran.trace.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
