"""What a sweep makes of orders that are PENDING for too long."""

from __future__ import annotations

import json

from lambdas.recovery.sweep import Finding, Sweep
from tests.unit.recovery.fakes import RECOVERED, RUN, FakeStates, executions_on


def given(saga_id: str) -> str:
    return json.dumps({"saga_id": saga_id, "input": {}})


def sweep(states: FakeStates, *order_ids: str) -> dict[Finding, int]:
    return dict(Sweep(executions=executions_on(states)).run(order_ids))


def test_an_order_whose_execution_was_cut_off_is_recovered() -> None:
    states = FakeStates({f"{RUN}:o-1": ("ABORTED", given("o-1"))})

    assert sweep(states, "o-1") == {Finding.RECOVERED: 1}

    assert states.started == [f"{RECOVERED}:o-1-r1"]


def test_an_order_whose_execution_runs_or_succeeded_is_counted_and_left_alone() -> None:
    states = FakeStates({f"{RUN}:o-1": ("RUNNING", given("o-1")), f"{RUN}:o-2": ("SUCCEEDED", given("o-2"))})

    assert sweep(states, "o-1", "o-2") == {Finding.WAITING: 2}

    assert states.started == []


def test_an_order_that_is_being_recovered_is_counted_as_one_that_waits() -> None:
    states = FakeStates(
        {
            f"{RUN}:o-1": ("FAILED", given("o-1")),
            f"{RECOVERED}:o-1-r1": ("FAILED", given("o-1")),
            f"{RECOVERED}:o-1-r2": ("RUNNING", given("o-1")),
        }
    )

    assert sweep(states, "o-1") == {Finding.WAITING: 1}


def test_where_the_latest_recovery_was_cut_off_that_one_is_recovered() -> None:
    states = FakeStates(
        {
            f"{RUN}:o-1": ("FAILED", given("o-1")),
            f"{RECOVERED}:o-1-r1": ("TIMED_OUT", given("o-1")),
            f"{RECOVERED}:o-1-r2": ("ABORTED", given("o-1")),
        }
    )

    assert sweep(states, "o-1") == {Finding.RECOVERED: 1}

    assert states.started == [f"{RECOVERED}:o-1-r3"]


def test_an_order_that_was_recovered_too_often_or_has_no_execution_needs_a_person() -> None:
    states = FakeStates({f"{RUN}:o-1": ("FAILED", given("o-1"))})
    states.executions |= {f"{RECOVERED}:o-1-r{n}": ("FAILED", given("o-1")) for n in range(1, 6)}

    assert sweep(states, "o-1", "o-unheard-of") == {Finding.GIVEN_UP: 2}


def test_one_order_that_cannot_be_looked_at_does_not_stop_the_others() -> None:
    class Moody(FakeStates):
        def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803
            if executionArn.endswith(":o-bad"):
                raise ZeroDivisionError
            return super().describe_execution(executionArn=executionArn)

    states = Moody({f"{RUN}:o-2": ("FAILED", given("o-2"))})

    assert sweep(states, "o-bad", "o-2") == {Finding.FAILED: 1, Finding.RECOVERED: 1}


def test_an_execution_that_was_cut_off_unheard_is_recovered_whatever_became_of_its_order() -> None:
    states = FakeStates(
        {f"{RUN}:o-1": ("TIMED_OUT", given("o-1")), f"{RUN}:o-2": ("SUCCEEDED", given("o-2"))}
    )

    assert Sweep(executions=executions_on(states)).run_cut_off() == {Finding.RECOVERED: 1}

    assert states.started == [f"{RECOVERED}:o-1-r1"]


def test_a_recovery_that_was_cut_off_unheard_is_recovered_once() -> None:
    states = FakeStates(
        {f"{RUN}:o-1": ("FAILED", given("o-1")), f"{RECOVERED}:o-1-r1": ("ABORTED", given("o-1"))}
    )

    assert Sweep(executions=executions_on(states)).run_cut_off() == {Finding.RECOVERED: 1}

    assert states.started == [f"{RECOVERED}:o-1-r2"]


def test_an_execution_that_was_cut_off_unheard_long_ago_is_found_behind_all_that_came_after_it() -> None:
    taken_up = {f"{RUN}:o-{n}": ("ABORTED", given(f"o-{n}")) for n in range(200)}
    taken_up |= {f"{RECOVERED}:o-{n}-r1": ("SUCCEEDED", given(f"o-{n}")) for n in range(200)}
    states = FakeStates(taken_up | {f"{RUN}:o-old": ("ABORTED", given("o-old"))})
    executions = executions_on(states)

    runs = 0
    while not states.started and runs < 1000:
        Sweep(executions=executions).run_cut_off()
        runs += 1

    assert states.started == [f"{RECOVERED}:o-old-r1"]


def test_a_sweep_looks_at_a_bounded_number_of_those_that_were_cut_off() -> None:
    states = FakeStates({f"{RUN}:o-{n}": ("ABORTED", given(f"o-{n}")) for n in range(200)})

    assert Sweep(executions=executions_on(states)).run_cut_off() == {Finding.RECOVERED: 25}


def test_what_was_cut_off_and_taken_up_already_is_not_spoken_of_again() -> None:
    states = FakeStates(
        {
            f"{RUN}:o-1": ("ABORTED", given("o-1")),
            f"{RECOVERED}:o-1-r1": ("SUCCEEDED", given("o-1")),
            f"{RUN}:o-2": ("ABORTED", "not a saga's"),
            f"{RUN}:o-3": ("FAILED", given("o-3")),
            **{f"{RECOVERED}:o-3-r{n}": ("FAILED", given("o-3")) for n in range(1, 6)},
        }
    )

    assert Sweep(executions=executions_on(states)).run_cut_off() == {}

    assert states.started == []
