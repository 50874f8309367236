"""Several sagas: the machine an execution runs on says which of them it is of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdas.recovery.machines import Machines, machines_of
from lambdas.recovery.recovering import recover
from tests.unit.recovery.fakes import RECOVERED, RECOVERY, RUN, SAGA, FakeStates

CANCEL, CANCEL_RECOVERY = (arn.replace("CreateOrder", "CancelOrder") for arn in (SAGA, RECOVERY))
CANCEL_RUN, CANCEL_RECOVERED = (arn.replace("CreateOrder", "CancelOrder") for arn in (RUN, RECOVERED))
ENVIRONMENT = {
    "SAGA_MACHINES": json.dumps({"create-order": SAGA, "cancel-order": CANCEL}),
    "RECOVERY_MACHINES": json.dumps({"cancel-order": CANCEL_RECOVERY, "create-order": RECOVERY}),
}


def machines_on(states: FakeStates) -> Machines:
    service: Any = states
    return machines_of(ENVIRONMENT, service)


def given(saga_id: str) -> str:
    return json.dumps({"saga_id": saga_id, "input": {}})


@pytest.mark.parametrize(
    ("arn", "recovered"),
    [
        (f"{RUN}:o-1", f"{RECOVERED}:o-1-r1"),
        (f"{CANCEL_RUN}:o-1", f"{CANCEL_RECOVERED}:o-1-r1"),
        (f"{CANCEL_RECOVERED}:o-1-r1", f"{CANCEL_RECOVERED}:o-1-r2"),
    ],
)
def test_an_execution_is_taken_up_on_the_recovery_machine_of_its_own_saga(arn: str, recovered: str) -> None:
    states = FakeStates({arn: ("FAILED", given("o-1"))})
    found = machines_on(states).find(arn)
    assert found is not None

    recover(*found)

    assert states.started == [recovered]


def test_sagas_with_the_same_id_are_told_apart() -> None:
    states = FakeStates(
        {f"{RUN}:o-1": ("FAILED", given("o-1")), f"{CANCEL_RUN}:o-1": ("FAILED", given("o-1"))}
    )
    machines = machines_on(states)

    for arn in list(states.executions):
        found = machines.find(arn)
        assert found is not None
        recover(*found)

    assert states.started == [f"{RECOVERED}:o-1-r1", f"{CANCEL_RECOVERED}:o-1-r1"]


def test_an_execution_of_no_saga_is_not_found() -> None:
    other = RUN.replace("CreateOrder", "Other")
    machines = machines_on(FakeStates({f"{other}:o-1": ("FAILED", given("o-1"))}))

    for arn in (f"{other}:o-1", f"{CANCEL_RUN}:o-2", "nonsense"):
        assert machines.find(arn) is None


def test_the_saga_on_a_machine_is_found_by_the_machine_s_arn() -> None:
    machines = machines_on(FakeStates())

    assert machines.on(CANCEL).recovery == CANCEL_RECOVERY
    with pytest.raises(LookupError, match=r"no saga runs on .*:Other"):
        machines.on(SAGA.replace("CreateOrder", "Other"))


def test_a_saga_without_a_machine_that_finishes_it_is_a_defect() -> None:
    states: Any = FakeStates()

    with pytest.raises(KeyError, match="cancel-order"):
        machines_of({**ENVIRONMENT, "RECOVERY_MACHINES": json.dumps({"create-order": RECOVERY})}, states)
