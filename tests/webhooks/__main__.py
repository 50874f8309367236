"""`make deliveries`: N deliveries to receivers of which a third fail, in each way by itself and in all of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.webhooks.thousand import deliver, mixed, of_one_way
from tests.webhooks.ways import WAYS

MIXED = "all of them"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make deliveries", description=__doc__)
    parser.add_argument("--number", type=int, default=1000, help="of deliveries")
    parser.add_argument("--way", choices=[*WAYS, MIXED], help="one way alone")
    given = parser.parse_args(arguments)
    wrong = 0
    for way in [given.way] if given.way else [*WAYS, MIXED]:
        report = deliver(given.number, mixed() if way == MIXED else of_one_way(way))
        wrong += len(report.findings)
        print(
            f"{way:<28} {report.deliveries:>6} deliveries {report.attempts:>6} attempts "
            f"{report.requests:>6} requests {report.again:>5} again {report.failed:>5} given up before the repair "
            f"{report.seconds:>6.1f} s",
            flush=True,
        )
        for finding in report.findings:
            print(f"    ✗ {finding}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
