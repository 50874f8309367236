"""POST /endpoints/{endpoint_id}/rotate: a new secret at once, and the old one for a day."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest

from lambdas.endpoints.endpoint import Endpoint
from lambdas.endpoints.registry import registered
from tests.support.flaky import Act, answer_lost, error, never_sent
from tests.support.worlds import CALLER
from tests.unit.api.fakes import client_error
from tests.unit.api.owner import NO_SUCH, Owner

DAY = timedelta(days=1)
MOMENT = timedelta(milliseconds=1)


def kept(me: Owner) -> Endpoint:
    (endpoint,) = registered(me.world, CALLER).endpoints
    return endpoint


def good(me: Owner) -> list[bytes]:
    """The keys that a message is signed with now, latest first."""
    endpoint = kept(me)
    return [
        me.keys.open(secret.sealed, endpoint_id=endpoint.endpoint_id)
        for secret in endpoint.good_secrets(me.clock())
    ]


def key_in(secret: str) -> bytes:
    return b64decode(secret.removeprefix("whsec_"), validate=True)


def registered_with(me: Owner) -> tuple[str, bytes]:
    """The path of an endpoint, and the key that was handed out."""
    answer = me.register()
    return answer.headers["Location"], key_in(answer.body["secret"])


def rotated(me: Owner, path: str) -> bytes:
    answer = me.post(f"{path}/rotate")
    assert answer.status == 200, answer
    return key_in(answer.body["secret"])


def test_a_rotation_answers_the_endpoint_with_a_new_secret(me: Owner) -> None:
    path, first = registered_with(me)
    me.clock.sleep(60)

    answer = me.post(f"{path}/rotate")

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert key_in(answer.body["secret"]) != first
    assert answer.body["secrets"] == [
        {"created_at": "2026-01-01T00:01:00.000+00:00", "valid_until": None},
        {"created_at": "2026-01-01T00:00:00.000+00:00", "valid_until": "2026-01-02T00:01:00.000+00:00"},
    ]
    assert me.get(path).body == {name: value for name, value in answer.body.items() if name != "secret"}


def test_the_old_secret_stays_good_for_a_day_and_not_longer(me: Owner) -> None:
    path, first = registered_with(me)
    second = rotated(me, path)

    me.clock.now += DAY - MOMENT
    assert good(me) == [second, first]
    assert len(me.get(path).body["secrets"]) == 2
    me.clock.now += MOMENT
    assert good(me) == [second]
    assert len(me.get(path).body["secrets"]) == 1


def test_a_second_rotation_does_not_lengthen_the_life_of_the_first_secret(me: Owner) -> None:
    path, first = registered_with(me)
    second = rotated(me, path)
    me.clock.now += DAY / 2
    third = rotated(me, path)

    assert good(me) == [third, second, first]
    me.clock.now += DAY / 2
    assert good(me) == [third, second]
    me.clock.now += DAY / 2
    assert good(me) == [third]


def test_a_rotation_too_many_in_a_day_is_refused_and_changes_nothing(me: Owner) -> None:
    path, _ = registered_with(me)
    for _ in range(4):
        rotated(me, path)
    before = good(me)

    answer = me.post(f"{path}/rotate")

    assert (answer.status, answer.body["type"]) == (409, "urn:saga:problem:too-many-secrets")
    assert answer.body["instance"] == path
    assert "2026-01-02T00:00:00.000+00:00" in answer.body["detail"]
    assert (len(before), good(me)) == (5, before)


def test_after_a_day_there_is_room_for_another(me: Owner) -> None:
    path, _ = registered_with(me)
    for _ in range(4):
        rotated(me, path)

    me.clock.now += DAY

    latest = rotated(me, path)
    assert good(me)[0] == latest
    assert len(kept(me).secrets) == 2


@pytest.mark.parametrize("act", [answer_lost, never_sent, error("ThrottlingException")])
def test_whatever_the_store_answers_there_is_one_new_secret_and_it_is_the_one_told(
    me: Owner, act: Act
) -> None:
    path, first = registered_with(me)

    second = rotated(me.with_store(act), path)

    assert good(me) == [second, first]


def test_two_rotations_at_once_leave_both_new_secrets_good(me: Owner) -> None:
    path, first = registered_with(me)
    between: list[bytes] = []

    def another_comes_first(through: Any) -> Any:
        between.append(rotated(me, path))
        return through()

    last = rotated(me.with_store(another_comes_first), path)

    assert good(me) == [last, *between, first]


def test_a_key_service_that_is_busy_is_a_503_and_the_secret_stays(me: Owner) -> None:
    path, first = registered_with(me)
    me.kms.fails_with = client_error("KMSInternalException")

    assert me.post(f"{path}/rotate").status == 503

    me.kms.fails_with = None
    assert good(me) == [first]


def test_no_key_is_sealed_for_an_endpoint_that_is_not_there(me: Owner) -> None:
    me.kms.fails_with = client_error("KMSInternalException")

    assert me.post(f"/endpoints/{NO_SUCH}/rotate").status == 404


def test_an_endpoint_that_goes_while_its_secret_is_rotated_is_a_404(me: Owner) -> None:
    path, _ = registered_with(me)

    def it_goes_first(through: Any) -> Any:
        assert me.ask("DELETE", path).status == 204
        return through()

    answer = me.with_store(it_goes_first).post(f"{path}/rotate")

    assert (answer.status, answer.body["type"]) == (404, "urn:saga:problem:no-such-endpoint")
    assert registered(me.world, CALLER).endpoints == ()


def test_a_disabled_endpoint_can_be_given_a_new_secret(me: Owner) -> None:
    path, _ = registered_with(me)
    me.post(f"{path}/disable")

    assert me.post(f"{path}/rotate").body["status"] == "DISABLED"
