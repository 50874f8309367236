"""The committed machines are read whole, and run from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statemachines.create_order import CREATE_ORDER
from statemachines.generate import SAGAS, asl_path, recovery_asl_path
from statemachines.simulator.invocation import Success, raised
from statemachines.simulator.machine import Machine
from tests.unit.statemachines.simulator.stage import Stage

PATHS = [path for saga in SAGAS for path in (asl_path(saga.name), recovery_asl_path(saga.name))]
ASL = json.loads(asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))
INPUT = {
    "saga_id": "o-1",
    "input": {"caller": "c-1", "customer_id": "ada", "items": [], "callback_url": None},
}

STARTED = "2026-01-01T00:00:00.000Z"
TOTAL = Success({"saga_id": "o-1", "started": STARTED, "reply": {"total": 900, "currency": "EUR"}})


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_committed_machine_has_nothing_the_interpreter_would_not_run(path: Path) -> None:
    asl = json.loads(path.read_text(encoding="utf-8"))

    assert Machine.of("m", asl).main.states.keys() == asl["States"].keys()


def test_an_order_goes_through() -> None:
    stage = Stage()
    stage.answers["OrdersCreate"] = [TOTAL]

    ended = stage.run(ASL, INPUT)

    assert ended.output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    create, charge = (
        next(it for it in stage.invocations if it.function == name)
        for name in ("OrdersCreate", "PaymentsCharge")
    )
    assert charge.payload["input"] == {"customer_id": "ada", "amount": 900, "currency": "EUR"}
    assert create.payload["started"] == charge.payload["started"] == STARTED


def test_an_order_that_is_declined_turns_back_with_its_reason() -> None:
    stage = Stage()
    stage.answers["OrdersCreate"] = [TOTAL]
    stage.answers["PaymentsCharge"] = [raised("Rejected", "PAYMENT_DECLINED: no")]
    stage.answers["OrdersReject"] = [Success({"saga_id": "o-1", "reason": {"code": "PAYMENT_DECLINED"}})]

    ended = stage.run(ASL, INPUT)

    assert ended.path[-4:] == [
        "customers.release_credit",
        "inventory.release",
        "approvals.withdraw",
        "orders.reject",
    ]
    assert ended.output["reason"] == {"code": "PAYMENT_DECLINED"}
    told = next(it for it in stage.invocations if it.function == "OrdersReject").payload["error"]
    assert told["Error"] == "Rejected"
    assert json.loads(told["Cause"])["errorMessage"] == "PAYMENT_DECLINED: no"
