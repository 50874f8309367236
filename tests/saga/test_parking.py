"""A participant is broken so that what must succeed keeps failing; the saga parks, is told, and ends whole."""

from __future__ import annotations

from typing import Any

import pytest

from lambdas.customers.store import customer_item, customer_key
from lambdas.shared.items import to_attributes
from tests.saga.books import Books
from tests.saga.operator import Operator, decision_of
from tests.support.bridge import Fault, FunctionError
from tests.support.cloud import MotoCloud
from tests.support.worlds import CALLER, everything, get_item, put_item

DECLINED: dict[str, Any] = {"customer_id": "carol", "items": [{"sku": "tea", "quantity": 2}]}
APPROVED: dict[str, Any] = {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 2}]}
RELEASE_CREDIT = "customers.release_credit"


def breaks(cloud: MotoCloud, function: str, times: int = 2) -> None:
    """The function fails each attempt of its first round, which is two in the impatient cloud."""
    participant, action = function.split(".")
    cloud.bridge.faults[f"lambdas.{participant}.handler.{action}"] += [_broken] * times


def _broken(_call: Any) -> Any:
    raise FunctionError("KeyError", "'available_credit'")


_FAULT: Fault = _broken


@pytest.fixture
def operator(impatient: MotoCloud) -> Operator:
    return Operator(impatient)


@pytest.fixture
def cloud(impatient: MotoCloud) -> MotoCloud:
    return impatient


def test_a_compensation_that_keeps_failing_parks_the_saga_and_the_others_have_run(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    before = books.balance()
    breaks(cloud, RELEASE_CREDIT)

    arn = cloud.start("o-1", DECLINED)
    item = operator.wait_for_parked("o-1", RELEASE_CREDIT)

    assert item["error"]["name"] == "KeyError"
    assert item["step"] == "customers.reserve_credit"
    assert books.status("o-1") == "REJECTED"
    assert books.balance()["stock"] == before["stock"]
    assert books.balance()["credit"] != before["credit"]
    assert cloud.sfn.describe_execution(executionArn=arn)["status"] == "RUNNING"


def test_a_parked_compensation_is_retried_and_the_books_balance(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    before = books.balance()
    breaks(cloud, RELEASE_CREDIT)
    arn = cloud.start("o-1", DECLINED)
    operator.wait_for_parked("o-1", RELEASE_CREDIT)

    assert "error" not in operator.decide("o-1", RELEASE_CREDIT, "retry")
    ended = cloud.ended(arn)

    assert ended.output is not None
    assert (ended.status, ended.output["outcome"]) == ("SUCCEEDED", "COMPENSATED")
    assert ended.output["reason"]["code"] == "PAYMENT_DECLINED"
    assert books.balance() == before


def test_a_compensation_parks_because_its_data_is_wrong_and_goes_on_once_that_is_mended(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    before = books.balance()
    key = to_attributes(customer_key("carol"))
    lose = cloud.world.dynamodb.delete_item

    def lost(call: Any) -> Any:
        lose(TableName=cloud.world.table("customers"), Key=key)
        return call()

    cloud.bridge.faults["lambdas.payments.handler.charge"] += [lost]
    arn = cloud.start("o-1", DECLINED)
    item = operator.wait_for_parked("o-1", RELEASE_CREDIT)
    assert item["error"]["name"] == "Inconsistent"
    assert "customer carol is gone, with 900 to be released" in item["error"]["message"]

    mended = {**customer_item(customer_id="carol", credit_limit=10_000), "available_credit": 9_100}
    put_item(cloud.world, "customers", mended)
    operator.decide("o-1", RELEASE_CREDIT, "retry", reason="customer restored from backup")
    cloud.ended(arn)

    assert books.balance() == before


def test_a_retry_that_fails_again_parks_again_and_remembers_since_when(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    before = books.balance()
    breaks(cloud, RELEASE_CREDIT, times=4)
    arn = cloud.start("o-1", DECLINED)
    first = operator.wait_for_parked("o-1", RELEASE_CREDIT)

    operator.decide("o-1", RELEASE_CREDIT, "retry")
    second = operator.wait_for_parked("o-1", RELEASE_CREDIT)
    operator.decide("o-1", RELEASE_CREDIT, "retry")
    cloud.ended(arn)

    assert (second["attempts"], second["since"]) == (2, first["since"])
    assert books.balance() == before


def test_two_compensations_that_keep_failing_are_parked_one_after_the_other(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    before = books.balance()
    breaks(cloud, RELEASE_CREDIT)
    breaks(cloud, "inventory.release")
    arn = cloud.start("o-1", DECLINED)

    operator.wait_for_parked("o-1", RELEASE_CREDIT)
    assert books.status("o-1") == "REJECTED"
    operator.decide("o-1", RELEASE_CREDIT, "retry")
    ended = cloud.ended(arn)

    assert ended.status == "SUCCEEDED"
    assert books.balance() == before, "the retry takes the rest of the chain with it"


def test_a_parked_compensation_is_skipped_with_a_reason_that_stays_on_record(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    breaks(cloud, RELEASE_CREDIT)
    arn = cloud.start("o-1", DECLINED)
    operator.wait_for_parked("o-1", RELEASE_CREDIT)

    answer = operator.decide("o-1", RELEASE_CREDIT, "skip", reason="credited by hand, ticket 4711")
    ended = cloud.ended(arn)

    assert "error" not in answer
    assert ended.output is not None
    assert ended.output["reason"]["code"] == "PAYMENT_DECLINED"
    (item,) = everything(cloud.world, "recovery")
    assert decision_of(item) == ("skip", "olga", "credited by hand, ticket 4711")
    assert ("carol", 9_100) in books.balance()["credit"], "what was skipped was not done"


@pytest.mark.parametrize("step", ["orders.approve", "inventory.ship"])
def test_a_step_after_the_pivot_that_keeps_failing_is_parked_retried_and_done_once(
    cloud: MotoCloud, books: Books, operator: Operator, step: str
) -> None:
    breaks(cloud, step)
    arn = cloud.start("o-1", APPROVED)
    operator.wait_for_parked("o-1", step)

    operator.decide("o-1", step, "retry")
    ended = cloud.ended(arn)

    assert ended.output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    assert books.status("o-1") == "APPROVED"
    assert ("tea", 8, 0) in books.balance()["stock"]


def test_the_last_step_can_be_skipped_and_the_saga_is_complete(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    breaks(cloud, "inventory.ship")
    arn = cloud.start("o-1", APPROVED)
    operator.wait_for_parked("o-1", "inventory.ship")

    operator.decide("o-1", "inventory.ship", "skip", reason="shipped from another warehouse")

    assert cloud.ended(arn).output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    assert ("tea", 8, 2) in books.balance()["stock"]


def test_the_closing_compensation_is_retried_with_corrected_input(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    """The order was never created, so its rejection takes the saga's input, which the participant cannot read."""
    before = books.balance()
    unreadable = {"customer_id": "ada", "items": [{"article": "tea"}]}
    arn = cloud.start("o-1", unreadable)
    operator.wait_for_parked("o-1", "orders.reject")

    items = [{"sku": "tea", "quantity": 1}]
    corrected = {"caller": CALLER, "customer_id": "ada", "items": items, "callback_url": None}
    answer = operator.decide("o-1", "orders.reject", "retry", input=corrected, reason="sku was misnamed")
    ended = cloud.ended(arn)

    assert "error" not in answer
    assert ended.output is not None
    assert ended.output["outcome"] == "COMPENSATED"
    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


def test_the_settling_of_a_pivot_is_parked_cannot_be_skipped_and_goes_on_when_retried(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    def committed_and_crashed(call: Any) -> Any:
        call()
        raise FunctionError("Sandbox.Timedout", "Task timed out after 10.00 seconds")

    cloud.bridge.faults["lambdas.payments.handler.charge"] += [committed_and_crashed]
    breaks(cloud, "payments.resolve")
    arn = cloud.start("o-1", APPROVED)
    operator.wait_for_parked("o-1", "payments.resolve")

    refused = operator.decide("o-1", "payments.resolve", "skip", reason="never mind")
    assert refused["error"]["code"] == "NOT_SKIPPABLE"
    operator.decide("o-1", "payments.resolve", "retry")

    assert cloud.ended(arn).output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    assert books.balance()["payments"] == [("ada", 900)]


def test_parking_and_deciding_are_published_with_who_and_why(cloud: MotoCloud, operator: Operator) -> None:
    breaks(cloud, RELEASE_CREDIT)
    arn = cloud.start("o-1", DECLINED)
    operator.wait_for_parked("o-1", RELEASE_CREDIT)
    operator.decide("o-1", RELEASE_CREDIT, "retry", reason="mended")
    cloud.ended(arn)

    told = {event["type"]: event["data"] for event in cloud.publish() if event["source"] == "saga.recovery"}

    assert told["SagaParked"]["function"] == RELEASE_CREDIT
    assert {"action": "retry", "by": "olga", "reason": "mended"}.items() <= told["SagaResumed"].items()


def test_a_decision_given_twice_is_recorded_once(cloud: MotoCloud, operator: Operator) -> None:
    breaks(cloud, RELEASE_CREDIT)
    arn = cloud.start("o-1", DECLINED)
    operator.wait_for_parked("o-1", RELEASE_CREDIT)

    operator.decide("o-1", RELEASE_CREDIT, "retry")
    cloud.ended(arn)
    operator.decide("o-1", RELEASE_CREDIT, "retry")

    item = get_item(cloud.world, "recovery", {"pk": "saga#o-1", "sk": f"parked#{RELEASE_CREDIT}"})
    assert item is not None
    assert len(item["decisions"]) == 1
