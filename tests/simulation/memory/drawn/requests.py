"""Whole requests over two small tables, so that most of them meet what others left behind.

No transaction has two actions on one item: Amazon's DynamoDB Local speaks of a failed condition first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.simulation.memory.drawn.expressions import Expression, conditions, fields, joined, updates
from tests.simulation.memory.drawn.values import SHARD, SINCE, attributes, index_keys

TABLES = ("left", "right")
INDEX = "waiting"
INDEX_KEYS = (SHARD, SINCE)

_ALL_OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


@dataclass(frozen=True)
class Call:
    operation: str
    request: dict[str, Any]


tables = st.sampled_from(TABLES)
keys = st.builds(
    lambda pk, sk: {"pk": {"S": pk}, "sk": {"S": sk}}, st.sampled_from("ab"), st.sampled_from(["1", "é"])
)


def _put(key: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda some, others: key | some | others, attributes, index_keys(key))


@st.composite
def _actions(draw: st.DrawFn) -> dict[str, Any]:
    key, kind = draw(keys), draw(st.sampled_from(["Put", "Update", "Update", "Delete", "ConditionCheck"]))
    where: dict[str, Any] = {"TableName": draw(tables)} | draw(st.sampled_from([{}, _ALL_OLD]))
    condition = draw(conditions if kind == "ConditionCheck" else st.none() | conditions)
    if kind == "Put":
        return {kind: where | {"Item": draw(_put(key))} | fields(ConditionExpression=condition)}
    update = draw(_updates(key)) if kind == "Update" else None
    return {kind: where | {"Key": key} | fields(UpdateExpression=update, ConditionExpression=condition)}


@st.composite
def _updates(draw: st.DrawFn, key: dict[str, Any]) -> Expression:
    """Some of them put the item into the index or take it out."""
    drawn = draw(updates())
    if "SET" in drawn.text:
        return drawn
    entering = draw(st.none() | index_keys(key).filter(bool))
    if entering is None:
        return drawn
    actions = [Expression(f"#{name} = ?", (value,)) for name, value in entering.items()]
    return joined(f"SET {', '.join(['{}'] * len(actions))} {{}}", [*actions, drawn])


def _item_of(action: dict[str, Any]) -> tuple[str, str, str]:
    ((request),) = action.values()
    key = request.get("Item") or request["Key"]
    return request["TableName"], key["pk"]["S"], key["sk"]["S"]


def _transactions(
    actions: st.SearchStrategy[dict[str, Any]], *, least: int, most: int
) -> st.SearchStrategy[Call]:
    return st.lists(actions, min_size=least, max_size=most, unique_by=_item_of).map(
        lambda drawn: Call("transact_write_items", {"TransactItems": drawn})
    )


_stored = st.builds(lambda name, item: {"Put": {"TableName": name, "Item": item}}, tables, keys.flatmap(_put))
_conditional_puts = st.builds(
    lambda name, item, condition, shown: Call(
        "put_item", {"TableName": name, "Item": item} | fields(ConditionExpression=condition) | shown
    ),
    tables,
    keys.flatmap(_put),
    conditions,
    st.sampled_from([{}, _ALL_OLD]),
)


_ranges = ["= ?", "< ?", "<= ?", "> ?", ">= ?", "BETWEEN ? AND ?"]


def _ranged(sort: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[Expression]:
    pairs = st.tuples(values, values).map(sorted)
    in_range = st.builds(
        lambda text, pair: Expression(
            f"#{sort} {text}", tuple({"S": value} for value in pair[: text.count("?")])
        ),
        st.sampled_from(_ranges),
        pairs,
    )
    prefixed = values.map(lambda value: Expression(f"begins_with(#{sort}, ?)", ({"S": value},)))
    return in_range | prefixed


@st.composite
def _queries(draw: st.DrawFn) -> Call:
    table, index = draw(tables), draw(st.sampled_from([None, INDEX]))
    (partition, sort), of, among = (
        (INDEX_KEYS, "AB", ["1", "1-a1", "2", "2-b", "3"])
        if index
        else (("pk", "sk"), "ab", ["1", "2", "3", "é"])
    )
    first = Expression(f"#{partition} = ?", ({"S": draw(st.sampled_from(of))},))
    second = draw(st.none() | _ranged(sort, st.sampled_from(among)))
    key = joined("{} AND {}", [first, second]) if second else first
    how: dict[str, Any] = {"TableName": table, "ScanIndexForward": draw(st.booleans())}
    if index:
        how["IndexName"] = index
    if limit := draw(st.integers(0, 3)):
        how["Limit"] = limit
    return Call("query", how | fields(KeyConditionExpression=key))


_gets = st.builds(lambda name, key: Call("get_item", {"TableName": name, "Key": key}), tables, keys)
_batches = st.dictionaries(
    tables,
    st.lists(keys, min_size=1, max_size=4, unique_by=str).map(lambda wanted: {"Keys": wanted}),
    min_size=1,
).map(lambda wanted: Call("batch_get_item", {"RequestItems": wanted}))
EVERYTHING = [
    Call("scan", {"TableName": name, **index}) for name in TABLES for index in ({}, {"IndexName": INDEX})
]
"""All that is stored, and all that is in the indexes."""

_calls = st.one_of(
    _transactions(_actions(), least=1, most=4),
    _transactions(_actions(), least=1, most=1),
    _conditional_puts,
    _gets,
    _batches,
    _queries(),
    st.sampled_from(EVERYTHING),
)
plays = st.builds(
    lambda opening, calls: [opening, *calls],
    _transactions(_stored, least=2, most=8),
    st.lists(_calls, min_size=10, max_size=18),
)
"""The first call puts something there."""
