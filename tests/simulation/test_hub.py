"""Workers on virtual time: suspended at each call, killed without a trace but for what they had sent."""

from __future__ import annotations

from random import Random

from statemachines.simulator.scheduler import Scheduler
from tests.simulation.hub import Hub, Raised, Returned


def hub() -> Hub:
    return Hub(Scheduler(Random(1)), latency=lambda: 1.0)


def test_while_one_waits_for_its_answer_another_goes_on() -> None:
    it, log = hub(), list[str]()

    def body(name: str) -> None:
        it.call(lambda: log.append(f"{name} arrives"))
        log.append(f"{name} hears")

    for name in ("a", "b"):
        it.start(lambda name=name: body(name), then=lambda _: None)  # type: ignore[misc]
    it.scheduler.run()

    assert {*log[:2]} == {"a arrives", "b arrives"}
    assert {*log[2:]} == {"a hears", "b hears"}
    assert it.scheduler.now == 2.0


def test_what_was_sent_arrives_although_its_sender_is_dead_and_nobody_hears_the_answer() -> None:
    it, log, heard = hub(), list[str](), list[object]()

    def body() -> None:
        it.call(lambda: log.append("committed"))
        log.append("answered")

    worker = it.start(body, then=heard.append)
    it.scheduler.after(0.5, worker.kill)
    it.scheduler.run()

    assert log == ["committed"]
    assert heard == []
    assert worker.dead


def test_how_a_worker_ended_is_told_once_with_its_value_or_its_error() -> None:
    it, heard = hub(), list[Returned | Raised]()
    error = ValueError("no")

    def fail() -> None:
        it.sleep(5.0)
        raise error

    it.start(lambda: it.call(lambda: 7), then=heard.append)
    it.start(fail, then=heard.append)
    it.scheduler.run()

    assert heard == [Returned(7), Raised(error)]
    assert it.scheduler.now == 5.0


def test_an_error_at_the_other_end_is_raised_where_the_call_was_made() -> None:
    it, heard = hub(), list[Returned | Raised]()

    def refuse() -> None:
        raise LookupError("nothing there")

    def body() -> str:
        try:
            it.call(refuse)
        except LookupError:
            return "heard of it"
        return "heard nothing"

    it.start(body, then=heard.append)
    it.scheduler.run()

    assert heard == [Returned("heard of it")]
