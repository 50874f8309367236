"""Disabling an endpoint and enabling it again, and what that does to what it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdas.endpoints import health
from lambdas.endpoints.health import Health
from lambdas.endpoints.registry import change
from lambdas.shared.commit import commit
from tests.support.flaky import Act, answer_lost, error, never_sent
from tests.support.worlds import CALLER, everything, get_item
from tests.unit.api.owner import Owner


def health_of(me: Owner, path: str) -> Health:
    key = {"pk": f"endpoint#{path.rpartition('/')[2]}", "sk": health.HEALTH}
    return health.health_of(get_item(me.world, "webhooks", key))


def fails(me: Owner, path: str) -> None:
    """As the sender notes it, who is asked to come in an hour."""
    later = me.clock() + timedelta(hours=1)
    failed = health.after_failure(me.world, path.rpartition("/")[2], Health(), not_before=later)
    commit(me.world, failed)


def goes_through(through: Callable[[], Any]) -> Any:
    return through()


def test_a_disabled_endpoint_says_so_and_who_did_it(me: Owner) -> None:
    path = me.registered()

    answer = me.post(f"{path}/disable")

    assert answer.status == 200
    assert (answer.body["status"], answer.body["disabled_reason"]) == ("DISABLED", "by its owner")
    assert me.get(path).body == answer.body


def test_an_endpoint_that_was_enabled_again_is_as_it_was(me: Owner) -> None:
    path = me.registered()
    before = me.get(path).body
    me.post(f"{path}/disable")

    answer = me.post(f"{path}/enable")

    assert (answer.status, answer.body, me.get(path).body) == (200, before, before)


def test_the_reason_of_the_sender_is_not_replaced_by_the_owners(me: Owner) -> None:
    path = me.registered()
    gone = "its receiver answered 410"
    endpoint_id = path.rpartition("/")[2]
    change(me.world, CALLER, lambda all_: all_.with_changed(endpoint_id, lambda it: it.disabled(gone)))

    assert me.post(f"{path}/disable").body["disabled_reason"] == gone


def test_enabling_forgets_the_failures_so_that_the_next_is_the_first(me: Owner) -> None:
    path = me.registered()
    fails(me, path)
    me.post(f"{path}/disable")
    assert health_of(me, path).failing_since

    me.post(f"{path}/enable")

    assert health_of(me, path) == Health()


def test_an_endpoint_that_is_enabled_already_may_be_asked_for_what_it_was_told_to_wait_with(
    me: Owner,
) -> None:
    path = me.registered()
    fails(me, path)

    assert me.post(f"{path}/enable").body["status"] == "ENABLED"
    assert health_of(me, path).not_before is None


def test_only_the_one_endpoint_is_changed(me: Owner) -> None:
    path, other = me.registered(), me.registered("https://other.example/")
    before = me.get(other).body

    me.post(f"{path}/disable")

    assert me.get(other).body == before


@pytest.mark.parametrize("what", ["disable", "enable"])
def test_doing_it_twice_is_doing_it_once(me: Owner, what: str) -> None:
    path = me.registered()
    first = me.post(f"{path}/{what}")
    before = everything(me.world, "webhooks")

    assert me.post(f"{path}/{what}") == first
    assert everything(me.world, "webhooks") == before


@pytest.mark.parametrize("what", ["disable", "enable"])
@pytest.mark.parametrize("act", [answer_lost, never_sent, error("ThrottlingException")])
def test_whatever_the_store_answers_it_is_done(me: Owner, what: str, act: Act) -> None:
    path = me.registered()
    if what == "enable":
        me.post(f"{path}/disable")

    answer = me.with_store(act).post(f"{path}/{what}")

    assert answer.status == 200
    assert me.get(path).body["status"] == what.upper() + "D"


def test_a_store_that_fails_after_the_failures_were_forgotten_leaves_it_disabled(me: Owner) -> None:
    path = me.registered()
    me.post(f"{path}/disable")

    answer = me.with_store(goes_through, *[error("ThrottlingException")] * 5).post(f"{path}/enable")

    assert answer.status == 503
    assert me.get(path).body["status"] == "DISABLED"
