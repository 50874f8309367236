"""The figures in docs/costs.md: written by `python -m tests.perf.cost --write`, never by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.perf.sheets import Sheet

DOCUMENT = Path(__file__).parents[2] / "docs" / "costs.md"

_BEGIN = "<!-- figures: written by `python -m tests.perf.cost --write` -->"
_END = "<!-- end of figures -->"


def with_figures(text: str, sheets: Iterable[Sheet]) -> str:
    """The document with its figures exchanged. Raises ValueError when it has no place for them."""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT.name} must have the lines {_BEGIN} and {_END}")
    figures = "\n\n".join(map(_markdown, sheets))
    return f"{before}{begin}\n\n{figures}\n\n{end}{after}"


def _markdown(sheet: Sheet) -> str:
    ruler = ("---", *("---:" for _ in sheet.columns[1:]))
    table = "\n".join(f"| {' | '.join(row)} |" for row in (sheet.columns, ruler, *sheet.rows))
    return f"## {sheet.title}\n\n{table}\n\n{sheet.note}"
