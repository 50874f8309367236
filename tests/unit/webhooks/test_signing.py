"""Signatures, against the published test vector and another implementation."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from lambdas.webhooks.signing import headers, key_of, message_id, seconds, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_that_of_the_published_test_vector() -> None:
    found = signature(
        key=key_of(SECRET),
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=24, max_size=64), st.dictionaries(st.text(), st.integers()))
def test_another_implementation_verifies_what_is_signed(key: bytes, data: dict[str, int]) -> None:
    body = json.dumps(data).encode()

    signed = headers(key=key, message_id="o-1~approve~done~0", attempted_at=datetime.now(tz=UTC), body=body)

    assert Webhook(b64encode(key).decode()).verify(body, signed) == data


def test_the_timestamp_is_in_seconds_whatever_the_time_zone() -> None:
    moment = datetime(2021, 2, 25, 15, 2, 10, 900_000, tzinfo=UTC)

    assert seconds(moment) == 1614265330
    assert seconds(moment.astimezone(timezone(timedelta(hours=5)))) == 1614265330


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        seconds(datetime(2021, 2, 25))  # noqa: DTZ001 - what is to be refused


def test_a_secret_may_come_without_its_prefix() -> None:
    assert key_of(SECRET.removeprefix("whsec_") + "\n") == key_of(SECRET)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "no base64!", "AAAA", b64encode(b"x" * 23).decode(), "A" * 88]
)
def test_a_secret_that_is_none_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="webhook secret") as refused:
        key_of(secret)

    assert not secret or secret not in str(refused.value)


def test_an_id_in_a_header_has_no_full_stop_and_stays_readable() -> None:
    assert message_id("o-1.orders.approve.done.0") == "o-1~orders~approve~done~0"


def test_an_id_with_the_stand_in_for_a_full_stop_is_another_id() -> None:
    assert message_id("a~b") != message_id("a.b")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_ids_in_headers_are_visible_ascii_and_differ_when_the_events_do(one: str, other: str) -> None:
    assert all("!" <= letter <= "~" and letter != "." for letter in message_id(one))
    assert (message_id(one) == message_id(other)) == (one == other)
