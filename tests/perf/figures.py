"""All that the document shows."""

from __future__ import annotations

from collections.abc import Mapping

from tests.perf.sheets import Sheet, bills
from tests.perf.usage import Usage
from tests.perf.waits import waiting


def figures(used: Mapping[str, Usage]) -> tuple[Sheet, ...]:
    """`used` is by path, in order, with the whole order's."""
    return (*bills(used), waiting())
