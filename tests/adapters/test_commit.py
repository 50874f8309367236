"""What a busy or silent store does to a step: it is tried again, and never taken for a duplicate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from lambdas.inventory import handler as inventory
from lambdas.inventory import store
from lambdas.shared import world as worlds
from lambdas.shared.errors import Inconsistent, LateAction, Rejected, Transient
from lambdas.shared.world import World
from tests.support import flaky
from tests.support.worlds import everything, get_item, put_item

RESERVE: dict[str, Any] = {
    "saga_id": "o-1",
    "step": "inventory.reserve",
    "input": {"items": [{"sku": "tea", "quantity": 3}]},
}


@pytest.fixture(autouse=True)
def _shelf(world: World) -> None:
    put_item(world, "inventory", store.stock_item(sku="tea", available=10))


def with_store(world: World, *acts: flaky.Act) -> flaky.Flaky:
    client = flaky.Flaky(world.dynamodb, acts)
    worlds.install(replace(world, dynamodb=cast("Any", client)))
    return client


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    yield
    worlds.install(None)


def available(world: World) -> int:
    item = get_item(world, "inventory", store.stock_key("tea"))
    assert item is not None
    return int(item["available"])


@pytest.mark.parametrize(
    "act",
    [
        flaky.cancelled("None", "None", "TransactionConflict"),
        flaky.cancelled("TransactionConflict", "None", "None"),
        flaky.cancelled("None", "ThrottlingError", "None"),
        flaky.cancelled("None", "None", "ProvisionedThroughputExceeded"),
        flaky.error("ThrottlingException"),
        flaky.error("TransactionInProgressException"),
        flaky.error("InternalServerError"),
        flaky.never_sent,
    ],
)
def test_a_busy_store_is_tried_again_after_a_pause(world: World, act: flaky.Act) -> None:
    client = with_store(world, act, act)

    assert inventory.reserve(RESERVE, None)["status"] == "DONE"

    assert client.calls == 3
    assert available(world) == 7


def test_a_conflict_beside_a_failed_business_condition_is_tried_again_and_not_taken_for_a_rejection(
    world: World,
) -> None:
    with_store(world, flaky.cancelled("None", "TransactionConflict", "ConditionalCheckFailed"))

    assert inventory.reserve(RESERVE, None)["status"] == "DONE"


def test_a_store_that_stays_busy_is_transient_and_leaves_nothing_behind(world: World) -> None:
    before = everything(world, "inventory")
    client = with_store(world, *[flaky.cancelled("TransactionConflict")] * 5)

    with pytest.raises(Transient, match="busy after 5 attempts"):
        inventory.reserve(RESERVE, None)

    assert client.calls == 5
    assert everything(world, "inventory") == before


def test_a_commit_whose_answer_was_lost_is_found_again_and_not_done_twice(world: World) -> None:
    with_store(world, flaky.answer_lost)

    answer = inventory.reserve(RESERVE, None)

    assert answer["status"] == "DONE"
    assert available(world) == 7


def test_a_compensation_whose_answer_was_lost_is_found_again_and_not_done_twice(world: World) -> None:
    inventory.reserve(RESERVE, None)
    with_store(world, flaky.answer_lost)

    assert inventory.release(RESERVE, None)["status"] == "COMPENSATED"

    assert available(world) == 10


def test_a_step_that_commits_while_its_compensation_is_looking_is_undone(world: World) -> None:
    def the_step_comes_first(through: Any) -> Any:
        worlds.install(world)
        inventory.reserve(RESERVE, None)
        return through()

    with_store(world, the_step_comes_first)

    assert inventory.release(RESERVE, None)["status"] == "COMPENSATED"
    assert available(world) == 10


def test_a_compensation_that_commits_while_its_step_is_on_its_way_makes_the_step_refuse(world: World) -> None:
    def the_compensation_comes_first(through: Any) -> Any:
        worlds.install(world)
        inventory.release(RESERVE, None)
        return through()

    with_store(world, the_compensation_comes_first)

    with pytest.raises(LateAction):
        inventory.reserve(RESERVE, None)
    assert available(world) == 10


def test_an_error_that_no_retry_can_help_is_raised_as_it_is(world: World) -> None:
    client = with_store(world, flaky.error("AccessDeniedException"))

    with pytest.raises(ClientError, match="AccessDenied"):
        inventory.reserve(RESERVE, None)
    assert client.calls == 1


def test_a_compensation_that_finds_the_books_wrong_says_what_it_found(world: World) -> None:
    inventory.reserve(RESERVE, None)
    put_item(world, "inventory", {**store.stock_item(sku="tea", available=7), "reserved": 0})
    before = everything(world, "inventory")

    with pytest.raises(Inconsistent, match="less of tea is reserved than the 3"):
        inventory.release(RESERVE, None)
    assert everything(world, "inventory") == before


def test_a_rejection_is_decided_by_the_store_and_not_by_what_was_read(world: World) -> None:
    def another_order_takes_the_rest(through: Any) -> Any:
        put_item(world, "inventory", store.stock_item(sku="tea", available=2))
        return through()

    with_store(world, another_order_takes_the_rest)

    with pytest.raises(Rejected, match="3 of article tea wanted, 2 available"):
        inventory.reserve(RESERVE, None)
