"""`make mutants`: every defect of the catalogue, each in a copy of its own, and the check that caught it.

The checks are first run on the code as it is, so that "caught" means something. One that survives, or that no
longer fits the code, makes the run fail.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.mutants.catalogue import MUTANTS
from tests.mutants.laboratory import Verdict, as_it_is, try_out
from tests.mutants.mutant import Mutant


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--only", default="", help="those whose name has this in it")
    parser.add_argument("--every", type=int, default=1, help="a share: every so-manyth")
    given = parser.parse_args(arguments)
    chosen = [mutant for mutant in MUTANTS if given.only in mutant.name][:: given.every]
    if not chosen:
        print(f"No mutant has {given.only!r} in its name.")
        return 2
    began = time.monotonic()
    healthy = as_it_is(check for mutant in chosen for check in mutant.checks)
    if healthy.check:
        print(f"The code as it is does not pass {healthy.check}: {healthy.finding}")
        return 2
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        verdicts = pool.map(_timed, chosen)
        survived = [
            mutant
            for mutant, (verdict, seconds) in zip(chosen, verdicts, strict=True)
            if not _told(mutant, verdict, seconds)
        ]
    print(f"{len(chosen) - len(survived)} of {len(chosen)} mutants caught, {time.monotonic() - began:.0f} s")
    return 1 if survived else 0


def _timed(mutant: Mutant) -> tuple[Verdict, float]:
    """With the seconds it took."""
    began = time.monotonic()
    return try_out(mutant), time.monotonic() - began


def _told(mutant: Mutant, verdict: Verdict, seconds: float) -> bool:
    """Whether it was caught."""
    print(
        f"{'caught by ' + verdict.check if verdict.check else 'SURVIVED':<22} {mutant.name}, {seconds:.0f} s"
    )
    print(f"{'':<22}     {verdict.finding}", flush=True)
    return bool(verdict.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
