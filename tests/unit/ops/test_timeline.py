from __future__ import annotations

from ops.timeline import Visit, visits_of
from tests.unit.ops.histories import BRANCHES, History, task


def test_states_come_in_the_order_they_were_entered_with_the_time_they_took() -> None:
    history = task(task(History(), "orders.create", 0, 250), "payments.charge", 250, 1000).over(1000)

    assert visits_of(history.events, branches=BRANCHES) == (
        Visit(state="orders.create", seconds=0.25, status="DONE"),
        Visit(state="payments.charge", seconds=0.75, status="DONE"),
    )


def test_the_tasks_of_a_parallel_follow_it_in_the_sagas_order_not_in_the_order_they_ended() -> None:
    history = History().entered("reserve", 0, "Parallel").scheduled(0).scheduled(0)
    history.succeeded("customers.reserve_credit", 100).succeeded("inventory.reserve", 300)
    history.exited("reserve", 300, "Parallel")

    parallel, first, second = visits_of(history.events, branches=BRANCHES)

    assert (parallel.state, parallel.branch, parallel.failed) == ("reserve", False, False)
    assert (first.state, first.branch, first.seconds) == ("inventory.reserve", True, 0.3)
    assert (second.state, second.branch, second.seconds) == ("customers.reserve_credit", True, 0.1)


def test_the_branch_that_failed_is_the_one_that_did_not_succeed_and_fails_the_parallel() -> None:
    history = History().entered("reserve", 0, "Parallel").scheduled(0).scheduled(0)
    history.succeeded("inventory.reserve", 50).failed("CREDIT_LIMIT_EXCEEDED: does not cover 4500", 80)
    history.exited("reserve", 90, "Parallel")

    parallel, _, rejected = visits_of(history.events, branches=BRANCHES)

    assert parallel.failed
    assert (rejected.state, rejected.failed, rejected.seconds) == ("customers.reserve_credit", True, 0.08)
    assert [reason.code for reason in rejected.failures] == ["CREDIT_LIMIT_EXCEEDED"]


def test_when_both_branches_failed_nobody_pretends_to_know_which_said_what() -> None:
    history = History().entered("reserve", 0, "Parallel").scheduled(0).scheduled(0)
    history.failed("OUT_OF_STOCK: 2 wanted, 1 available", 50).failed("UNKNOWN_CUSTOMER: nobody", 80)
    history.exited("reserve", 80, "Parallel")

    _, rejected = visits_of(history.events, branches=BRANCHES)

    assert rejected.state == "inventory.reserve or customers.reserve_credit"
    assert [reason.code for reason in rejected.failures] == ["OUT_OF_STOCK", "UNKNOWN_CUSTOMER"]


def test_a_task_that_succeeded_in_the_end_has_not_failed_but_keeps_its_failed_attempts() -> None:
    history = History().entered("payments.charge", 0).scheduled(0).failed("Transient", 10)
    history.scheduled(1000).succeeded("payments.charge", 1100).exited("payments.charge", 1100)

    (visit,) = visits_of(history.events, branches=BRANCHES)

    assert not visit.failed
    assert len(visit.failures) == 1
    assert visit.status == "DONE"


def test_a_compensation_shows_what_its_participant_answered() -> None:
    history = History().entered("inventory.release", 0).scheduled(0)
    history.succeeded("inventory.reserve", 10, "COMPENSATED").exited("inventory.release", 10)

    (visit,) = visits_of(history.events, branches=BRANCHES)

    assert (visit.state, visit.status) == ("inventory.release", "COMPENSATED")


def test_a_state_that_is_not_over_has_no_duration() -> None:
    history = task(History(), "orders.create", 0, 250).entered("payments.charge", 250).scheduled(250)

    assert visits_of(history.events, branches=BRANCHES)[-1] == Visit(state="payments.charge", seconds=None)


def test_a_choice_is_a_state_of_the_path_too() -> None:
    history = (
        History().entered("payments.charge done?", 0, "Choice").exited("payments.charge done?", 1, "Choice")
    )

    assert [visit.state for visit in visits_of(history.events, branches=BRANCHES)] == [
        "payments.charge done?"
    ]
