"""The right-hand sides of an update: what an attribute becomes.

operand   path | :value | if_not_exists(path, operand) | list_append(operand, operand)
assigned  operand | operand + operand | operand - operand
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory import number
from tests.simulation.memory.failures import Unfit
from tests.simulation.memory.operands import Operand, of_path, of_value, operand, require
from tests.simulation.memory.paths import Path
from tests.simulation.memory.reading import Reading
from tests.simulation.memory.values import AttributeValue

Result: TypeAlias = Callable[[AttributeMap, AttributeMap], AttributeValue]
"""From the item as it was and the request's values. Raises Unfit."""

_ABSENT = "The provided expression refers to an attribute that does not exist in the item"
_WRONG_TYPE = "An operand in the update expression has an incorrect data type"

_SUMS: Mapping[str, Callable[[str, str], str]] = {"+": number.added, "-": number.subtracted}


def assigned(reading: Reading) -> Result:
    left = _operand(reading)
    if not (sign := reading.accept(*_SUMS)):
        return _present(left)
    return _sum(reading, left, _operand(reading), sign=sign)


def added(reading: Reading, path: Path) -> Result:
    """ADD: an absent number counts as none. Numbers only, and top-level attributes only, as AWS documents."""
    if len(path) > 1:
        raise reading.unreadable()
    by = of_value(reading)
    require(reading, by, "N", by="ADD")
    number_of, amount_of = of_path(path).read, _present(by)

    def result(item: AttributeMap, values: AttributeMap) -> AttributeValue:
        old, amount = number_of(item, values), amount_of(item, values)
        return amount if old is None else {"N": number.added(_of_type("N", old), amount["N"])}

    return result


def _sum(reading: Reading, left: Operand, right: Operand, *, sign: str) -> Result:
    combine = _SUMS[sign]
    for side in (left, right):
        require(reading, side, "N", by=sign)
    one, other = _present(left), _present(right)

    def result(item: AttributeMap, values: AttributeMap) -> AttributeValue:
        return {"N": combine(_of_type("N", one(item, values)), _of_type("N", other(item, values)))}

    return result


def _operand(reading: Reading) -> Operand:
    if reading.ahead(1) != "(":
        return operand(reading)
    name = reading.take()
    if name not in _FUNCTIONS:
        raise reading.unreadable()
    reading.expect("(")
    function = _FUNCTIONS[name](reading)
    reading.expect(")")
    return function


def _if_not_exists(reading: Reading) -> Operand:
    if reading.ahead().startswith(":"):
        raise reading.invalid(
            "Operator or function requires a document path; operator or function: if_not_exists"
        )
    there = of_path(reading.path()).read
    reading.expect(",")
    otherwise = _present(_operand(reading))

    def read(item: AttributeMap, values: AttributeMap) -> AttributeValue:
        value = there(item, values)
        return otherwise(item, values) if value is None else value

    return Operand(read=read)


def _list_append(reading: Reading) -> Operand:
    left = _operand(reading)
    reading.expect(",")
    right = _operand(reading)
    for side in (left, right):
        require(reading, side, "L", by="list_append")
    one, other = _present(left), _present(right)

    def read(item: AttributeMap, values: AttributeMap) -> AttributeValue:
        return {"L": [*_of_type("L", one(item, values)), *_of_type("L", other(item, values))]}

    return Operand(read=read)


_FUNCTIONS: Mapping[str, Callable[[Reading], Operand]] = {
    "if_not_exists": _if_not_exists,
    "list_append": _list_append,
}


def _present(given: Operand) -> Result:
    read = given.read

    def result(item: AttributeMap, values: AttributeMap) -> AttributeValue:
        value = read(item, values)
        if value is None:
            raise Unfit(_ABSENT)
        return value

    return result


def _of_type(tag: str, value: AttributeValue) -> Any:
    if tag not in value:
        raise Unfit(_WRONG_TYPE)
    return value[tag]
