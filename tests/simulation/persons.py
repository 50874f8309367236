"""Who takes up what the saga cannot finish alone: recovery, its sweep, and a person who retries what is parked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, cast

from lambdas.approvals.telling import tell
from lambdas.orders.group import PART_MARK
from lambdas.orders.telling import tell as tell_its_group
from lambdas.recovery import resume
from lambdas.recovery.decision import Action, Decision
from lambdas.recovery.executions import Executions
from lambdas.recovery.overdue import Overdue
from lambdas.recovery.recovering import recover
from lambdas.recovery.refused import Refused
from lambdas.recovery.sweep import Sweep
from lambdas.shared.answering import answer, find, take_back
from lambdas.shared.approval import AlreadyAnswered, Answer, ApprovalStatus, NoLongerAsked
from lambdas.shared.errors import Transient
from lambdas.shared.world import World
from statemachines.generate import SAGAS
from tests.simulation.approvers import Approvers, Said
from tests.simulation.hub import Hub, Raised, Returned
from tests.simulation.market import Cancellation, Started
from tests.simulation.states import StatesClient, machine_arn
from tests.simulation.trace import Trace

SAGA = "create-order"
ANSWERED = {"ApprovalGranted", "ApprovalRefused", "ApprovalAnswerRepeated"}
_RECOVERY = "-recovery"
_DECIDED = {"OrderApproved", "OrderRejected", "PartToldAgain"}
_OVERDUE = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Persons:
    """Each acts some time after it has heard, as busy people and queues do."""

    hub: Hub
    world: World
    states: StatesClient
    random: Random
    trace: Trace
    approvers: Approvers

    def recover(self, arn: str) -> None:
        """What the status change of an execution that was cut off leads to, now and then twice."""
        for _ in range(self.random.choice((1, 1, 1, 2))):
            self._soon(lambda: self._take_up(arn), least=0.5, most=20)

    def decide(self, saga_id: str, function: str) -> None:
        for _ in range(self.random.choice((1, 1, 1, 2))):
            self._soon(lambda: self._retry(saga_id, function), least=30, most=900)

    def hear(self, event: Mapping[str, Any]) -> None:
        """What is asked of an approver, and what was answered, which the execution that waits is told."""
        order_id = event["data"].get("order_id", "")
        if event["type"] == "ApprovalAsked":
            for said in self.approvers():
                self.hub.scheduler.after(said.after, partial(self._answer, order_id, said))
        if event["type"] in ANSWERED:
            self._soon(lambda: self._tell(order_id), least=0.1, most=2)
        if event["type"] in _DECIDED and order_id.startswith(PART_MARK):
            self._soon(lambda: self._tell_group(order_id), least=0.1, most=2)
        if event["type"] == "PartUnwanted":
            self._soon(lambda: self._take_back(order_id), least=0.1, most=2)

    def place(self, saga: Started, start: Callable[[], object]) -> None:
        """As the API does: who cancels an order takes back what a person is asked about it, before anything else."""

        def run() -> str:
            if isinstance(saga, Cancellation):
                take_back(self.world, saga.order_id)
            start()
            return "placed"

        self._start(saga.saga_id, run, again=lambda: self.place(saga, start))

    def _answer(self, order_id: str, said: Said) -> None:
        status = ApprovalStatus.APPROVED if said.yes else ApprovalStatus.REFUSED
        given = Answer(status=status, by="olga", reason=None)

        def run() -> str:
            try:
                answer(self.world, order_id, given)
            except (AlreadyAnswered, NoLongerAsked) as error:
                return f"olga is told: {error}"
            return f"olga answers {status}"

        self._start(order_id, run, again=lambda: self._answer(order_id, said))

    def _tell(self, order_id: str) -> None:
        def run() -> str:
            found = find(self.world, order_id)
            return f"told {tell(found, cast('Any', self.states)) if found else 0}"

        self._start(order_id, run, again=lambda: self._tell(order_id))

    def _take_back(self, order_id: str) -> None:
        def run() -> str:
            take_back(self.world, order_id)
            return "whoever was asked need not answer"

        self._start(order_id, run, again=lambda: self._take_back(order_id))

    def _tell_group(self, order_id: str) -> None:
        def run() -> str:
            return f"told {tell_its_group(self.world, order_id, cast('Any', self.states))}"

        self._start(order_id, run, again=lambda: self._tell_group(order_id))

    def sweep(self) -> None:
        overdue = Overdue(world=self.world, after=_OVERDUE)

        def run() -> str:
            found = Sweep(executions=self._executions(SAGA)).run(overdue.order_ids())
            for saga in SAGAS:
                found += Sweep(executions=self._executions(saga.name)).run_cut_off()
            return f"sweep: {dict(found)}"

        self._start("", run, again=self.sweep)

    def _take_up(self, arn: str) -> None:
        *_, machine, saga_id = arn.split(":")

        def run() -> str:
            executions = self._executions(machine.removesuffix(_RECOVERY))
            execution = executions.find(arn)
            assert execution is not None
            return f"recovery: {recover(execution, executions)}"

        self._start(saga_id, run, again=lambda: self._take_up(arn))

    def _retry(self, saga_id: str, function: str) -> None:
        decision = Decision(
            saga_id=saga_id, function=function, action=Action.RETRY, by="olga", reason=None, input=None
        )

        def run() -> str:
            resume.decide(decision, world=self.world, states=cast("Any", self.states))
            return f"olga retries {function}"

        self._start(saga_id, run, again=lambda: self._retry(saga_id, function))

    def _start(self, saga_id: str, run: Callable[[], str], *, again: Callable[[], None]) -> None:
        def ended(outcome: Returned | Raised) -> None:
            if isinstance(outcome, Returned):
                self.trace.add(saga_id, str(outcome.value))
            elif isinstance(outcome.error, Transient):
                self.hub.scheduler.after(60, again)
            elif isinstance(outcome.error, Refused):
                self.trace.add(saga_id, f"refused: {outcome.error}")
            else:
                raise outcome.error

        self.hub.start(run, then=ended)

    def _soon(self, action: Callable[[], None], *, least: float, most: float) -> None:
        self.hub.scheduler.after(self.random.uniform(least, most), action)

    def _executions(self, saga: str) -> Executions:
        return Executions(
            states=cast("Any", self.states),
            saga=machine_arn(saga),
            recovery=machine_arn(recovery_of(saga)),
            random=self.random,
        )


def recovery_of(saga: str) -> str:
    """The name of the machine that finishes a saga which was cut off."""
    return saga + _RECOVERY
