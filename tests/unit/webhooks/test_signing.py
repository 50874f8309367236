"""Signatures, against the published test vector and another implementation."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from lambdas.endpoints.secret import fresh_key, secret_of
from lambdas.webhooks.signing import headers, message_id, seconds, signature
from tests.support.verifier import Refused, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_that_of_the_published_test_vector() -> None:
    found = signature(
        key=b64decode(SECRET.removeprefix("whsec_")),
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(
    st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=5),
    st.dictionaries(st.text(), st.integers()),
)
def test_other_implementations_verify_what_is_signed_with_each_of_its_keys(
    keys: list[bytes], data: dict[str, int]
) -> None:
    body, now = json.dumps(data).encode(), datetime.now(tz=UTC)

    signed = headers(keys=keys, message_id="o-1~approve~done~0", attempted_at=now, body=body)

    for key in keys:
        verify(secret_of(key), signed, body, now=now)
        assert Webhook(secret_of(key)).verify(body, signed) == data


@given(st.integers(min_value=0))
def test_one_byte_that_is_another_is_noticed(place: int) -> None:
    key, body, now = fresh_key(), b'{"type":"order.approved"}', datetime.now(tz=UTC)
    signed = headers(keys=[key], message_id="o-1", attempted_at=now, body=body)
    at = place % len(body)
    forged = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]

    with pytest.raises(Refused, match="no signature"):
        verify(secret_of(key), signed, forged, now=now)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_of(key)).verify(forged, signed)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_message_of_another_time_is_refused_by_who_verifies(minutes: int) -> None:
    key, body, now = fresh_key(), b"{}", datetime.now(tz=UTC)
    signed = headers(keys=[key], message_id="o-1", attempted_at=now + timedelta(minutes=minutes), body=body)

    with pytest.raises(Refused, match="another time"):
        verify(secret_of(key), signed, body, now=now)


def test_the_timestamp_is_in_seconds_whatever_the_time_zone() -> None:
    moment = datetime(2021, 2, 25, 15, 2, 10, 900_000, tzinfo=UTC)

    assert seconds(moment) == 1614265330
    assert seconds(moment.astimezone(timezone(timedelta(hours=5)))) == 1614265330


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        seconds(datetime(2021, 2, 25))  # noqa: DTZ001 - what is to be refused


def test_a_secret_is_as_the_specification_wants_it_and_no_two_are_the_same() -> None:
    secrets = {secret_of(fresh_key()) for _ in range(100)}

    assert len(secrets) == 100
    assert all(24 <= len(b64decode(secret.removeprefix("whsec_"), validate=True)) <= 64 for secret in secrets)
    assert all(secret.startswith("whsec_") for secret in secrets)


def test_an_id_in_a_header_has_no_full_stop_and_stays_readable() -> None:
    assert message_id("o-1.orders.approve.done.0") == "o-1~orders~approve~done~0"


def test_an_id_with_the_stand_in_for_a_full_stop_is_another_id() -> None:
    assert message_id("a~b") != message_id("a.b")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_ids_in_headers_are_visible_ascii_and_differ_when_the_events_do(one: str, other: str) -> None:
    assert all("!" <= letter <= "~" and letter != "." for letter in message_id(one))
    assert (message_id(one) == message_id(other)) == (one == other)
