"""One action of a write, from the request to something that can be judged: Put, Update, Delete, ConditionCheck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.conditions import ALWAYS, condition
from tests.simulation.memory.failures import Refused, Unfit, Unsupported
from tests.simulation.memory.reading import Names, Uses
from tests.simulation.memory.shape import Key, TableShape, attributes_of, check_index_keys, key_in, key_of
from tests.simulation.memory.table import Table
from tests.simulation.memory.updates import Update, update
from tests.simulation.memory.values import taken_map

Request: TypeAlias = Mapping[str, Any]
Effect: TypeAlias = Callable[[AttributeMap | None], AttributeMap | None]
"""From the item as it is to what it becomes. Raises Unfit or Refused."""

_FIELDS = frozenset(
    {
        "TableName",
        "ConditionExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
        "ReturnValuesOnConditionCheckFailure",
    }
)
_MORE_FIELDS: Mapping[str, frozenset[str]] = {
    "Put": frozenset({"Item"}),
    "Update": frozenset({"Key", "UpdateExpression"}),
    "Delete": frozenset({"Key"}),
    "ConditionCheck": frozenset({"Key"}),
}


@dataclass(frozen=True, kw_only=True)
class Action:
    """`shows_old`: a failed condition is answered with the item that made it fail."""

    table: Table
    key: Key
    holds: Callable[[AttributeMap | None], bool]
    effect: Effect
    shows_old: bool


def kind_of(item: Mapping[str, Any]) -> tuple[str, Request]:
    """The one action in one of TransactItems."""
    if len(item) != 1:
        raise Refused("TransactItems can only contain one of Check, Put, Update or Delete")
    ((kind, request),) = item.items()
    if kind not in _MORE_FIELDS:
        raise Unsupported(f"an action {kind}")
    return kind, request


def action(kind: str, request: Request, table: Table) -> Action:
    """Raises Refused, Unsupported, or Unfit for a key that is not the table's."""
    if unknown := request.keys() - _FIELDS - _MORE_FIELDS[kind]:
        raise Unsupported(f"{kind} with {', '.join(sorted(unknown))}")
    names: Names = tuple(request.get("ExpressionAttributeNames", {}).items())
    judged = condition(request["ConditionExpression"], names) if "ConditionExpression" in request else ALWAYS
    changed = update(request["UpdateExpression"], names) if kind == "Update" else None
    check_used(
        names=request.get("ExpressionAttributeNames"),
        values=request.get("ExpressionAttributeValues"),
        uses=judged.uses | changed.uses if changed else judged.uses,
    )
    values = taken_map(request.get("ExpressionAttributeValues", {}))
    if kind == "Put":
        item = taken_map(request["Item"])
        key, effect = key_in(table.shape, item), _put(table.shape, item)
    else:
        key = key_of(table.shape, request["Key"])
        effect = _update(table.shape, key, changed, values) if changed else _EFFECTS[kind]
    return Action(
        table=table,
        key=key,
        holds=lambda old: judged.holds(old or {}, values),
        effect=effect,
        shows_old=request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD",
    )


def check_used(*, names: Mapping[str, str] | None, values: AttributeMap | None, uses: Uses) -> None:
    """Every name and value is used, every value used is there and goes with its operator. Raises Refused."""
    _check_unused("ExpressionAttributeNames", names, uses.names)
    _check_unused("ExpressionAttributeValues", values, uses.values)
    for check in uses.checks:
        check(values or {})


def _check_unused(field: str, given: Mapping[str, Any] | None, used: frozenset[str]) -> None:
    if given is None:
        return
    if not given:
        raise Refused(f"{field} must not be empty")
    if unused := given.keys() - used:
        keys = ", ".join(sorted(unused))
        raise Refused(f"Value provided in {field} unused in expressions: keys: {{{keys}}}")


def _put(shape: TableShape, item: AttributeMap) -> Effect:
    def effect(_old: AttributeMap | None) -> AttributeMap:
        check_index_keys(shape, item)
        return item

    return effect


def _update(shape: TableShape, key: Key, changed: Update, values: AttributeMap) -> Effect:
    def effect(old: AttributeMap | None) -> AttributeMap:
        for name in shape.keys:
            if name in changed.attributes:
                raise Unfit(
                    f"One or more parameter values were invalid: Cannot update attribute {name}. "
                    "This attribute is part of the key"
                )
        new = changed.apply(old or {}, values, onto=old or attributes_of(shape, key))
        check_index_keys(shape, new)
        return new

    return effect


_EFFECTS: Mapping[str, Effect] = {"Delete": lambda _old: None, "ConditionCheck": lambda old: old}
