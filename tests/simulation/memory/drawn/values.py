"""Attributes of one type each, so that it is the expressions that are tried: absent, or with few values.

Not drawn, because moto answers otherwise than AWS documents: a value of another type where a number or a text
is compared or added to (a Python error as the reason, or the value overwritten), and NULL or a flag to be
compared with another type (NULL equals what is absent, True equals 1). Nor are fractions: moto and Amazon's
DynamoDB Local keep zeros that AWS trims.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SHARD, SINCE = "shard", "since"
"""The keys of the index."""

numbers = st.sampled_from([-7, 0, 2, 10]).map(lambda number: {"N": str(number)})
texts = st.sampled_from(["", "a", "ab", "b"]).map(lambda text: {"S": text})
elements = numbers | texts
lists = st.lists(elements, max_size=3).map(lambda values: {"L": values})
maps = st.fixed_dictionaries({}, optional={"x": numbers, "y": numbers}).map(lambda values: {"M": values})
flags = st.booleans().map(lambda value: {"BOOL": value})
nothing = st.just({"NULL": True})

TYPES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "n": numbers,
    "k": numbers,
    "s": texts,
    "l": lists,
    "m": maps,
    "f": flags | nothing,
}

attributes = st.fixed_dictionaries(TYPES) | st.fixed_dictionaries({}, optional=TYPES)
comparable = st.one_of(numbers, texts, lists, maps)


def index_keys(key: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Both of them, one or neither. No two items have the same: their order would be anybody's."""
    times = st.sampled_from("123").map(lambda time: {"S": f"{time}-{key['pk']['S']}{key['sk']['S']}"})
    shards = st.sampled_from("AB").map(lambda shard: {"S": shard})
    keys = {SHARD: shards, SINCE: times}
    return st.fixed_dictionaries(keys) | st.fixed_dictionaries({}, optional=keys)
