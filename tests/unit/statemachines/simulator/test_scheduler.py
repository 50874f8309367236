"""Virtual time: what comes when, and in which order within one instant."""

from __future__ import annotations

from functools import partial
from random import Random

import pytest

from statemachines.simulator.scheduler import Scheduler


def order_of(seed: int) -> list[int]:
    scheduler, seen = Scheduler(Random(seed)), list[int]()
    for number in range(5):
        scheduler.after(1, partial(seen.append, number))
    scheduler.run()
    return seen


def test_actions_run_in_the_order_of_their_times_and_see_the_time() -> None:
    scheduler, seen = Scheduler(Random(1)), list[float]()
    for delay in (3.0, 1.0, 2.0):
        scheduler.after(delay, lambda: seen.append(scheduler.now))

    scheduler.run()

    assert seen == [1.0, 2.0, 3.0]


def test_the_order_within_one_instant_differs_between_seeds() -> None:
    assert len({tuple(order_of(seed)) for seed in range(20)}) > 10


def test_the_same_seed_gives_the_same_order() -> None:
    assert order_of(7) == order_of(7)


def test_an_action_may_add_another_to_its_own_instant() -> None:
    scheduler, seen = Scheduler(Random(1)), list[float]()
    scheduler.after(2, lambda: scheduler.after(0, lambda: seen.append(scheduler.now)))

    scheduler.run()

    assert seen == [2.0]


def test_what_is_cancelled_neither_runs_nor_moves_the_time() -> None:
    scheduler, seen = Scheduler(Random(1)), list[str]()
    scheduler.after(1, lambda: seen.append("kept"))
    scheduler.after(1000, lambda: seen.append("cancelled")).cancel()

    scheduler.run()

    assert (seen, scheduler.now) == (["kept"], 1.0)


def test_a_run_stops_at_its_time_and_the_next_one_goes_on_from_there() -> None:
    scheduler, seen = Scheduler(Random(1)), list[float]()
    for delay in (1, 5, 6):
        scheduler.after(delay, lambda: seen.append(scheduler.now))

    scheduler.run(until=5)
    at_first = (list(seen), scheduler.now)
    scheduler.run()

    assert at_first == ([1.0, 5.0], 5.0)
    assert seen == [1.0, 5.0, 6.0]


def test_the_time_between_two_actions_is_reached_too() -> None:
    scheduler = Scheduler(Random(1))
    scheduler.after(9, lambda: None)

    scheduler.run(until=4)

    assert scheduler.now == 4


def test_cancelled_actions_do_not_pile_up_until_they_would_be_due() -> None:
    scheduler, seen = Scheduler(Random(1)), list[float]()
    scheduler.after(1, lambda: seen.append(scheduler.now))
    for _ in range(10_000):
        scheduler.after(1_000_000, lambda: seen.append(0)).cancel()

    assert len(scheduler._queue) < 1_000
    scheduler.run()
    assert seen == [1.0]


def test_the_order_is_kept_when_the_cancelled_ones_are_swept_out() -> None:
    scheduler, seen, random = Scheduler(Random(1)), list[float](), Random(2)
    timers = [scheduler.after(random.random(), lambda: seen.append(scheduler.now)) for _ in range(2_000)]

    for timer in timers[:1_500]:
        timer.cancel()
    scheduler.run()

    assert len(seen) == 500
    assert seen == sorted(seen)


@pytest.mark.parametrize("delay", [-1, float("nan")])
def test_nothing_is_added_to_the_past(delay: float) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        Scheduler(Random(1)).after(delay, lambda: None)
