"""Receivers that are broken or hostile: whatever they do, an attempt has an end, in time and in bytes."""

from __future__ import annotations

from time import monotonic

import pytest

from lambdas.shared.callback import target_of
from lambdas.webhooks.bounds import Limits, NotAnswered
from lambdas.webhooks.connection import Network
from lambdas.webhooks.wire import Answer, Wire
from tests.adapters.webhooks.attempts import LITTLE, SOON, Counted
from tests.support.receivers.behaviours import repeats, says
from tests.support.receivers.hostile import ACCEPTED, BOMB, OK, REFUSED, UNANSWERED
from tests.support.receivers.receiver import Behaviour, Receiver, listening
from tests.support.receivers.visit import Visit

MUCH_LONGER = 5.0
"""Seconds: what a busy machine may take for an attempt of a third of one. Each of these receivers goes on for
ten or for ever.
"""

SAID = {
    "closes at once": "closed",
    "reads and closes": "closed",
    "resets": "closed",
    "is silent": "time",
    "reads and is silent": "time",
    "closes within the headers": "closed",
    "drips the status line": "time",
    "drips the headers": "time",
    "drips interim answers": "time",
    "many headers": "headers too long",
    "an endless header": "headers too long",
    "an endless status line": "headers too long",
    "endless interim answers": "headers too long",
    "garbage": "not HTTP",
    "HTTP/0.9": "not HTTP",
    "another protocol": "not HTTP",
    "HTTP/2": "not HTTP",
    "a status of two digits": "not HTTP",
    "a switch nobody asked for": "not HTTP",
    "two lengths": "not HTTP",
}


def attempt(
    behaviour: Behaviour, *, body: bytes = b"{}", limits: Limits = LITTLE
) -> tuple[Answer | NotAnswered, int]:
    """What became of it, and how many bytes were read."""
    counted = Counted()
    wire = Wire(limits=limits, network=Network(dial=counted.dial))
    with listening(Receiver(behaviour=behaviour)) as receiver:
        started = monotonic()
        try:
            target = target_of(receiver.url, local=True)
            became: Answer | NotAnswered = wire.post(target, [receiver.address], headers={}, body=body)
        except NotAnswered as error:
            became = error
        assert monotonic() - started < MUCH_LONGER
        assert len(receiver.visits) == 1, "an attempt is one connection"
    return became, counted.read


@pytest.mark.parametrize("way", UNANSWERED)
def test_no_answer_is_told_apart_by_what_was_wrong_with_it(way: str) -> None:
    became, read = attempt(UNANSWERED[way], limits=SOON if SAID[way] == "time" else LITTLE)

    assert isinstance(became, NotAnswered)
    assert str(became).startswith(f"{SAID[way]}: ")
    assert len(str(became)) < 150
    assert read <= LITTLE.header_bytes


@pytest.mark.parametrize("way", ACCEPTED)
def test_a_2xx_counts_whatever_comes_after_it(way: str) -> None:
    became, read = attempt(ACCEPTED[way])

    assert isinstance(became, Answer)
    assert became.status in (200, 204)
    assert len(became.start) <= LITTLE.answer_bytes
    assert read <= LITTLE.header_bytes + 8 * LITTLE.answer_bytes


@pytest.mark.parametrize("way", REFUSED)
def test_what_is_not_2xx_is_told_as_it_is(way: str) -> None:
    became, _ = attempt(REFUSED[way])

    assert isinstance(became, Answer)
    assert became.status == (307 if way == "redirects" else int(way))


def test_a_receiver_that_does_not_take_the_message_is_not_waited_for() -> None:
    more_than_buffers_hold = bytes(20_000_000)

    became, _ = attempt(Visit.wait, body=more_than_buffers_hold, limits=SOON)

    assert isinstance(became, NotAnswered)
    assert str(became).startswith("time: ")


def test_of_a_body_that_drips_what_came_is_kept() -> None:
    became, _ = attempt(ACCEPTED["drips the body"])

    assert isinstance(became, Answer)
    assert 1 <= len(became.start) < LITTLE.answer_bytes
    assert set(became.start) == set(b"x")


def test_a_bomb_is_not_inflated() -> None:
    became, read = attempt(ACCEPTED["a bomb of gzip"])

    assert isinstance(became, Answer)
    assert became.start == BOMB[: LITTLE.answer_bytes]
    assert read < len(BOMB)


def test_headers_may_be_as_long_as_they_may_be_and_no_longer() -> None:
    fits = OK + b"a: " + b"x" * (LITTLE.header_bytes - len(OK) - len("a: \r\n\r\n")) + b"\r\n\r\n"

    became, _ = attempt(says(fits))
    longer, read = attempt(says(fits.replace(b"a: x", b"a: xx")))

    assert isinstance(became, Answer)
    assert isinstance(longer, NotAnswered)
    assert str(longer).startswith("headers too long: ")
    assert read == LITTLE.header_bytes


def test_headers_that_come_at_once_with_their_end_are_not_read_beyond_the_bound() -> None:
    """HTTP's reader asks for its own bound only while the head is not whole."""
    became, read = attempt(says(OK + b"a: b\r\n" * LITTLE.header_bytes + b"\r\n"))

    assert isinstance(became, NotAnswered)
    assert read == LITTLE.header_bytes


def test_what_a_receiver_says_is_not_repeated_to_its_owner() -> None:
    became, _ = attempt(repeats(b"<script>\x1b[2J", start=b"HTTP/1.1 200 OK\r\n<b> "))

    assert "script" not in str(became)
    assert str(became).isprintable()


def test_every_way_to_give_no_answer_is_told_by_hand_here() -> None:
    assert SAID.keys() == UNANSWERED.keys()
