"""What is tried again, what is parked, and what is left to Lambda."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.outbox.handler import publish_batch
from lambdas.outbox.publisher import Publisher
from tests.support.worlds import Clock
from tests.unit.outbox.fakes import FakeBus, FakeParking, Verdict, event, record


class Outbox:
    """The publisher on fakes. Calling it gives the sequence numbers reported as failed."""

    def __init__(
        self, verdict: Verdict = lambda _id: None, raises: list[Exception | None] | None = None
    ) -> None:
        self.bus, self.parking, self.clock = FakeBus(verdict, raises or []), FakeParking(), Clock()

    def __call__(self, *records: dict[str, Any]) -> list[str]:
        publisher = Publisher(
            events=self.bus,  # type: ignore[arg-type]
            queue=self.parking,  # type: ignore[arg-type]
            parking_queue_url="https://parking",
            sleep=self.clock.sleep,
            random=Random(1),
        )
        answer = publish_batch({"Records": list(records)}, publisher=publisher, bus="saga")
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def rejects(wanted: str, code: str, *, times: int = 99) -> Verdict:
    """One event is refused the first `times` times."""
    left = [times]

    def verdict(event_id: str) -> str | None:
        if event_id != wanted or left[0] == 0:
            return None
        left[0] -= 1
        return code

    return verdict


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "made up"}}, "PutEvents")


def test_each_new_event_goes_on_the_bus_in_order() -> None:
    outbox = Outbox()

    failed = outbox(
        record(new=[event("a"), event("b")]), record(new=[event("b"), event("c")], old=[event("b")])
    )

    assert failed == []
    assert outbox.bus.taken == ["a", "b", "c"]
    assert {entry["EventBusName"] for entry in outbox.bus.entries} == {"saga"}


def test_a_record_without_new_events_calls_nobody() -> None:
    outbox = Outbox()

    assert outbox(record(new=[event("a")], old=[event("a")])) == []
    assert outbox.bus.calls == []


@pytest.mark.parametrize("code", ["InternalFailure", "ThrottlingException"])
def test_only_the_entry_that_was_refused_for_now_is_tried_again(code: str) -> None:
    outbox = Outbox(rejects("b", code, times=2))

    failed = outbox(record(new=[event("a"), event("b"), event("c")]))

    assert failed == []
    assert outbox.bus.calls == [["a", "b", "c"], ["b"], ["b"]]
    assert not outbox.parking.bodies


def test_an_entry_refused_for_now_again_and_again_fails_its_record() -> None:
    outbox = Outbox(rejects("b", "ThrottlingException"))

    failed = outbox(record(new=[event("a"), event("b")], number="7"))

    assert failed == ["7"]
    assert outbox.bus.calls == [["a", "b"], ["b"], ["b"]]
    assert not outbox.parking.bodies


def test_the_pauses_between_attempts_are_jittered_and_capped() -> None:
    outbox = Outbox(rejects("a", "InternalFailure"))

    outbox(record(new=[event("a")]))

    assert len(outbox.clock.slept) == 2
    assert all(0 <= pause <= most for pause, most in zip(outbox.clock.slept, [0.1, 0.2], strict=True))


def test_an_entry_refused_for_good_is_parked_whole_and_holds_nobody_up() -> None:
    outbox = Outbox(rejects("a", "MalformedDetail"))

    failed = outbox(record(new=[event("a"), event("b")]), record(new=[event("c")], number="2"))

    assert failed == []
    assert outbox.bus.taken == ["b", "c"]
    [parked] = outbox.parking.bodies
    assert parked["error"] == {"code": "MalformedDetail", "message": "no"}
    assert parked["entry"]["DetailType"] == "OrderCreated"
    assert parked["entry"]["Time"] == "2026-01-01T12:00:00+00:00"
    assert '"id":"a"' in parked["entry"]["Detail"]


def test_an_entry_over_256_kib_is_parked_without_a_try() -> None:
    outbox = Outbox()
    large = event("large", text="x" * 262_144)

    failed = outbox(record(new=[large, event("small")]))

    assert failed == []
    assert outbox.bus.calls == [["small"]]
    assert outbox.parking.bodies[0]["error"]["code"] == "EntryTooLarge"


@pytest.mark.parametrize(
    "error", [client_error("ThrottlingException"), ReadTimeoutError(endpoint_url="https://events")]
)
def test_a_call_that_failed_for_now_is_made_again(error: Exception) -> None:
    outbox = Outbox(raises=[error, None])

    assert outbox(record(new=[event("a")])) == []
    assert outbox.bus.calls == [["a"], ["a"]]


def test_a_call_that_is_not_allowed_fails_the_record_at_once() -> None:
    outbox = Outbox(raises=[client_error("AccessDeniedException")])

    assert outbox(record(new=[event("a")], number="7")) == ["7"]
    assert outbox.bus.calls == [["a"]]


def test_nothing_behind_a_failed_record_is_tried_since_all_of_it_comes_again() -> None:
    outbox = Outbox(rejects("b", "InternalFailure"))

    failed = outbox(*(record(new=[event(name)], number=name) for name in ("a", "b", "c", "d")))

    assert failed == ["b", "c", "d"]
    assert outbox.bus.taken == ["a"]


def test_a_parking_queue_that_does_not_answer_fails_the_record() -> None:
    outbox = Outbox(rejects("a", "MalformedDetail"))
    outbox.parking.send_message = _refuse  # type: ignore[method-assign]

    assert outbox(record(new=[event("a")], number="7")) == ["7"]


def _refuse(**_: object) -> None:
    raise client_error("ServiceUnavailable")
