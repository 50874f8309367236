"""`python -m statemachines.verify [ASL]`: the machines of this project's sagas, or a file from elsewhere.

Ends with 0 without findings, 1 with some, 2 where there is nothing to check.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from statemachines.generate import SAGAS, asl_path, recovery_asl_path
from statemachines.verify.checking import check_saga
from statemachines.verify.elsewhere import check_file
from statemachines.verify.language.machine import NotAMachine
from statemachines.verify.purpose.options import Options, names, pairs, seconds
from statemachines.verify.report import Report


def main(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    try:
        reports = _of_file(given) if given.asl else _of_sagas()
    except NotAMachine as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(str(report) for report in reports))
    return 1 if any(report.findings for report in reports) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="statemachines.verify", description="Follow every error through a state machine."
    )
    parser.add_argument(
        "asl", nargs="?", help="an ASL file from elsewhere; without it, this project's machines"
    )
    parser.add_argument("--undo", default="", help="what undoes what: Reserve=Cancel,Pay=Refund")
    parser.add_argument("--pivot", default="", help="the point of no return: Pay, or Pay=AskWhetherPaid")
    parser.add_argument("--notify", default="", help="tasks that only tell somebody")
    parser.add_argument("--reads", default="", help="tasks that commit nothing")
    parser.add_argument("--rejected", default="", help="errors that say that nothing was committed")
    parser.add_argument(
        "--timeouts", default="", help="the functions' own, in seconds: 30, or Reserve=30,Pay=60"
    )
    parser.add_argument(
        "--recovery", default="", help="the ASL file of what finishes executions that were cut off"
    )
    return parser


def _of_sagas() -> list[Report]:
    return [
        report
        for saga in SAGAS
        for report in check_saga(
            saga,
            asl=asl_path(saga.name).read_text(encoding="utf-8"),
            recovery_asl=recovery_asl_path(saga.name).read_text(encoding="utf-8"),
        )
    ]


def _of_file(given: argparse.Namespace) -> list[Report]:
    pivot = next(iter(pairs(given.pivot).items()), (None, None))
    options = Options(
        undo=pairs(given.undo),
        pivot=pivot[0],
        resolve=pivot[1] or None,
        notify=names(given.notify),
        reads=names(given.reads),
        rejected=names(given.rejected),
        timeouts=seconds(given.timeouts),
    )
    return check_file(Path(given.asl), options, Path(given.recovery) if given.recovery else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
