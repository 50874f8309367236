"""The functions of recovery: park and decide, recover and sweep.

What a person asks for is answered, also when it is refused: `{"error": {"code", "message"}}`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from lambdas.recovery import resume, store
from lambdas.recovery.decision import decision_of
from lambdas.recovery.machines import Machines, machines_of
from lambdas.recovery.overdue import Overdue
from lambdas.recovery.parked import parking_of
from lambdas.recovery.recovering import GIVEN_UP
from lambdas.recovery.recovering import recover as take_up
from lambdas.recovery.refused import Refused
from lambdas.recovery.sweep import Finding, Sweep
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.errors import Transient
from lambdas.shared.telemetry import count, logger_of

logger = logger_of("recovery")


class SweepIncomplete(Exception):  # noqa: N818 - a fact, which Lambda counts as an error
    """Some sagas could not be looked at; all others were."""


def park(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """For state machines, with a task token: the execution waits until `decide` sends its answer."""
    parking = parking_of(event)
    with logger.append_context_keys(saga_id=parking.saga_id, step=parking.step):
        new = store.park(worlds.current(), parking)
        logger.warning("parked", function=parking.function, execution=parking.execution, new=new)
    if new:
        count("Parked", service="recovery")
        count("Parked", service="recovery", step=parking.step)
    return {"saga_id": parking.saga_id, "function": parking.function}


def decide(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """`{"saga_id", "function", "action", "by", "reason"?, "input"?}` to `{"saga_id", "function", "action"}`."""

    def body() -> dict[str, Any]:
        decision = decision_of(event)
        with logger.append_context_keys(saga_id=decision.saga_id):
            resume.decide(decision, world=worlds.current(), states=clients.client("stepfunctions"))
            logger.info("decided", function=decision.function, action=decision.action, by=decision.by)
        count("Decided", service="recovery")
        return {"saga_id": decision.saga_id, "function": decision.function, "action": decision.action.value}

    return _answered(body)


def recover(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A status-change event of Step Functions, or a person's `{"execution_arn"}`. Answers as Recovery does.

    Raises Transient for an event, so that Lambda tries again; a person is told.
    """
    if "execution_arn" in event:
        return _answered(lambda: _recover(str(event["execution_arn"])))
    try:
        return _recover(event["detail"]["executionArn"])
    except Refused as refused:
        return _refusal(refused)


def sweep(_event: Mapping[str, Any], _context: object) -> dict[str, int]:
    """On a schedule. Answers the number of sagas by finding. Raises SweepIncomplete when it is done.

    Orders are PENDING by the saga that makes them, whose machine is STATE_MACHINE_ARN; any saga may be cut off.
    """
    after = timedelta(seconds=int(os.environ["PENDING_AFTER_SECONDS"]))
    overdue = Overdue(world=worlds.current(), after=after)
    machines = _machines()
    opening = machines.on(os.environ["STATE_MACHINE_ARN"])
    found = Sweep(executions=opening).run(overdue.order_ids())
    for executions in machines.sagas:
        found += Sweep(executions=executions).run_cut_off()
    for finding, number in found.items():
        count(finding.value, service="recovery", value=number)
    if found[Finding.FAILED]:
        raise SweepIncomplete(f"{found[Finding.FAILED]} of {found.total()} sagas could not be looked at")
    return {finding.value: number for finding, number in found.items()}


def _recover(arn: str) -> dict[str, Any]:
    found = _machines().find(arn)
    if found is None:
        raise Refused(code="UNKNOWN_EXECUTION", message=f"there is no execution {arn} of any saga here")
    try:
        recovery = take_up(*found)
    except Refused as refused:
        if refused.code == GIVEN_UP:
            logger.error("given up", detail=refused.message)  # noqa: TRY400 - the message says it all
            count("RecoveryGivenUp", service="recovery")
        raise
    logger.warning("recovered", cut_off=arn, **recovery.as_dict())
    if recovery.started:
        count("RecoveryStarted", service="recovery")
    return recovery.as_dict()


def _answered(body: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return body()
    except Refused as refused:
        return _refusal(refused)
    except Transient as busy:
        return _refusal(Refused(code="BUSY", message=f"{busy}: try again"))


def _refusal(refused: Refused) -> dict[str, Any]:
    logger.info("refused", code=refused.code, detail=refused.message)
    return refused.as_dict()


def _machines() -> Machines:
    return machines_of(os.environ, clients.client("stepfunctions"))
