"""All that the document shows."""

from __future__ import annotations

from collections.abc import Mapping

from tests.perf.sheets import Sheet, bills, webhooks
from tests.perf.usage import Usage
from tests.perf.waits import waiting
from tests.perf.webhooks import Told


def figures(used: Mapping[str, Usage], told: Told) -> tuple[Sheet, ...]:
    """`used` is by path, in order, with the whole order's."""
    return (*bills(used), webhooks(told), waiting())
