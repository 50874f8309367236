"""Cancelling and changing an order: asked for once, of the caller's own orders, and found where the answer says."""

from __future__ import annotations

import json

import pytest

from lambdas.api.follow_up import CANCELLATION, CHANGE, KINDS, Kind
from lambdas.shared.errors import Locked
from statemachines.generate import SAGAS
from tests.unit.api.fakes import ANYBODY, KEY, MACHINES, ORDER, client_error
from tests.unit.api.follow_ups import FOUR_TEAS, Placed, placed
from tests.unit.api.owner import Owner

BOTH = pytest.mark.parametrize("kind", [CANCELLATION, CHANGE], ids=lambda kind: kind.name)
CANCELLATION_ID = "x-4a2bcd0d6a2ee6a4b2b9ed2bd9b6cd55"


@pytest.fixture
def order(me: Owner) -> Placed:
    return placed(me)


@BOTH
def test_what_is_asked_for_is_taken_on_and_says_where_it_is_found(order: Placed, kind: Kind) -> None:
    answer = order.ask(kind)

    assert answer.status == 202
    assert answer.body == {
        "follow_up_id": answer.body["follow_up_id"],
        "order_id": order.order_id,
        "kind": kind.name,
        "status": "PENDING",
        "reason": None,
    }
    assert answer.headers["Location"] == f"{order.path}/follow-ups/{answer.body['follow_up_id']}"
    assert (answer.headers["Retry-After"], answer.headers["Vary"]) == ("1", "Prefer")
    shown = order.me.get(answer.headers["Location"])
    assert (shown.status, shown.body, shown.headers["Retry-After"]) == (200, answer.body, "1")


def test_a_cancellation_is_the_execution_of_its_saga_with_canonical_input(order: Placed) -> None:
    name = order.ask(CANCELLATION).body["follow_up_id"]

    assert order.me.states.machines[name] == MACHINES["cancel-order"]
    assert order.me.states.started[name] == (
        f'{{"input":{{"caller":"{ANYBODY}","order_id":"{order.order_id}"}},"saga_id":"{name}"}}'
    )


def test_a_change_is_the_execution_of_its_saga_with_whole_quantities(order: Placed) -> None:
    name = order.ask(CHANGE, body={"items": [{"quantity": 4.0, "sku": "tea"}]}).body["follow_up_id"]

    assert order.me.states.machines[name] == MACHINES["change-order"]
    assert json.loads(order.me.states.started[name])["input"]["items"] == [{"sku": "tea", "quantity": 4}]
    assert "4.0" not in order.me.states.started[name]


def test_each_kind_is_a_saga_there_is_and_its_steps_are_the_first_and_the_last_one() -> None:
    """Whoever names others looks into items that nobody writes."""
    sagas = {saga.name: saga for saga in SAGAS}

    for kind in KINDS.values():
        steps = sagas[kind.saga].steps
        assert (kind.first, kind.last) == (steps[0].name, steps[-1].name)


@BOTH
def test_asked_for_twice_it_is_started_once(order: Placed, kind: Kind) -> None:
    first, second = order.ask(kind), order.ask(kind)

    assert (second.status, second.body, second.headers) == (first.status, first.body, first.headers)
    assert len(order.me.states.started) == 2  # with the order's own


@BOTH
def test_asked_for_again_when_it_is_over_it_is_shown_as_it_ended(order: Placed, kind: Kind) -> None:
    order.approved()
    first = order.ask(kind)
    order.begin(kind, first)
    order.finish(kind, first)

    again = order.ask(kind)

    assert (again.status, again.body["status"]) == (200, "DONE")
    assert again.headers["Content-Location"] == again.headers["Location"] == first.headers["Location"]
    assert "Retry-After" not in again.headers


@BOTH
def test_another_key_is_another_one(order: Placed, kind: Kind) -> None:
    first, second = order.ask(kind, key="f-1"), order.ask(kind, key="f-2")

    assert first.body["follow_up_id"] != second.body["follow_up_id"]


def test_a_key_is_of_one_order_and_of_one_kind(order: Placed) -> None:
    """Also the key that the order itself was placed with."""
    key = KEY["idempotency-key"]
    other = order.me.post("/orders", ORDER, headers={"idempotency-key": "another"}).headers["Location"]

    ids = [
        order.ask(CANCELLATION, key=key).body["follow_up_id"],
        order.ask(CHANGE, key=key).body["follow_up_id"],
        Placed(me=order.me, path=other).ask(CANCELLATION, key=key).body["follow_up_id"],
    ]

    assert len(set(ids)) == 3
    assert {order.me.states.machines[name] for name in ids[:2]} == {
        MACHINES["cancel-order"],
        MACHINES["change-order"],
    }


def test_a_key_that_was_used_for_another_change_is_refused_and_says_for_which(order: Placed) -> None:
    first = order.ask(CHANGE)

    answer = order.ask(CHANGE, body={"items": [{"sku": "tea", "quantity": 5}]})

    assert (answer.status, answer.body["type"]) == (422, "urn:saga:problem:idempotency-key-reused")
    assert answer.body["instance"] == first.headers["Location"]
    assert answer.wrong == ["Idempotency-Key"]


@BOTH
@pytest.mark.parametrize(
    ("key", "type_"),
    [("", "idempotency-key-missing"), ("a, b", "invalid-idempotency-key")],
)
def test_without_a_key_that_can_be_one_nothing_is_started(
    order: Placed, kind: Kind, key: str, type_: str
) -> None:
    answer = order.ask(kind, key=key)

    assert (answer.status, answer.body["type"]) == (400, f"urn:saga:problem:{type_}")
    assert len(order.me.states.started) == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["items"]),
        ({"items": []}, ["items"]),
        ({"items": [{"sku": "tea", "quantity": 0}]}, ["items[0].quantity"]),
        ({"items": [{"sku": "tea", "quantity": 1}, {"sku": "tea", "quantity": 2}]}, ["items[1].sku"]),
        (FOUR_TEAS | {"customer_id": "bob"}, ["customer_id"]),
        (FOUR_TEAS | {"callback_url": None}, ["callback_url"]),
    ],
    ids=json.dumps,
)
def test_what_cannot_be_a_change_is_refused_by_name_and_nothing_is_started(
    order: Placed, body: object, wrong: list[str]
) -> None:
    answer = order.me.post(f"{order.path}/change", body, headers={"idempotency-key": "f-1"})

    assert (answer.status, answer.body["type"]) == (400, "urn:saga:problem:invalid-change")
    assert answer.wrong == wrong
    assert len(order.me.states.started) == 1


@BOTH
def test_nothing_can_be_asked_of_the_order_of_somebody_else(
    order: Placed, kind: Kind, somebody_else: Owner
) -> None:
    stranger = Placed(me=somebody_else, path=order.path)
    pending, there = stranger.ask(kind), order.approved()

    written = stranger.ask(kind)
    missing = Placed(me=somebody_else, path="/orders/o-" + "0" * 32).ask(kind)

    for answer in (pending, written, missing):
        assert (answer.status, answer.body["type"]) == (404, "urn:saga:problem:no-such-order")
        assert "instance" not in answer.body
    assert len(there.me.states.started) == 1


@BOTH
def test_what_was_asked_for_is_shown_to_nobody_else(order: Placed, kind: Kind, somebody_else: Owner) -> None:
    order.approved()
    asked = order.ask(kind)
    before = somebody_else.get(asked.headers["Location"])
    order.begin(kind, asked)

    after = somebody_else.get(asked.headers["Location"])

    assert before == after
    assert (after.status, after.body["type"]) == (404, "urn:saga:problem:no-such-follow-up")


@BOTH
def test_it_is_found_at_its_own_order_only(order: Placed, kind: Kind) -> None:
    order.approved()
    other = order.me.post("/orders", ORDER, headers={"idempotency-key": "another"}).headers["Location"]
    asked = order.ask(kind)
    elsewhere = f"{other}/follow-ups/{asked.body['follow_up_id']}"

    before = order.me.get(elsewhere).status
    order.begin(kind, asked)

    assert (before, order.me.get(elsewhere).status) == (404, 404)
    assert order.me.get(asked.headers["Location"]).status == 200


@pytest.mark.parametrize(
    "follow_up_id",
    [
        CANCELLATION_ID,
        "x-1",
        "x",
        "g",
        "o-" + "0" * 32,
        CANCELLATION_ID.upper(),
        f"{CANCELLATION_ID}0",
        "x-" + "é" * 32,
        "%0A",
    ],
)
def test_one_that_is_not_there_is_a_404_problem(order: Placed, follow_up_id: str) -> None:
    answer = order.me.get(f"{order.path}/follow-ups/{follow_up_id}")

    assert (answer.status, answer.body["type"]) == (404, "urn:saga:problem:no-such-follow-up")


def test_an_id_of_another_shape_is_asked_of_nobody(order: Placed) -> None:
    """Step Functions refuses what cannot be a name, with an error that is nobody's business."""
    order.me.states.fails_with = AssertionError("asked")

    assert order.me.get(f"{order.path}/follow-ups/x-1").status == 404


@BOTH
def test_once_it_is_begun_step_functions_is_not_asked_for_it(order: Placed, kind: Kind) -> None:
    """Its quota of DescribeExecution is a small one."""
    order.approved()
    asked = order.ask(kind)
    order.begin(kind, asked)
    before = order.me.states.described

    assert order.me.get(asked.headers["Location"]).status == 200

    assert order.me.states.described == before


@BOTH
def test_a_busy_step_functions_is_a_503_and_the_same_request_may_be_sent_again(
    order: Placed, kind: Kind
) -> None:
    order.approved()
    order.me.states.fails_with = client_error("ThrottlingException")

    answer = order.ask(kind)
    order.me.states.fails_with = None
    again = order.ask(kind)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert answer.body["instance"] == again.headers["Location"]
    assert again.status == 202


@BOTH
def test_an_order_that_is_pending_makes_it_wait_its_turn(order: Placed, kind: Kind) -> None:
    order.opened()
    asked = order.ask(kind)

    with pytest.raises(Locked):
        order.begin(kind, asked)

    assert order.me.get(asked.headers["Location"]).body["status"] == "PENDING"
    assert order.status() == "PENDING"
