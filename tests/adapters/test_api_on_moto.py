"""The API's function on moto: a real state machine's executions and the orders table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from lambdas.shared.world import World
from tests.adapters.api import api_at_work, get, inputs, place
from tests.support.worlds import put_item
from tests.unit.api.fakes import ANYBODY, ORDER

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


@pytest.fixture
def sfn(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[SFNClient]:
    assert world.table("orders")
    with api_at_work(monkeypatch) as client:
        yield client


def test_an_order_starts_one_execution_under_its_own_id(sfn: SFNClient) -> None:
    status, body = place()

    assert status == 202
    assert inputs(sfn) == [
        {
            "saga_id": body["order_id"],
            "input": {
                "caller": ANYBODY,
                "customer_id": "ada",
                "items": [{"sku": "tea", "quantity": 2}],
                "callback_url": None,
            },
        }
    ]


def test_two_keys_are_two_executions(sfn: SFNClient) -> None:
    assert place()[1]["order_id"] != place(key="k-2")[1]["order_id"]
    assert len(inputs(sfn)) == 2


def test_an_order_sent_again_after_its_execution_ended_is_answered_the_same(sfn: SFNClient) -> None:
    first = place()

    assert place() == first
    assert len(inputs(sfn)) == 1


def test_a_key_with_another_order_is_refused_by_the_service_that_knows_the_first(sfn: SFNClient) -> None:
    place()

    status, body = place(ORDER | {"customer_id": "bob"})

    assert status == 422
    assert "Idempotency-Key" in body["detail"]
    assert len(inputs(sfn)) == 1


@pytest.mark.usefixtures("sfn")
def test_an_order_is_pending_before_its_saga_wrote_it_and_then_what_the_table_says(world: World) -> None:
    order_id = place()[1]["order_id"]
    before = get(f"/orders/{order_id}")
    item = {
        "pk": f"order#{order_id}",
        "sk": "order",
        "order_id": order_id,
        "caller": ANYBODY,
        "status": "APPROVED",
        "reason": None,
        "total": 700,
        "currency": "EUR",
        "lines": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
    }
    put_item(world, "orders", item)

    after = get(f"/orders/{order_id}")

    assert (before[0], before[1]["status"]) == (200, "PENDING")
    assert (after[1]["status"], after[1]["total"]) == ("APPROVED", 700)
    assert after[1]["items"] == [{"sku": "tea", "quantity": 2, "unit_price": 350}]


@pytest.mark.usefixtures("sfn")
def test_an_order_that_neither_knows_is_a_404() -> None:
    assert get("/orders/o-" + "0" * 32)[0] == 404


def test_nothing_is_started_for_an_order_that_is_refused(sfn: SFNClient) -> None:
    status, body = place(ORDER | {"items": []})

    assert (status, body["errors"][0]["field"]) == (400, "items")
    assert inputs(sfn) == []
