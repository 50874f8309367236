"""`make simulate`: many seeds, each a course of events of its own. One that breaks an invariant is told and exits 1."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.simulation import progress
from tests.simulation.chance import simulation_of
from tests.simulation.simulation import Ran

_PART = 10
_TOLD = 3


@dataclass
class Tally:
    """What a number of seeds came to. `broken` are the seeds that broke an invariant, with what they broke."""

    seeds: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def add(self, seed: int, ran: Ran) -> None:
        self.seeds += 1
        self.outcomes.update(ran.outcomes.values())
        self.faults += ran.trace.faults
        if ran.trace.violations:
            self.broken[seed] = ran.trace.violations

    def merge(self, other: Tally) -> None:
        self.seeds += other.seeds
        self.outcomes += other.outcomes
        self.faults += other.faults
        self.broken |= other.broken


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (0)")
    parser.add_argument("--seed", type=int, help="one alone, with all that happened in it")
    given = parser.parse_args(arguments)
    if given.seed is not None:
        return _replay(given.seed)
    return _many(range(given.first, given.first + given.seeds))


def _many(seeds: range) -> int:
    began, tally = time.monotonic(), Tally()
    parts = [seeds[start : start + _PART] for start in range(0, len(seeds), _PART)]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for part in pool.map(_part, parts):
            tally.merge(part)
            progress.show(f"{tally.seeds} of {len(seeds)} seeds")
            if len(tally.broken) >= _TOLD:
                pool.shutdown(cancel_futures=True)
                break
    progress.end()
    return report(tally, seconds=time.monotonic() - began)


def _part(seeds: Iterable[int]) -> Tally:
    tally = Tally()
    for seed in seeds:
        tally.add(seed, simulation_of(seed).run())
    return tally


def report(tally: Tally, *, seconds: float) -> int:
    """What came of it, on the standard output, and the exit code."""
    ends = ", ".join(f"{number} {outcome.lower()}" for outcome, number in sorted(tally.outcomes.items()))
    print(f"{tally.seeds} seeds, {tally.outcomes.total()} sagas: {ends}")
    print(f"{tally.faults.total()} faults:")
    for name, number in tally.faults.most_common():
        print(f"  {number:7}  {name}")
    print(f"{seconds:.0f} s, {tally.seeds / seconds:.1f} seeds per second")
    if not tally.broken:
        print("Every invariant held.")
        return 0
    print(f"{len(tally.broken)} seeds broke an invariant:")
    for seed, found in list(tally.broken.items())[:_TOLD]:
        print(f"  seed {seed}: {found[0]}")
    print(f"To see all that happened: make simulate SEED={next(iter(tally.broken))}")
    return 1


def _replay(seed: int) -> int:
    ran = simulation_of(seed).run()
    for line in ran.trace.lines:
        print(line)
    for violation in ran.trace.violations:
        print(f"VIOLATED: {violation}")
    if not ran.trace.violations:
        print(f"Seed {seed}: every invariant held.")
    return 1 if ran.trace.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
