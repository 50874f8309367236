"""`make cost`: what one order is billed, path by path, and what a cold start imports.

    python -m tests.perf.cost [--no-imports] [--write]

Nothing is deployed and nothing is timed but the imports: states and requests are counted on moto, and priced.
"""

from __future__ import annotations

import argparse
import logging
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

import tests.conftest  # noqa: F401 - sets the tests' environment, before any handler reads it
from ops.progress import Reporter
from tests.perf import sheets
from tests.perf.document import DOCUMENT, with_figures
from tests.perf.door import whole_order
from tests.perf.figures import figures
from tests.perf.imports import ROUNDS, ratios
from tests.perf.market import market
from tests.perf.paths import PATHS, measure
from tests.support.synthesis import template_of

if TYPE_CHECKING:
    from tests.perf.sheets import Sheet

_WIDEST_NOTE = 100


def main() -> None:
    parser = argparse.ArgumentParser(description="What one order is billed, path by path.")
    parser.add_argument(
        "--imports", action=argparse.BooleanOptionalAction, default=True, help="cold starts too"
    )
    parser.add_argument("--write", action="store_true", help=f"put the figures into {DOCUMENT.name}")
    options = parser.parse_args()
    logging.disable(logging.ERROR)  # moto logs each failure of a task, which here is what is asked for
    reporter = Reporter(console=Console())
    counted = _figures(reporter)
    for sheet in counted:
        _show(sheet, reporter.console)
    if options.write:
        DOCUMENT.write_text(with_figures(DOCUMENT.read_text(), counted))
        reporter.say(f"These figures are in {DOCUMENT.parent.name}/{DOCUMENT.name} now.")
    if options.imports:
        with reporter.step(f"Importing every handler in fresh interpreters, {ROUNDS} rounds"):
            found = ratios()
        _show(sheets.cold_starts(found), reporter.console)


def _figures(reporter: Reporter) -> tuple[Sheet, ...]:
    with reporter.step("Synthesizing the stack"):
        template_of("local")
    with (
        reporter.step(f"Running {len(PATHS) + 1} orders on moto, one on each path"),
        market() as (cloud, meter, template),
    ):
        measured = {path.name: measure(cloud, meter, path) for path in PATHS}
        whole, told = whole_order(cloud, meter, template)
    return figures(sheets.in_order(measured, whole), told)


def _show(sheet: Sheet, console: Console) -> None:
    table = Table(
        title=sheet.title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=0,
    )
    for position, column in enumerate(sheet.columns):
        table.add_column(column.replace(" ", "\n"), justify="right" if position else "left", no_wrap=True)
    for row in sheet.rows:
        table.add_row(*row)
    console.print()
    console.print(table, highlight=False)
    console.print(sheet.note, style="dim", width=min(_WIDEST_NOTE, console.width), highlight=False)


if __name__ == "__main__":
    main()
