"""`make matrix`: all of it, counted. A case that does not hold is told by its title, and exits 1."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from tests.simulation import crossing, matrix, progress, rivals
from tests.simulation.happenings import Case, title

_TOLD = 5


@dataclass
class Count:
    """How many cases were played, and those that did not hold, each with the first thing that was wrong."""

    cases: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)

    def add(self, title: str, violations: Sequence[str]) -> None:
        self.cases += 1
        if violations:
            self.broken.append((title, violations[0]))

    def __add__(self, other: Count) -> Count:
        return Count(self.cases + other.cases, self.broken + other.broken)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make matrix", description=__doc__)
    parser.add_argument(
        "--every",
        type=int,
        default=1,
        help="a share: every so-manyth pair of faults, and the quick part of the interleavings",
    )
    parser.add_argument("--case", help="one case by its title, with all that happened in it")
    given = parser.parse_args(arguments)
    if given.case:
        return _replay(given.case)
    return _all(given.every)


def _all(every: int) -> int:
    began, total = time.monotonic(), Count()
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for function, parts, what in _phases(every):
            count = _sum(pool.map(function, parts), what)
            print(f"{count.cases:7} {what}", flush=True)
            total += count
            if total.broken:
                pool.shutdown(cancel_futures=True)
                break
    print(f"{time.monotonic() - began:.0f} s")
    return _judged(total)


def _phases(every: int) -> Iterator[tuple[Callable[[Any], Count], Iterable[object], str]]:
    first = range(len(list(matrix.singles())))
    crossings = crossing.crossings(share=every > 1)
    share = "" if every == 1 else f" (every {every}th of them)"
    yield (
        _rivals,
        range(len(rivals.ALL)),
        "interleavings of two sagas on one order, or on the last of something",
    )
    yield _crossing, crossings, "interleavings of two actions and two compensations on one journal item"
    yield _single, first, "faults: every step with each"
    yield (
        _double,
        range(len(list(matrix.doubles()))),
        "faults of a step that is refused, or waits, or whose execution is cut off and nobody is told",
    )
    yield (
        _pairs,
        [(number, every) for number in first],
        f"pairs of faults: each of these with each fault of every function called later{share}",
    )


def _judged(count: Count) -> int:
    if not count.broken:
        print(f"All {count.cases} cases hold.")
        return 0
    print(f"{len(count.broken)} of {count.cases} cases do not hold:")
    for case, violation in count.broken[:_TOLD]:
        print(f"  {case}\n    ✗ {violation}")
    print(f'To see all that happened: make matrix CASE="{count.broken[0][0]}"')
    return 1


def _crossing(one: crossing.Crossing) -> Count:
    count = Count()
    for course in crossing.courses_of(one):
        count.add(f"{one}: {', '.join(course.order)}", course.violations)
        if len(count.broken) == _TOLD:
            break
    return count


def _rivals(number: int) -> Count:
    count = Count()
    for order, violations in rivals.courses_of(rivals.ALL[number]):
        if order or violations:
            count.add(f"{rivals.ALL[number]}: {', '.join(order)}", violations)
    return count


def _single(number: int) -> Count:
    count, case = Count(), list(matrix.singles())[number]
    count.add(title(case), matrix.violations(case, matrix.play(case)))
    return count


def _double(number: int) -> Count:
    count, case = Count(), list(matrix.doubles())[number]
    count.add(title(case), matrix.violations(case, matrix.play(case)))
    return count


def _pairs(part: tuple[int, int]) -> Count:
    """All that begin with one single fault, or a share of them that differs from fault to fault."""
    (number, every), count = part, Count()
    first = list(matrix.singles())[number]
    for position, case in enumerate(matrix.pairs(first, matrix.play(first))):
        if (position + number) % every == 0:
            count.add(title(case), matrix.violations(case, matrix.play(case)))
    return count


def _sum(counts: Iterable[Count], what: str) -> Count:
    """Of all of them, or up to the first that do not hold."""
    total = Count()
    for count in counts:
        total += count
        progress.show(f"{total.cases} {what}")
        if total.broken:
            break
    progress.end()
    return total


def _replay(wanted: str) -> int:
    case = _found(wanted)
    if case is None:
        print(f"There is no case {wanted!r}: take one as it was printed.")
        return 2
    ran = matrix.play(case)
    for line in ran.trace.lines:
        print(line)
    found = matrix.violations(case, ran)
    print("\n".join(found) or "Every invariant held.")
    return 1 if found else 0


def _found(wanted: str) -> Case | None:
    for case in matrix.doubles():
        if title(case) == wanted:
            return case
    for first in matrix.singles():
        if not wanted.startswith(title(first)):
            continue
        for case in chain([first], matrix.pairs(first, matrix.play(first))):
            if title(case) == wanted:
                return case
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
