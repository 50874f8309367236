"""POST /orders with a callback_url: it has to be the URL of one of the caller's endpoints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.api.fakes import HOOK, ID, KEY, ORDER, Answer, Api, FakeTable, client_error
from tests.unit.api.owner import Owner

CALLED_BACK = ORDER | {"callback_url": HOOK}


def place(me: Owner, order: dict[str, Any] = CALLED_BACK, *, key: str = "k-1") -> Answer:
    return me.post("/orders", order, headers={"idempotency-key": key})


def test_an_order_may_call_back_at_an_endpoint_of_its_caller(me: Owner) -> None:
    me.registered()

    assert place(me).status == 202
    (given,) = me.states.started.values()
    assert json.loads(given)["input"]["callback_url"] == HOOK


def test_an_order_with_any_other_callback_is_refused_by_field_and_value_and_nothing_is_started(
    me: Owner,
) -> None:
    me.registered(f"{HOOK}/2")

    answer = place(me)

    assert (answer.status, answer.body["type"]) == (400, "urn:saga:problem:invalid-order")
    assert answer.body["errors"] == [
        {
            "field": "callback_url",
            "value": HOOK,
            "reason": "is not the URL of an endpoint of yours: register it first with POST /endpoints",
        }
    ]
    assert "instance" not in answer.body
    assert me.states.started == {}


def test_the_endpoint_of_somebody_else_is_no_endpoint_of_the_caller(me: Owner, somebody_else: Owner) -> None:
    somebody_else.registered()

    assert place(me).wrong == ["callback_url"]
    assert place(somebody_else).status == 202


def test_an_endpoint_that_is_disabled_may_be_named_since_it_can_be_told_later(me: Owner) -> None:
    me.post(f"{me.registered()}/disable")

    assert place(me).status == 202


def test_a_repeat_of_an_order_is_answered_as_before_when_its_endpoint_is_gone(me: Owner) -> None:
    path = me.registered()
    first = place(me)
    me.ask("DELETE", path)

    assert place(me) == first
    assert len(me.states.started) == 1
    assert place(me, key="k-2").wrong == ["callback_url"]


def test_another_order_under_the_key_is_refused_as_such_when_the_endpoint_is_gone(me: Owner) -> None:
    path = me.registered()
    first = place(me)
    me.ask("DELETE", path)

    answer = place(me, CALLED_BACK | {"customer_id": "bob"})

    assert (answer.status, answer.body["type"]) == (422, "urn:saga:problem:idempotency-key-reused")
    assert answer.body["instance"] == first.headers["Location"]


def test_an_order_that_was_refused_can_be_placed_once_its_endpoint_is_registered(me: Owner) -> None:
    assert place(me).status == 400

    me.registered()

    assert place(me).status == 202


def test_the_shape_is_looked_at_before_the_endpoints_are() -> None:
    api = Api()

    assert api.post(CALLED_BACK | {"items": []}).wrong == ["items"]
    assert api.table.reads == 0


@pytest.mark.parametrize("order", [ORDER, ORDER | {"callback_url": None}])
def test_an_order_without_a_callback_costs_no_read(order: dict[str, Any]) -> None:
    api = Api()

    assert api.post(order).status == 202
    assert (api.table.reads, api.states.described) == (0, 0)


def test_an_order_with_a_callback_costs_one_read_and_no_look_at_executions() -> None:
    api = Api()

    assert api.post(CALLED_BACK).status == 202
    assert (api.table.reads, api.states.described) == (1, 0)


def test_a_busy_store_is_a_503_and_nothing_is_started() -> None:
    api = Api(table=FakeTable(fails_with=client_error("ThrottlingException")))

    answer = api.post(CALLED_BACK, headers=KEY)

    assert (answer.status, answer.body["instance"]) == (503, f"/orders/{ID}")
    assert api.states.started == {}
