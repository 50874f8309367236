"""How long a saga may take, against sums made by hand."""

from __future__ import annotations

import pytest

from statemachines.create_order import CREATE_ORDER
from statemachines.model import Saga
from statemachines.soundness import UnsoundSaga
from statemachines.step import Retry
from statemachines.table import compensatable
from statemachines.timing import room_to_spare, worst_of, worst_of_task

OPEN = compensatable("trips.open", undo="trips.cancel", why="opens")


def test_a_task_lasts_as_long_as_all_its_attempts_and_the_pauses_between_them() -> None:
    three_of_fifteen_and_two_pauses = 3 * 15 + 1 + 2
    assert worst_of_task(10, Retry(first=1, longest=20, attempts=2)) == three_of_fifteen_and_two_pauses


def test_pauses_grow_up_to_their_cap() -> None:
    assert worst_of_task(10, Retry(first=4, longest=10, attempts=3)) == 4 * 15 + 4 + 8 + 10


def test_the_order_saga_ends_within_two_hours_of_what_a_person_may_take() -> None:
    patient = 13 * 15 + (1 + 2 + 4 + 8 + 16 + 32 + 6 * 60)
    three_days = 3 * 86_400
    before_it_turns = 900 + (5 * 15 + 1 + 2 + 4 + 8) + patient
    assert worst_of(CREATE_ORDER) == three_days + before_it_turns + 4 * patient
    assert worst_of(CREATE_ORDER) - three_days < 2 * 3600


def test_an_execution_outlives_its_deadline_its_compensations_and_a_person_s_355_days() -> None:
    assert room_to_spare(CREATE_ORDER) > 0


def test_a_deadline_that_one_step_can_use_up_is_refused() -> None:
    with pytest.raises(UnsoundSaga, match="may take 90 s with its retries, and the deadline is 90 s"):
        Saga(name="trip", given=(), stages=(OPEN,), deadline=90)


def test_a_deadline_beyond_what_an_execution_may_last_is_refused() -> None:
    with pytest.raises(UnsoundSaga, match="864000 s beside what a person may take"):
        Saga(name="trip", given=(), stages=(OPEN,), deadline=11 * 86_400)
