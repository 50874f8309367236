"""The `saga` command on sagas that ran on moto: what it reads of them, and what it has done about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from typer.testing import CliRunner

from ops.cli.app import app
from ops.cli.session import Means
from ops.cli.site import Site, Target
from statemachines.cancel_order import CANCEL_ORDER
from statemachines.change_order import CHANGE_ORDER
from tests.saga.later import OF_IT, outcome_of, teas, unshipped_order
from tests.saga.operator import Operator
from tests.saga.stopping import stopped_at
from tests.support.bridge import FunctionError
from tests.support.template import REGION

if TYPE_CHECKING:
    from tests.support.cloud import MotoCloud


@dataclass(frozen=True)
class Command:
    """`./saga … --json`, on a cloud."""

    cloud: MotoCloud

    def __call__(self, *arguments: str) -> dict[str, Any]:
        means = Means(open=self._open, clock=lambda: datetime.now(tz=UTC))
        result = CliRunner().invoke(app, [*arguments, "--json"], obj=means, catch_exceptions=False)
        assert result.exit_code == 0, result.stdout
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    def owed(self, saga_id: str) -> list[str]:
        return [entry["owed"] for entry in self("show", saga_id)["journal"] if entry["owed"]]

    def _open(self, _target: Target) -> Site:
        return Site(
            outputs=self.cloud.outputs,
            states=self.cloud.sfn,
            functions=boto3.client("lambda", region_name=REGION),
            world=self.cloud.world,
            caller=lambda: "olga",
        )


@pytest.fixture
def cloud(impatient: MotoCloud) -> MotoCloud:
    return impatient


@pytest.fixture
def saga(cloud: MotoCloud) -> Command:
    return Command(cloud)


def _broken(_call: object) -> Any:
    raise FunctionError("KeyError", "'balance'")


def test_a_cancellation_that_is_parked_is_found_from_its_order_retried_and_complete(
    cloud: MotoCloud, saga: Command
) -> None:
    order = unshipped_order(cloud)
    cloud.bridge.faults["lambdas.payments.handler.refund"] += [_broken] * 2
    arn = cloud.start("x-1", OF_IT, saga=CANCEL_ORDER)
    Operator(cloud).wait_for_parked("x-1", "payments.refund")

    (its_next,) = saga("show", "o-1")["next"]
    assert its_next["command"] == "./saga show x-1"
    assert saga("show", "x-1")["parked_functions"] == ["payments.refund"]
    assert saga.owed("x-1") == ["payments.refund", "customers.return_credit", "orders.cancel"]

    saga("retry", "x-1")

    assert outcome_of(cloud.ended(arn)) == ("COMPLETED", None)
    order.ship()
    listed = [(each["saga_id"], each["saga"], each["status"]) for each in saga("list")["sagas"]]
    assert listed == [("x-1", "cancel-order", "COMPLETED"), ("o-1", "create-order", "COMPLETED")]
    shown = saga("show", "o-1")
    assert (shown["order"]["status"], shown["order"]["locked_by"], shown["next"]) == ("CANCELLED", None, [])


def test_a_change_that_was_cut_off_is_recovered_and_its_order_is_not_locked_any_more(
    cloud: MotoCloud, saga: Command
) -> None:
    order = unshipped_order(cloud)
    stopped_at(cloud, "inventory.adjust", given=teas(3), committed=True, saga_id="g-1", saga=CHANGE_ORDER)

    assert saga("show", "o-1")["order"]["locked_by"] == "g-1"
    assert saga("show", "g-1")["next"][0]["command"] == "./saga recover g-1"

    saga("recover", "g-1")
    cloud.ended(cloud.execution_arn("g-1-r1", saga=CHANGE_ORDER))

    shown = saga("show", "g-1")
    assert (shown["status"], shown["recoveries"]) == ("COMPENSATED", 1)
    assert saga.owed("g-1") == []
    assert (shown["order"]["status"], shown["order"]["locked_by"]) == ("APPROVED", None)
    order.ship()
