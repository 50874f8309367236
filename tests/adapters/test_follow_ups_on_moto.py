"""Cancellations and changes by the API's function on moto: real executions under names, and the orders' journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from lambdas.api.follow_up import CANCELLATION, CHANGE, Kind
from lambdas.shared.world import World
from tests.adapters.api import api_at_work, get, inputs, place, post
from tests.support import steps
from tests.support.flaky import Flaky, answer_lost
from tests.support.worlds import installed
from tests.unit.api.fakes import ANYBODY

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

FOUR_TEAS = {"items": [{"sku": "tea", "quantity": 4}]}
BODIES = {CANCELLATION: None, CHANGE: FOUR_TEAS}
ACTIONS = {CANCELLATION: "cancel", CHANGE: "change"}
BOTH = pytest.mark.parametrize("kind", [CANCELLATION, CHANGE], ids=lambda kind: kind.name)


@pytest.fixture
def sfn(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[SFNClient]:
    assert world.table("orders")
    with api_at_work(monkeypatch) as client:
        yield client


@pytest.fixture
def order_id(sfn: SFNClient, world: World) -> str:
    """Of an order that was approved."""
    order_id = str(place()[1]["order_id"])
    (saga,) = inputs(sfn)
    steps.open_order(world, saga)
    steps.approve(saga)
    return order_id


def ask(kind: Kind, order_id: str, body: Any = None, *, key: str = "f-1") -> tuple[int, Any]:
    return post(f"/orders/{order_id}/{ACTIONS[kind]}", body or BODIES[kind], key=key)


def show(asked: tuple[int, Any]) -> Any:
    status, body = get(f"/orders/{asked[1]['order_id']}/follow-ups/{asked[1]['follow_up_id']}")
    assert status == 200
    return body


@BOTH
def test_it_starts_one_execution_of_its_saga_under_its_own_id(
    sfn: SFNClient, order_id: str, kind: Kind
) -> None:
    status, body = ask(kind, order_id)
    ask(kind, order_id)

    further = {} if kind is CANCELLATION else FOUR_TEAS
    given = {"caller": ANYBODY, "order_id": order_id, **further}
    assert (status, body["status"]) == (202, "PENDING")
    assert inputs(sfn, kind.saga) == [{"saga_id": body["follow_up_id"], "input": given}]


def test_a_key_with_another_change_is_refused_by_the_service_that_knows_the_first(
    sfn: SFNClient, order_id: str
) -> None:
    ask(CHANGE, order_id)

    status, body = ask(CHANGE, order_id, {"items": [{"sku": "tea", "quantity": 5}]})

    assert (status, body["type"]) == (422, "urn:saga:problem:idempotency-key-reused")
    assert len(inputs(sfn, CHANGE.saga)) == 1


@BOTH
def test_what_became_of_it_is_what_the_journal_tells(sfn: SFNClient, order_id: str, kind: Kind) -> None:
    asked = ask(kind, order_id)
    (saga,) = inputs(sfn, kind.saga)
    before = show(asked)["status"]
    steps.begin(kind, saga)
    begun = show(asked)["status"]
    steps.finish(kind, saga)

    assert (before, begun, show(asked)["status"]) == ("PENDING", "PENDING", "DONE")
    assert ask(kind, order_id) == (200, show(asked))


@BOTH
def test_one_that_is_refused_says_why(sfn: SFNClient, order_id: str, kind: Kind) -> None:
    asked = ask(kind, order_id)
    (saga,) = inputs(sfn, kind.saga)
    steps.begin(kind, saga)
    steps.turn_back(kind, saga)

    shown = show(asked)

    assert (shown["status"], shown["reason"]["code"]) == ("REFUSED", "ORDER_SHIPPED")
    assert get(f"/orders/{order_id}")[1]["status"] == "APPROVED"


@BOTH
def test_steps_whose_answers_were_lost_are_told_as_they_were_committed(
    sfn: SFNClient, order_id: str, world: World, kind: Kind
) -> None:
    asked = ask(kind, order_id)
    (saga,) = inputs(sfn, kind.saga)
    for step in (steps.begin, steps.finish):
        lossy = replace(world, dynamodb=cast("Any", Flaky(world.dynamodb, [answer_lost])))
        with installed(lossy):
            step(kind, saga)

    assert show(asked)["status"] == "DONE"


@pytest.mark.usefixtures("sfn")
def test_of_an_order_that_nobody_placed_nothing_can_be_asked() -> None:
    status, body = ask(CANCELLATION, "o-" + "0" * 32)

    assert (status, body["type"]) == (404, "urn:saga:problem:no-such-order")


@pytest.mark.usefixtures("sfn")
@pytest.mark.parametrize("follow_up_id", ["x-" + "0" * 32, "x-1", "x-*", "x-%C3%A9"])
def test_one_that_nobody_asked_for_is_not_there(order_id: str, follow_up_id: str) -> None:
    status, body = get(f"/orders/{order_id}/follow-ups/{follow_up_id}")

    assert (status, body["type"]) == (404, "urn:saga:problem:no-such-follow-up")
