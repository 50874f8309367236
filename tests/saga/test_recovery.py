"""An execution is stopped at each of its states in turn; recovery finishes it, and all books agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from statemachines.create_order import CREATE_ORDER
from tests.saga.books import Books
from tests.saga.operator import Operator
from tests.saga.stopping import DEAD, Stop, stopped_at
from tests.support.bridge import crash_after_commit, crash_before_commit
from tests.support.cloud import MotoCloud
from tests.support.worlds import Clock, journal_item

ADA: dict[str, Any] = {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 2}]}
CAROL = ADA | {"customer_id": "carol"}

FORWARD = ("orders.create", "inventory.reserve", "customers.reserve_credit", "payments.charge")
AFTER_PIVOT = ("orders.approve", "inventory.ship")
BACK = ("customers.release_credit", "inventory.release", "orders.reject")


@pytest.fixture
def operator(cloud: MotoCloud) -> Operator:
    return Operator(cloud)


@pytest.mark.parametrize("committed", [False, True], ids=["before-commit", "after-commit"])
@pytest.mark.parametrize("function", FORWARD[:3])
def test_a_saga_stopped_before_its_pivot_is_undone(
    cloud: MotoCloud, books: Books, operator: Operator, function: str, committed: bool
) -> None:
    before = books.balance()
    arn = stopped_at(cloud, function, given=ADA, committed=committed)

    ended = operator.recover(arn)

    assert ended.output is not None
    assert ended.output["outcome"] == "COMPENSATED"
    assert ended.output["reason"]["code"].startswith("EXECUTION_")
    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


def test_a_saga_stopped_in_its_pivot_before_the_commit_is_undone_with_nothing_charged(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    before = books.balance()
    arn = stopped_at(cloud, "payments.charge", given=ADA, committed=False)

    operator.recover(arn)

    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


@pytest.mark.parametrize(
    ("function", "committed"),
    [
        ("payments.charge", True),
        *[(function, committed) for function in AFTER_PIVOT for committed in (False, True)],
    ],
)
def test_a_saga_stopped_once_it_was_paid_is_finished(
    cloud: MotoCloud, books: Books, operator: Operator, function: str, committed: bool
) -> None:
    arn = stopped_at(cloud, function, given=ADA, committed=committed)

    ended = operator.recover(arn)

    assert ended.output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    assert books.status("o-1") == "APPROVED"
    assert books.balance()["payments"] == [("ada", 900)]
    assert ("tea", 8, 0) in books.balance()["stock"]
    assert ("ada", 9_100) in books.balance()["credit"]


@pytest.mark.parametrize("committed", [False, True], ids=["before-commit", "after-commit"])
@pytest.mark.parametrize("function", BACK)
def test_a_saga_stopped_on_its_way_back_is_undone_to_the_end(
    cloud: MotoCloud, books: Books, operator: Operator, function: str, committed: bool
) -> None:
    before = books.balance()
    arn = stopped_at(cloud, function, given=CAROL, committed=committed)

    operator.recover(arn)

    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


@pytest.mark.parametrize("was_paid", [False, True])
@pytest.mark.parametrize("committed", [False, True], ids=["before-commit", "after-commit"])
def test_a_saga_stopped_while_its_pivot_is_settled_goes_the_way_the_pivot_went(
    cloud: MotoCloud, books: Books, operator: Operator, committed: bool, was_paid: bool
) -> None:
    before = books.balance()
    lost = crash_after_commit if was_paid else crash_before_commit
    cloud.bridge.faults["lambdas.payments.handler.charge"] += [lost]
    arn = stopped_at(cloud, "payments.resolve", given=ADA, committed=committed)

    operator.recover(arn)

    assert books.status("o-1") == ("APPROVED" if was_paid else "REJECTED")
    assert books.balance()["payments"] == ([("ada", 900)] if was_paid else before["payments"])
    assert was_paid or books.balance() == before


def test_an_event_that_comes_twice_starts_one_recovery(cloud: MotoCloud, operator: Operator) -> None:
    arn = stopped_at(cloud, "inventory.reserve", given=ADA, committed=True)

    operator.recover(arn)
    operator.recover(arn)

    executions = cloud.sfn.list_executions(stateMachineArn=cloud.recovery_machine)["executions"]
    assert [execution["name"] for execution in executions] == ["o-1-r1"]


def test_a_recovery_that_is_stopped_is_recovered_itself(
    cloud: MotoCloud, books: Books, operator: Operator
) -> None:
    before = books.balance()
    arn = stopped_at(cloud, "inventory.reserve", given=ADA, committed=True)
    release = Stop(cloud, "o-1-r1", committed=True)
    cloud.bridge.faults["lambdas.inventory.handler.release"] += [release]
    first = operator.recover(arn)
    assert first.status in DEAD

    second = operator.recover(cloud.execution_arn("o-1-r1"))

    assert second.output is not None
    assert second.output["outcome"] == "COMPENSATED"
    assert books.balance() == before


def test_a_saga_that_ended_well_is_not_recovered(cloud: MotoCloud) -> None:
    cloud.run("o-1", ADA)

    answer = cloud.bridge.call(
        "lambdas.recovery.handler.recover", {"execution_arn": cloud.execution_arn("o-1")}
    )

    assert "error" in answer
    assert not cloud.sfn.list_executions(stateMachineArn=cloud.recovery_machine)["executions"]


def test_a_saga_past_its_deadline_turns_back_inside_the_machine(cloud: MotoCloud, books: Books) -> None:
    before = books.balance()
    assert isinstance(cloud.world.clock, Clock)
    cloud.world.clock.now = datetime.now(tz=UTC) + timedelta(seconds=CREATE_ORDER.deadline + 60)

    ended = cloud.run("o-1", ADA)

    assert ended.output is not None
    assert ended.output["reason"]["code"] == "DEADLINE_EXCEEDED"
    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before
    journal = journal_item(cloud.world, "o-1", "payments.charge")
    assert journal is None
