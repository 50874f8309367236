"""Rotation: for a day there are two signatures, so a receiver may change its secret when it likes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.verifier import Refused, verify, verify_twice
from tests.webhooks.office import Office
from tests.webhooks.post import Letter, in_turn, says

HOUR = timedelta(hours=1)


def letters(office: Office) -> list[Letter]:
    office.tell()
    office.work()
    return office.post.letters


def test_after_a_rotation_the_new_secret_and_the_old_one_verify(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.rotate(endpoint)

    (letter,) = letters(office)

    assert len(letter.headers["webhook-signature"].split(" ")) == 2
    for secret in office.secrets[endpoint]:
        verify_twice(secret, letter.headers, letter.body, now=letter.at)


def test_the_new_one_signs_first(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.rotate(endpoint)

    (letter,) = letters(office)

    first = letter.headers["webhook-signature"].split(" ")[0]
    verify(
        office.secrets[endpoint][0],
        {**letter.headers, "webhook-signature": first},
        letter.body,
        now=letter.at,
    )


@pytest.mark.parametrize(("after", "signatures"), [(timedelta(hours=23, minutes=59), 2), (24 * HOUR, 1)])
def test_the_old_one_is_good_for_a_day(office: Office, after: timedelta, signatures: int) -> None:
    endpoint = office.register("shop.example")
    office.rotate(endpoint)
    office.live(after)

    (letter,) = letters(office)

    assert len(letter.headers["webhook-signature"].split(" ")) == signatures
    verify_twice(office.secrets[endpoint][0], letter.headers, letter.body, now=letter.at)
    if signatures == 1:
        with pytest.raises(Refused, match="no signature"):
            verify(office.secrets[endpoint][1], letter.headers, letter.body, now=letter.at)


def test_a_delivery_that_is_tried_again_is_signed_with_what_is_good_then(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), says(204))
    office.tell()
    office.work()

    office.rotate(endpoint)
    office.live(HOUR)

    first, second = office.post.letters
    new, old = office.secrets[endpoint]
    verify_twice(old, first.headers, first.body, now=first.at)
    with pytest.raises(Refused, match="no signature"):
        verify(new, first.headers, first.body, now=first.at)
    verify_twice(new, second.headers, second.body, now=second.at)


def test_a_secret_that_was_opened_is_kept_in_memory(office: Office) -> None:
    endpoint = office.register("shop.example")
    for _ in range(3):
        letters(office)
    office.rotate(endpoint)
    for _ in range(3):
        letters(office)

    assert office.kms.opened == 2


def test_a_secret_does_not_open_for_another_endpoint(office: Office) -> None:
    one, other = office.register("one.example"), office.register("other.example")
    stolen = office.endpoint(one)["secrets"][0]["sealed"]
    office.reseal(other, stolen)
    office.tell(callback_url="https://other.example/hook")

    with pytest.raises(Exception, match="InvalidCiphertext"):
        office.work()

    assert office.post.letters == []


def test_no_secret_is_stored_as_it_is(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    office.work()

    assert office.secrets[endpoint][0].removeprefix("whsec_") not in str(office.items())
