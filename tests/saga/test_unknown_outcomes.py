"""A step that crashes or never answers may have committed, or may commit later: each case, for each step."""

from __future__ import annotations

from typing import Any

import pytest

from lambdas.shared.errors import LateAction
from tests.saga.books import Books
from tests.support import bridge
from tests.support.bridge import Late
from tests.support.cloud import MotoCloud

ORDER: dict[str, Any] = {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 2}]}

BEFORE_PIVOT = ("orders.create", "inventory.reserve", "customers.reserve_credit")
AFTER_PIVOT = ("orders.approve", "inventory.ship")
COMPENSATIONS = ("customers.release_credit", "inventory.release", "approvals.withdraw", "orders.reject")

BEFORE_COMMIT = (bridge.crash_before_commit, bridge.timeout_before_commit)
AFTER_COMMIT = (bridge.crash_after_commit, bridge.timeout_after_commit)


def path_of(name: str) -> str:
    participant, action = name.split(".")
    return f"lambdas.{participant}.handler.{action}"


def with_fault(cloud: MotoCloud, name: str, *faults: bridge.Fault) -> None:
    cloud.bridge.faults[path_of(name)] += faults


@pytest.mark.parametrize("fault", BEFORE_COMMIT + AFTER_COMMIT)
@pytest.mark.parametrize("step", BEFORE_PIVOT)
def test_a_step_of_unknown_outcome_before_the_pivot_is_undone_whatever_became_of_it(
    cloud: MotoCloud, books: Books, step: str, fault: bridge.Fault
) -> None:
    before = books.balance()
    with_fault(cloud, step, fault)

    ended = cloud.run("o-1", ORDER)

    assert ended.output is not None
    assert ended.output["outcome"] == "COMPENSATED"
    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


@pytest.mark.parametrize("step", BEFORE_PIVOT)
def test_a_step_that_arrives_after_its_compensation_is_refused(
    cloud: MotoCloud, books: Books, step: str
) -> None:
    before = books.balance()
    late = Late()
    with_fault(cloud, step, late)

    cloud.run("o-1", ORDER)
    with pytest.raises(LateAction):
        late.arrive()

    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


@pytest.mark.parametrize("fault", AFTER_COMMIT)
def test_a_pivot_that_committed_and_never_said_so_takes_the_order_forward(
    cloud: MotoCloud, books: Books, fault: bridge.Fault
) -> None:
    with_fault(cloud, "payments.charge", fault)

    ended = cloud.run("o-1", ORDER)

    assert ended.path[-5:] == (
        "payments.charge",
        "payments.resolve",
        "payments.charge done?",
        "orders.approve",
        "inventory.ship",
    )
    assert books.status("o-1") == "APPROVED"
    assert books.balance()["payments"] == [("ada", 900)]
    assert books.balance()["money"][0] == ("ada", 10_000 - 900)


@pytest.mark.parametrize("fault", BEFORE_COMMIT)
def test_a_pivot_that_did_not_commit_turns_the_order_back_with_nothing_charged(
    cloud: MotoCloud, books: Books, fault: bridge.Fault
) -> None:
    before = books.balance()
    with_fault(cloud, "payments.charge", fault)

    ended = cloud.run("o-1", ORDER)

    assert ended.path[-5:] == ("payments.charge done?", *COMPENSATIONS)
    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


def test_a_pivot_that_arrives_after_it_was_ruled_out_charges_nothing(cloud: MotoCloud, books: Books) -> None:
    before = books.balance()
    late = Late()
    with_fault(cloud, "payments.charge", late)

    cloud.run("o-1", ORDER)
    with pytest.raises(LateAction):
        late.arrive()

    assert books.balance() == before


@pytest.mark.parametrize("fault", BEFORE_COMMIT + AFTER_COMMIT)
@pytest.mark.parametrize("step", AFTER_PIVOT)
def test_a_step_after_the_pivot_is_repeated_until_it_succeeds_and_happens_once(
    cloud: MotoCloud, books: Books, step: str, fault: bridge.Fault
) -> None:
    with_fault(cloud, step, fault)

    ended = cloud.run("o-1", ORDER)

    assert ended.output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    assert books.status("o-1") == "APPROVED"
    assert ("tea", 8, 0) in books.balance()["stock"]


@pytest.mark.parametrize("fault", BEFORE_COMMIT + AFTER_COMMIT)
@pytest.mark.parametrize("compensation", COMPENSATIONS)
def test_a_compensation_that_fails_for_a_while_is_repeated_and_happens_once(
    cloud: MotoCloud, books: Books, compensation: str, fault: bridge.Fault
) -> None:
    before = books.balance()
    with_fault(cloud, compensation, fault)

    ended = cloud.run("o-1", ORDER | {"customer_id": "carol"})

    assert ended.output is not None
    assert ended.output["reason"]["code"] == "PAYMENT_DECLINED"
    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


@pytest.mark.parametrize("step", [*BEFORE_PIVOT, "payments.charge"])
def test_a_busy_store_is_tried_again_and_costs_the_order_nothing(
    cloud: MotoCloud, books: Books, step: str
) -> None:
    with_fault(cloud, step, bridge.busy)

    ended = cloud.run("o-1", ORDER)

    assert ended.output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    assert books.status("o-1") == "APPROVED"


@pytest.mark.parametrize("step", [*BEFORE_PIVOT, "payments.charge", *AFTER_PIVOT])
def test_a_step_that_lambda_invokes_twice_happens_once(cloud: MotoCloud, books: Books, step: str) -> None:
    with_fault(cloud, step, bridge.invoked_twice)

    cloud.run("o-1", ORDER)

    assert books.balance()["payments"] == [("ada", 900)]
    assert ("tea", 8, 0) in books.balance()["stock"]
    assert books.balance()["credit"][0] == ("ada", 10_000 - 900)
    assert len(cloud.publish()) == 6


def test_a_rejection_that_arrives_twice_publishes_one_event(cloud: MotoCloud) -> None:
    with_fault(cloud, "customers.reserve_credit", bridge.crash_after_commit)

    cloud.run("o-1", ORDER | {"customer_id": "bob", "items": [{"sku": "tea", "quantity": 3}]})

    types = [event["type"] for event in cloud.publish()]
    assert types.count("CreditReservationRejected") == 1
    assert types.count("OrderRejected") == 1
