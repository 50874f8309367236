"""Which execution a saga is taken up at, how the next one is named, and what it is told."""

from __future__ import annotations

import json
import re

import pytest

from lambdas.recovery.executions import generation_of, recovery_name
from lambdas.recovery.recovering import Recovery, recover, recovery_input
from lambdas.recovery.refused import Refused
from lambdas.shared.contract import reason_of
from lambdas.shared.errors import Transient
from tests.unit.recovery.fakes import RECOVERED, RUN, SAGA, FakeStates, client_error, executions_on

GIVEN = json.dumps({"saga_id": "o-1", "input": {"customer_id": "ada"}})
CUT_OFF = ("FAILED", "TIMED_OUT", "ABORTED")


def attempt(states: FakeStates, arn: str = f"{RUN}:o-1") -> Recovery:
    executions = executions_on(states)
    execution = executions.find(arn)
    assert execution is not None
    return recover(execution, executions)


@pytest.mark.parametrize("status", CUT_OFF)
def test_a_saga_that_was_cut_off_is_taken_up_from_its_input(status: str) -> None:
    states = FakeStates({f"{RUN}:o-1": (status, GIVEN)})

    taken_up = attempt(states)

    assert taken_up == Recovery(
        saga_id="o-1", execution_arn=f"{RECOVERED}:o-1-r1", generation=1, started=True
    )
    given = json.loads(states.executions[f"{RECOVERED}:o-1-r1"][1])
    assert given.keys() == {"saga_id", "input", "error"}
    assert (given["saga_id"], given["input"]) == ("o-1", {"customer_id": "ada"})


def test_the_reason_says_that_the_saga_was_cut_off_and_how() -> None:
    error = json.loads(recovery_input("o-1", {}, status="TIMED_OUT"))["error"]

    reason = reason_of(error)

    assert error["Error"] == "Execution.TIMED_OUT"
    assert reason.code == "EXECUTION_TIMED_OUT"
    assert reason.message == "the saga was cut off (timed out) and was finished by recovery"


def test_the_input_of_a_recovery_is_the_same_bytes_in_whatever_order_it_was_written() -> None:
    one = recovery_input("o-1", {"a": 1, "b": 2}, status="FAILED")

    assert one == recovery_input("o-1", {"b": 2, "a": 1}, status="FAILED")


def test_a_saga_is_taken_up_once_however_often_it_is_asked_for() -> None:
    states = FakeStates({f"{RUN}:o-1": ("FAILED", GIVEN)})

    first, second = attempt(states), attempt(states)

    assert states.started == [f"{RECOVERED}:o-1-r1"]
    assert (first.started, second.started) == (True, False)
    assert second.execution_arn == first.execution_arn


def test_a_recovery_that_has_done_its_work_is_left_alone() -> None:
    states = FakeStates({f"{RUN}:o-1": ("FAILED", GIVEN), f"{RECOVERED}:o-1-r1": ("SUCCEEDED", GIVEN)})

    assert not attempt(states).started
    assert states.started == []


def test_a_name_that_was_taken_since_it_was_looked_for_is_no_error() -> None:
    class Racing(FakeStates):
        def start_execution(self, **request: str) -> dict[str, str]:
            self.executions[f"{RECOVERED}:o-1-r1"] = ("SUCCEEDED", "{}")
            return super().start_execution(**request)

    states = Racing({f"{RUN}:o-1": ("FAILED", GIVEN)})

    assert attempt(states) == Recovery(
        saga_id="o-1", execution_arn=f"{RECOVERED}:o-1-r1", generation=1, started=False
    )


def test_a_recovery_that_was_cut_off_is_itself_recovered_from_wherever_it_is_asked_for() -> None:
    dead = {f"{RUN}:o-1": ("FAILED", GIVEN), f"{RECOVERED}:o-1-r1": ("ABORTED", GIVEN)}

    for arn in dead:
        assert attempt(FakeStates(dict(dead)), arn).execution_arn == f"{RECOVERED}:o-1-r2"


def test_after_five_recoveries_it_is_given_up() -> None:
    states = FakeStates({f"{RUN}:o-1": ("FAILED", GIVEN)})
    for generation in range(1, 6):
        assert attempt(states).generation == generation
        states.executions[f"{RECOVERED}:o-1-r{generation}"] = ("ABORTED", GIVEN)

    with pytest.raises(
        Refused, match="GIVEN_UP: saga o-1 is not taken up again: 5 recoveries of it were cut off"
    ):
        attempt(states)
    assert len(states.started) == 5


@pytest.mark.parametrize("status", ["RUNNING", "SUCCEEDED", "PENDING_REDRIVE"])
def test_what_was_not_cut_off_is_not_recovered(status: str) -> None:
    with pytest.raises(Refused, match=f"NOT_CUT_OFF: {RUN}:o-1 is {status}"):
        attempt(FakeStates({f"{RUN}:o-1": (status, GIVEN)}))


@pytest.mark.parametrize(
    "given",
    [
        "",
        "{",
        "[]",
        "7",
        '{"saga_id": "o-1"}',
        '{"saga_id": 1, "input": {}}',
        '{"saga_id": "o-1", "input": 1}',
    ],
)
def test_an_execution_that_was_not_given_a_saga_s_input_is_given_up(given: str) -> None:
    with pytest.raises(Refused, match=r"GIVEN_UP: the input of .*:o-1 is not a saga's"):
        attempt(FakeStates({f"{RUN}:o-1": ("FAILED", given)}))


def test_executions_of_other_machines_and_of_none_are_not_found() -> None:
    other = "arn:aws:states:us-east-1:123456789012:execution:Other:o-1"
    executions = executions_on(FakeStates({other: ("FAILED", GIVEN)}))

    for arn in (other, f"{RUN}:o-2", "nonsense", ""):
        assert executions.find(arn) is None


def test_a_saga_whose_id_ends_like_a_recovery_s_name_is_still_at_its_own_execution() -> None:
    given = json.dumps({"saga_id": "o-1-r4", "input": {}})
    states = FakeStates({f"{RUN}:o-1-r4": ("FAILED", given)})

    assert attempt(states, f"{RUN}:o-1-r4").execution_arn == f"{RECOVERED}:o-1-r4-r1"


@pytest.mark.parametrize("length", [1, 34, 77, 78, 80])
def test_a_name_is_one_that_step_functions_takes_and_tells_its_generation(length: int) -> None:
    names = {generation: recovery_name("o" * length, generation) for generation in (1, 5)}

    for generation, name in names.items():
        assert re.fullmatch(r"[0-9A-Za-z_-]{1,80}", name)
        assert generation_of(name) == generation


def test_long_ids_that_begin_alike_have_names_of_their_own() -> None:
    assert recovery_name("o" * 79 + "a", 1) != recovery_name("o" * 79 + "b", 1)


def test_a_recovery_that_a_person_named_counts_as_the_first() -> None:
    assert generation_of("by-hand") == 1


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalFailure", "ExecutionLimitExceeded"])
def test_a_busy_service_may_be_asked_again(code: str) -> None:
    executions = executions_on(FakeStates(fails_with=client_error(code)))

    with pytest.raises(Transient, match="Step Functions did not answer"):
        executions.find(f"{RUN}:o-1")
    with pytest.raises(Transient):
        executions.start("o-1", 1, given="{}")


def test_a_missing_right_is_a_defect_and_is_not_tried_again() -> None:
    executions = executions_on(FakeStates(fails_with=client_error("AccessDeniedException")))

    with pytest.raises(Exception, match="AccessDenied"):
        executions.find(f"{RUN}:o-1")


def test_the_saga_s_machine_is_told_from_the_recovery_s_by_its_whole_name() -> None:
    assert RECOVERED.startswith(SAGA.replace("stateMachine", "execution"))
    states = FakeStates({f"{RECOVERED}:o-1": ("FAILED", GIVEN)})

    found = executions_on(states).find(f"{RECOVERED}:o-1")

    assert found is not None
    assert found.generation == 1
