"""Threads on moto: with turns taken, a transaction that fails takes nothing of the others with it."""

from __future__ import annotations

from functools import partial

from moto import mock_aws

from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.world import World
from lambdas.shared.writes import put, unexpected, update
from tests.dynamodb.at_once import at_once
from tests.support.database import moto_database
from tests.support.worlds import create_table, get_item, put_item, world_on

_KEY = {"pk": "stock#tea", "sk": "stock"}
_THREADS, _EACH = 8, 6


def _take(world: World, thread: int) -> int:
    """How many of a thread's transactions were committed: every second one fails."""
    taken = 0
    for number in range(_EACH):
        piece = {"pk": f"piece#{thread}", "sk": str(number // 2)}
        counted = update(
            table="stock",
            key=_KEY,
            expression="SET #taken = #taken + :one",
            condition="attribute_exists(#pk)",
            values={"one": 1},
            refused=unexpected("it is there"),
        )
        try:
            commit(world, (counted, put(table="stock", item=piece, refused=unexpected("it was taken"))))
        except ConditionFailed:
            continue
        taken += 1
    return taken


def test_what_threads_commit_is_all_there_although_others_fail() -> None:
    with mock_aws():
        world = world_on(moto_database().dynamodb, {"stock": "stock"})
        create_table(world.dynamodb, "stock")
        put_item(world, "stock", {**_KEY, "taken": 0})

        taken = at_once([partial(_take, world, thread) for thread in range(_THREADS)])

        assert taken == [_EACH // 2] * _THREADS
        found = get_item(world, "stock", _KEY)
        assert found is not None
        assert found["taken"] == _THREADS * _EACH // 2
