from __future__ import annotations

from lambdas.shared.contract import Reason
from ops.timeline import Visit, visits_of
from tests.unit.ops.histories import BRANCHES, History, moment, task


def test_states_come_in_the_order_they_were_entered_with_the_time_they_took() -> None:
    history = task(task(History(), "orders.create", 0, 250), "payments.charge", 250, 1000).over(1000)

    assert visits_of(history.events, branches=BRANCHES) == (
        Visit(state="orders.create", begun=moment(0), seconds=0.25, status="DONE"),
        Visit(state="payments.charge", begun=moment(250), seconds=0.75, status="DONE"),
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
    assert visit.attempts == 2
    assert visit.status == "DONE"


def test_a_task_that_is_tried_again_has_not_failed_yet() -> None:
    history = History().entered("payments.charge", 0).scheduled(0).failed("Transient", 10).scheduled(1000)

    (visit,) = visits_of(history.events, branches=BRANCHES)

    assert (visit.failed, visit.attempts, visit.seconds) == (False, 2, None)


def test_a_failure_without_a_code_keeps_the_name_and_the_message_of_its_error() -> None:
    history = History().entered("inventory.release", 0).scheduled(0).failed("stock of mug: it is absent", 10)
    history.exited("inventory.release", 10)

    (visit,) = visits_of(history.events, branches=BRANCHES)

    assert visit.failures == (Reason(code="Runtime.HandlerError", message="stock of mug: it is absent"),)


def test_a_task_that_timed_out_has_failed_too() -> None:
    history = (
        History().entered("inventory.release", 0).scheduled(0).timed_out(10).exited("inventory.release", 10)
    )

    (visit,) = visits_of(history.events, branches=BRANCHES)

    assert (visit.failed, [reason.code for reason in visit.failures]) == (True, ["STEP_TIMED_OUT"])


def test_branches_that_are_named_and_run_side_by_side_keep_what_is_theirs() -> None:
    history = History(chained=True).entered("reserve", 0, "Parallel").started("Parallel", 0)
    history.entered("inventory.reserve", 0, after=2).entered("customers.reserve_credit", 0, after=2)
    history.scheduled(1, after=3).scheduled(1, after=4)
    history.failed("Transient", 20, after=6).scheduled(40, after=7)
    history.succeeded("inventory.reserve", 50, after=5).exited("inventory.reserve", 50, after=9)
    history.succeeded("customers.reserve_credit", 90, after=8).exited(
        "customers.reserve_credit", 90, after=11
    )
    history.exited("reserve", 91, "Parallel", after=12)

    parallel, stock, credit = visits_of(history.events, branches=BRANCHES)

    assert (parallel.state, parallel.failed, parallel.seconds) == ("reserve", False, 0.091)
    assert (stock.state, stock.branch, stock.seconds, stock.attempts) == ("inventory.reserve", True, 0.05, 1)
    assert (credit.state, credit.branch, credit.seconds, credit.attempts) == (
        "customers.reserve_credit",
        True,
        0.09,
        2,
    )


def test_a_named_branch_that_was_cut_off_has_neither_failed_nor_a_duration() -> None:
    history = History(chained=True).entered("reserve", 0, "Parallel").started("Parallel", 0)
    history.entered("inventory.reserve", 0, after=2).entered("customers.reserve_credit", 0, after=2)
    history.failed("CREDIT_LIMIT_EXCEEDED: too much", 20, after=4).exited("reserve", 21, "Parallel", after=5)

    parallel, stock, credit = visits_of(history.events, branches=BRANCHES)

    assert parallel.failed
    assert (stock.failed, stock.seconds) == (False, None)
    assert (credit.failed, credit.seconds) == (True, 0.02)


def test_a_compensation_shows_what_its_participant_answered() -> None:
    history = History().entered("inventory.release", 0).scheduled(0)
    history.succeeded("inventory.reserve", 10, "COMPENSATED").exited("inventory.release", 10)

    (visit,) = visits_of(history.events, branches=BRANCHES)

    assert (visit.state, visit.status) == ("inventory.release", "COMPENSATED")


def test_a_state_that_is_not_over_has_no_duration() -> None:
    history = task(History(), "orders.create", 0, 250).entered("payments.charge", 250).scheduled(250)

    assert visits_of(history.events, branches=BRANCHES)[-1] == Visit(
        state="payments.charge", begun=moment(250), seconds=None
    )


def test_a_choice_is_a_state_of_the_path_too() -> None:
    history = (
        History().entered("payments.charge done?", 0, "Choice").exited("payments.charge done?", 1, "Choice")
    )

    assert [visit.state for visit in visits_of(history.events, branches=BRANCHES)] == [
        "payments.charge done?"
    ]
