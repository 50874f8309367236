"""DynamoDB's own rules of size: bytes of an item, units of a request. For on-demand tables of the standard class.

A write unit is 1 KB, a read unit 4 KB, each item rounded up by itself; what does not exist counts as one unit.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Any

_WRITE_BYTES = 1024
_READ_BYTES = 4096
_CONTAINER = 3
_ELEMENT = 1


def size_of(item: Mapping[str, Any]) -> int:
    """Bytes of an item as the low-level client has it: `{"pk": {"S": "..."}}`. An absent item has none."""
    return sum(len(name.encode()) + _size_of_value(value) for name, value in item.items())


def write_units(size: int, *, transactional: bool = False) -> int:
    """`size` is the larger one of the item before and after. A transaction prepares and commits: twice as much."""
    return max(1, ceil(size / _WRITE_BYTES)) * (2 if transactional else 1)


def index_units(before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
    """What one write costs in an index of keys only, by its entry before and after; empty when there is none.

    An entry that comes or goes is one write, one that moves is two, one that stays is none. An index is written
    after the transaction, so it is not doubled with it: AWS says what an index costs and that a transaction
    writes each item twice, and nowhere that the index is then written twice too.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
    """
    if before == after:
        return 0
    return sum(write_units(size_of(entry)) for entry in (before, after) if entry)


def read_units(size: int, *, consistent: bool) -> float:
    """A strongly consistent read, or half of it."""
    return max(1, ceil(size / _READ_BYTES)) * (1 if consistent else 0.5)


def _size_of_value(value: Mapping[str, Any]) -> int:
    """Raises ValueError for a type that no item here has: sets."""
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return _size_of_number(content)
        case "B":
            return len(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return _CONTAINER + sum(_ELEMENT + _size_of_value(element) for element in content)
        case "M":
            return _CONTAINER + size_of(content) + _ELEMENT * len(content)
    raise ValueError(f"there is no rule here for the size of type {kind}")


def _size_of_number(text: str) -> int:
    """A byte, and one for each two significant digits: zeros in front and at the end are trimmed."""
    digits = "".join(map(str, Decimal(text).as_tuple().digits)).strip("0")
    return 1 + ceil(len(digits) / 2)
