"""What Query and Scan answer: a page in order, and where the next one begins.

As DynamoDB does it, a page that is as long as its limit names its last key also when nothing comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.failures import Refused
from tests.simulation.memory.keyconditions import Range
from tests.simulation.memory.table import Table
from tests.simulation.memory.values import copied


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`start` is the key after which the page begins."""

    index: str | None = None
    most: int | None = None
    start: AttributeMap | None = None
    forward: bool = True


def page(table: Table, items: Iterable[AttributeMap], asked: Asked) -> dict[str, Any]:
    ordered = sorted(
        ((table.place(item, index=asked.index), item) for item in items), reverse=not asked.forward
    )
    if asked.start is not None:
        start = table.place(asked.start, index=asked.index)
        ordered = [(at, item) for at, item in ordered if (at > start if asked.forward else at < start)]
    read = [item for _, item in ordered[: asked.most]]
    answer: dict[str, Any] = {
        "Items": [copied(table.projected(item, index=asked.index)) for item in read],
        "Count": len(read),
        "ScannedCount": len(read),
    }
    if read and len(read) == asked.most:
        answer["LastEvaluatedKey"] = copied(table.cursor(read[-1], index=asked.index))
    return answer


def check_start(table: Table, asked: Asked, *, within: Range | None = None) -> None:
    """Raises Refused for a key to start after that is no key here, or not `within` what is asked for."""
    if asked.start is None:
        return
    names = {*table.shape.keys, *table.keys_of(asked.index)}
    if asked.start.keys() != names or any("S" not in value for value in asked.start.values()):
        raise Refused("The provided starting key is invalid")
    if within is None:
        return
    partition, sort = (asked.start[name]["S"] for name in table.keys_of(asked.index))
    if partition != within.partition or not within.holds(sort):
        raise Refused("The provided starting key does not match the range key predicate")
