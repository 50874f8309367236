"""KeyConditionExpressions: the partition's key is one value, the sort key may be in a range.

#pk = :pk AND begins_with(#sk, :prefix)      also = < <= > >= BETWEEN, in parentheses too
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.comparisons import ORDERS, check_bounds
from tests.simulation.memory.failures import Refused
from tests.simulation.memory.operands import of_value
from tests.simulation.memory.reading import Names, Reading, Uses

_Compare: TypeAlias = Callable[[Any, Any], bool]

_SIGNS: Mapping[str, _Compare] = {"=": operator.eq, **ORDERS}
_EMPTY = "The AttributeValue for a key attribute cannot contain an empty string value."


@dataclass(frozen=True, kw_only=True)
class Clause:
    """Every one of `bounds`, a comparison and a value's name, has to hold for the attribute."""

    attribute: str
    bounds: tuple[tuple[_Compare, str], ...]

    @property
    def is_one_value(self) -> bool:
        return [compare for compare, _ in self.bounds] == [operator.eq]


@dataclass(frozen=True, kw_only=True)
class Range:
    """The part of a partition that is asked for."""

    partition: str
    sort: tuple[tuple[_Compare, str], ...]

    def holds(self, sort: str) -> bool:
        return all(compare(sort, bound) for compare, bound in self.sort)


@dataclass(frozen=True, kw_only=True)
class KeyCondition:
    clauses: tuple[Clause, ...]
    uses: Uses

    def on(self, keys: tuple[str, str], values: AttributeMap) -> Range:
        """With a table's, or an index's, keys and the request's values. Raises Refused."""
        by_name = {clause.attribute: clause for clause in self.clauses}
        partition = by_name.pop(keys[0], None)
        if partition is None:
            raise Refused(f"Query condition missed key schema element: {keys[0]}")
        if not partition.is_one_value or len(by_name) < len(self.clauses) - 1:
            raise Refused("Query key condition not supported")
        if by_name and keys[1] not in by_name:
            raise Refused(f"Query condition missed key schema element: {keys[1]}")
        sort = by_name[keys[1]].bounds if by_name else ()
        return Range(
            partition=_text(values, partition.bounds[0][1], key=keys[0]),
            sort=tuple((compare, _text(values, name, key=keys[1])) for compare, name in sort),
        )


@lru_cache(maxsize=256)
def key_condition(text: str, names: Names) -> KeyCondition:
    """Raises Refused for what DynamoDB refuses, Unsupported for what this store does not know."""
    reading = Reading(text, kind="KeyConditionExpression", names=names)
    clauses = [_clause(reading)]
    if reading.accept("AND"):
        clauses.append(_clause(reading))
    return KeyCondition(clauses=tuple(clauses), uses=reading.uses())


def _clause(reading: Reading) -> Clause:
    if reading.accept("("):
        clause = _clause(reading)
        reading.expect(")")
        return clause
    if reading.ahead(1) == "(":
        return _prefix(reading)
    attribute = str(reading.path()[0])
    if reading.accept("BETWEEN"):
        low = of_value(reading)
        reading.expect("AND")
        high = of_value(reading)
        check_bounds(reading, low, high)
        return Clause(
            attribute=attribute,
            bounds=((operator.ge, str(low.value)), (operator.le, str(high.value))),
        )
    if not (sign := reading.accept(*_SIGNS)):
        raise reading.unreadable()
    return Clause(attribute=attribute, bounds=((_SIGNS[sign], str(of_value(reading).value)),))


def _prefix(reading: Reading) -> Clause:
    if reading.take() != "begins_with":
        raise reading.unreadable()
    reading.expect("(")
    attribute = str(reading.path()[0])
    reading.expect(",")
    prefix = str(of_value(reading).value)
    reading.expect(")")
    return Clause(attribute=attribute, bounds=((str.startswith, prefix),))


def _text(values: AttributeMap, name: str, *, key: str) -> str:
    if "S" not in values[name]:
        raise Refused(
            "One or more parameter values were invalid: Condition parameter type does not match schema type"
        )
    if not values[name]["S"]:
        raise Refused(f"One or more parameter values are not valid. {_EMPTY} Key: {key}")
    return str(values[name]["S"])
