"""Recovery and the sweep on moto: real machines, executions that really were stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from lambdas.orders.domain import OrderStatus
from lambdas.orders.store import decide
from lambdas.recovery import overdue
from lambdas.recovery.handler import SweepIncomplete, recover, sweep
from lambdas.shared import clients
from lambdas.shared.commit import commit
from lambdas.shared.pending import shard_of
from lambdas.shared.world import World
from tests.adapters.test_pending_index import opened
from tests.support.worlds import REGION, Clock, everything

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

ROLE = "arn:aws:iam::123456789012:role/machine"
WAITS = {"StartAt": "w", "States": {"w": {"Type": "Wait", "Seconds": 600, "End": True}}}
AFTER = timedelta(minutes=20)


@dataclass
class Machines:
    """Both machines wait for ever, so that an execution is dead only when it was stopped. `other` are a saga's that
    makes no orders.
    """

    sfn: SFNClient
    saga: str
    recovery: str
    other: Machines | None = None

    def start(self, saga_id: str) -> str:
        given = json.dumps({"saga_id": saga_id, "input": {"customer_id": "ada"}})
        return self.sfn.start_execution(stateMachineArn=self.saga, name=saga_id, input=given)["executionArn"]

    def cut_off(self, saga_id: str) -> str:
        arn = self.start(saga_id)
        self.stop(arn)
        return arn

    def stop(self, arn: str) -> None:
        """moto can stop what has really begun, and answers before it has really ended."""
        self._until(lambda: self._entered(arn), f"{arn} does not begin")
        self.sfn.stop_execution(executionArn=arn)
        self._until(lambda: self._status(arn) != "RUNNING", f"{arn} does not stop")

    def _entered(self, arn: str) -> bool:
        events = self.sfn.get_execution_history(executionArn=arn)["events"]
        return any("stateEnteredEventDetails" in each for each in events)

    def _status(self, arn: str) -> str:
        return self.sfn.describe_execution(executionArn=arn)["status"]

    @staticmethod
    def _until(look: Callable[[], bool], complaint: str) -> None:
        patience = time.monotonic() + 30
        while not look():
            assert time.monotonic() < patience, complaint
            time.sleep(0.01)

    def recoveries(self) -> dict[str, Any]:
        """Names with what they were given."""
        arns = [
            each["executionArn"]
            for each in self.sfn.list_executions(stateMachineArn=self.recovery)["executions"]
        ]
        found = [self.sfn.describe_execution(executionArn=arn) for arn in arns]
        return {each["name"]: json.loads(each["input"]) for each in found}


@pytest.fixture
def machines(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    assert world.table("recovery")
    sfn = boto3.client("stepfunctions", region_name=REGION)
    arns = [
        sfn.create_state_machine(name=name, definition=json.dumps(WAITS), roleArn=ROLE)["stateMachineArn"]
        for name in ("saga", "saga-recovery", "other", "other-recovery")
    ]
    monkeypatch.setenv("STATE_MACHINE_ARN", arns[0])
    monkeypatch.setenv("SAGA_MACHINES", json.dumps({"create-order": arns[0], "cancel-order": arns[2]}))
    monkeypatch.setenv("RECOVERY_MACHINES", json.dumps({"create-order": arns[1], "cancel-order": arns[3]}))
    monkeypatch.setenv("PENDING_AFTER_SECONDS", str(int(AFTER.total_seconds())))
    clients.client.cache_clear()
    saga, recovery, other, other_recovery = arns
    yield Machines(sfn, saga, recovery, other=Machines(sfn, other, other_recovery))
    for machine in arns:
        for each in sfn.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]:
            sfn.stop_execution(executionArn=each["executionArn"])
    clients.client.cache_clear()


def event(arn: str) -> dict[str, Any]:
    """A status change as EventBridge passes it on, without an input, which large ones lack."""
    return {
        "source": "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        "detail": {"executionArn": arn, "status": "ABORTED", "input": None},
    }


def pass_time(world: World, time: timedelta) -> None:
    cast("Clock", world.clock).now += time


def test_a_status_change_starts_a_recovery_from_the_execution_s_own_input(machines: Machines) -> None:
    answer = recover(event(machines.cut_off("o-1")), None)

    assert (answer["started"], answer["generation"]) == (True, 1)
    given = machines.recoveries()["o-1-r1"]
    assert (given["saga_id"], given["input"]) == ("o-1", {"customer_id": "ada"})
    assert given["error"]["Cause"].startswith("EXECUTION_ABORTED: ")


def test_an_event_that_comes_three_times_starts_one_recovery(machines: Machines) -> None:
    arn = machines.cut_off("o-1")

    started = [recover(event(arn), None)["started"] for _ in range(3)]

    assert started == [True, False, False]
    assert list(machines.recoveries()) == ["o-1-r1"]


def test_a_recovery_that_was_stopped_is_recovered_by_its_own_event(machines: Machines) -> None:
    first = recover(event(machines.cut_off("o-1")), None)["execution_arn"]
    machines.stop(first)

    assert recover(event(first), None)["generation"] == 2

    assert set(machines.recoveries()) == {"o-1-r1", "o-1-r2"}


def test_a_person_may_ask_for_it_and_is_told_why_not(machines: Machines) -> None:
    running = machines.start("o-2")

    assert recover({"execution_arn": machines.cut_off("o-1")}, None)["started"] is True
    assert recover({"execution_arn": running}, None)["error"]["code"] == "NOT_CUT_OFF"
    assert recover({"execution_arn": f"{running}x"}, None)["error"]["code"] == "UNKNOWN_EXECUTION"
    assert recover({"execution_arn": "o-1"}, None)["error"]["code"] == "UNKNOWN_EXECUTION"


def test_the_sweep_recovers_what_was_cut_off_and_counts_what_runs(world: World, machines: Machines) -> None:
    machines.cut_off("o-cut")
    machines.start("o-runs")
    opened(world, "o-cut", "o-runs")
    pass_time(world, AFTER + timedelta(seconds=1))

    assert sweep({}, None) == {"RecoveryStarted": 1, "PendingTooLong": 1}

    assert list(machines.recoveries()) == ["o-cut-r1"]
    assert sweep({}, None) == {"PendingTooLong": 2}


def test_the_sweep_recovers_what_was_cut_off_after_its_order_was_decided_or_just_now(
    world: World, machines: Machines
) -> None:
    machines.cut_off("o-decided")
    opened(world, "o-decided")
    commit(world, [decide(table="orders", order_id="o-decided", status=OrderStatus.REJECTED)])
    pass_time(world, AFTER + timedelta(seconds=1))
    machines.cut_off("o-young")
    opened(world, "o-young")

    assert sweep({}, None) == {"RecoveryStarted": 2}

    assert set(machines.recoveries()) == {"o-decided-r1", "o-young-r1"}


def test_the_sweep_leaves_alone_what_runs_and_is_young_or_decided(world: World, machines: Machines) -> None:
    machines.start("o-decided")
    opened(world, "o-decided")
    commit(world, [decide(table="orders", order_id="o-decided", status=OrderStatus.REJECTED)])
    pass_time(world, AFTER + timedelta(seconds=1))
    machines.start("o-young")
    opened(world, "o-young")

    assert sweep({}, None) == {}

    assert machines.recoveries() == {}


def test_the_sweep_is_bounded_and_goes_on_where_it_ended(
    world: World, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overdue, "PAGE", 2)
    same_shard = [name for name in (f"o-{n}" for n in range(40)) if shard_of(name) == shard_of("o-0")][:5]
    for name in same_shard:
        machines.start(name)
        opened(world, name)
        pass_time(world, timedelta(seconds=1))
    pass_time(world, AFTER)

    seen = [sweep({}, None).get("PendingTooLong", 0) for _ in range(4)]

    assert seen == [2, 2, 1, 2], "three runs for all five, and then from the beginning"


def test_a_sweep_that_fits_a_page_writes_nothing(world: World, machines: Machines) -> None:
    machines.start("o-1")
    opened(world, "o-1")
    pass_time(world, AFTER + timedelta(seconds=1))

    sweep({}, None)

    assert everything(world, "recovery") == []


def test_an_order_that_cannot_be_looked_at_fails_the_sweep_when_the_others_are_done(
    world: World, machines: Machines
) -> None:
    def fail_for_one(params: dict[str, str], **_: Any) -> None:
        if params["executionArn"].endswith(":o-bad"):
            raise OSError("made up")

    clients.client("stepfunctions").meta.events.register(
        "provide-client-params.sfn.DescribeExecution", fail_for_one
    )
    machines.cut_off("o-1")
    opened(world, "o-bad", "o-1")
    pass_time(world, AFTER + timedelta(seconds=1))

    with pytest.raises(SweepIncomplete, match="1 of 2 sagas could not be looked at"):
        sweep({}, None)

    assert list(machines.recoveries()) == ["o-1-r1"]


def test_each_saga_is_taken_up_on_the_machine_that_finishes_it(machines: Machines) -> None:
    assert machines.other

    answer = recover(event(machines.other.cut_off("x-1")), None)

    assert answer["started"] is True
    assert list(machines.other.recoveries()) == ["x-1-r1"]
    assert machines.recoveries() == {}


def test_the_sweep_recovers_what_was_cut_off_of_every_saga(machines: Machines) -> None:
    assert machines.other
    machines.cut_off("o-1")
    machines.other.cut_off("x-1")

    assert sweep({}, None) == {"RecoveryStarted": 2}

    assert (list(machines.recoveries()), list(machines.other.recoveries())) == (["o-1-r1"], ["x-1-r1"])


def test_a_saga_whose_executions_cannot_be_listed_fails_the_sweep_when_the_others_are_done(
    machines: Machines,
) -> None:
    def fail_for_one(params: dict[str, str], **_: Any) -> None:
        if params["stateMachineArn"] == machines.saga:
            raise OSError("made up")

    assert machines.other
    clients.client("stepfunctions").meta.events.register(
        "provide-client-params.sfn.ListExecutions", fail_for_one
    )
    machines.other.cut_off("x-1")

    with pytest.raises(SweepIncomplete, match="1 of 2 sagas could not be looked at"):
        sweep({}, None)

    assert list(machines.other.recoveries()) == ["x-1-r1"]
