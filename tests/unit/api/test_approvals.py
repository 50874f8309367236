"""A person's yes or no to an order: who may give it, and what whoever comes twice, late or too late is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from lambdas.shared.world import World
from tests.support import steps
from tests.support.flaky import answer_lost
from tests.support.worlds import everything
from tests.unit.api.fakes import KEY, ORDER, Answer
from tests.unit.api.owner import SOMEBODY_ELSE, Owner

OLGA = {
    "iam": {
        "accountId": "1",
        "callerId": "AROAX:olga",
        "userArn": "arn:aws:sts::1:assumed-role/Approvers/olga",
    }
}
THREE_DAYS = timedelta(days=3)
WAYS = pytest.mark.parametrize("way", ["approve", "reject"])


@dataclass(kw_only=True)
class Asked:
    """An order that waits for a person. `me` placed it, `olga` may answer for it."""

    me: Owner
    olga: Owner
    order_id: str

    @property
    def path(self) -> str:
        return f"/approvals/{self.order_id}"

    def answer(self, way: str, body: object = None, *, by: Owner | None = None) -> Answer:
        return (by or self.olga).post(f"{self.path}/{way}", body)

    def shown(self) -> Any:
        answer = self.olga.get(self.path)
        assert answer.status == 200, answer
        return answer.body

    @property
    def saga(self) -> steps.Saga:
        saga: steps.Saga = json.loads(self.me.states.started[self.order_id])
        return saga


@pytest.fixture
def order(me: Owner) -> Asked:
    answer = me.post("/orders", ORDER, headers=KEY)
    it = Asked(me=me, olga=me.but(authorizer=OLGA), order_id=answer.body["order_id"])
    steps.open_order(me.world, it.saga)
    steps.ask(it.saga)
    return it


def told(world: World) -> list[str]:
    """The types of all events of approvals, in the order in which they were written."""
    items = [item for item in everything(world, "approvals") if "events" in item]
    return sorted(event["type"] for item in items for event in item["events"])


def test_what_is_asked_is_shown_with_what_it_is_about_and_until_when(order: Asked) -> None:
    now = order.me.clock()

    assert order.shown() == {
        "order_id": order.order_id,
        "customer_id": "ada",
        "amount": 1_000_00,
        "currency": "EUR",
        "status": "WAITING",
        "asked_at": now.isoformat(),
        "answer_by": (now + THREE_DAYS).isoformat(),
        "answered_at": None,
        "by": None,
        "reason": None,
    }


@pytest.mark.parametrize(("way", "status"), [("approve", "APPROVED"), ("reject", "REFUSED")])
def test_an_answer_is_kept_with_who_gave_it_when_and_why(order: Asked, way: str, status: str) -> None:
    order.me.clock.sleep(3600)

    answer = order.answer(way, {"reason": "as agreed"})

    given = {
        "status": status,
        "answered_at": order.me.clock().isoformat(),
        "by": "arn:aws:sts::1:assumed-role/Approvers/olga",
        "reason": "as agreed",
    }
    assert (answer.status, answer.body) == (200, order.shown())
    assert order.shown().items() >= given.items()


@WAYS
def test_the_same_answer_again_changes_nothing_and_is_answered_alike(order: Asked, way: str) -> None:
    first = order.answer(way, {"reason": "first"})
    order.me.clock.sleep(60)

    again = order.answer(way, {"reason": "second"})

    assert (again.status, again.body) == (200, first.body)
    assert len(told(order.me.world)) == 2  # that it was asked, and the one answer


@WAYS
def test_an_answer_whose_own_answer_was_lost_is_given_once(order: Asked, way: str) -> None:
    lossy = order.olga.with_store(answer_lost)

    answer = order.answer(way, by=lossy)

    assert (answer.status, answer.body) == (200, order.shown())
    assert len(told(order.me.world)) == 2


@pytest.mark.parametrize(("first", "second"), [("approve", "reject"), ("reject", "approve")])
def test_the_other_answer_comes_too_late_and_learns_where_the_first_is_shown(
    order: Asked, first: str, second: str
) -> None:
    before = order.answer(first).body

    answer = order.answer(second)

    assert (answer.status, answer.body["type"]) == (409, "urn:saga:problem:answered-otherwise")
    assert answer.body["instance"] == order.path
    assert "olga" in answer.body["detail"]
    assert order.shown() == before


@WAYS
def test_once_the_saga_has_turned_back_no_answer_counts(order: Asked, way: str) -> None:
    steps.withdraw(order.saga)

    answer = order.answer(way)

    assert (answer.status, answer.body["type"]) == (410, "urn:saga:problem:no-longer-asked")
    assert order.shown()["status"] == "WITHDRAWN"


@WAYS
def test_after_its_time_an_answer_is_refused_though_the_saga_has_not_turned_back_yet(
    order: Asked, way: str
) -> None:
    order.me.clock.sleep(THREE_DAYS.total_seconds() - 1)
    assert order.olga.get(order.path).status == 200
    order.me.clock.sleep(1)

    answer = order.answer(way)

    assert (answer.status, answer.body["type"]) == (410, "urn:saga:problem:no-longer-asked")
    assert order.shown()["status"] == "WAITING"


@pytest.mark.parametrize("path", ["", "/approve", "/reject"])
@pytest.mark.parametrize("order_id", ["o-" + "0" * 32, "o-1", "%C3%A9"])
def test_about_an_order_that_needs_nobody_nobody_is_asked(order: Asked, order_id: str, path: str) -> None:
    method = "POST" if path else "GET"

    answer = order.olga.ask(method, f"/approvals/{order_id}{path}")

    assert (answer.status, answer.body["type"]) == (404, "urn:saga:problem:no-such-approval")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"reason": ""}, ["reason"]),
        ({"reason": "x" * 201}, ["reason"]),
        ({"reason": None}, ["reason"]),
        ({"by": "somebody"}, ["by"]),
        ('{"reason": "\\ud800"}', ["reason"]),
        ("[]", ["body"]),
    ],
)
def test_an_answer_that_is_not_valid_is_none(order: Asked, body: object, wrong: list[str]) -> None:
    answer = order.answer("approve", body)

    assert (answer.status, answer.body["type"]) == (400, "urn:saga:problem:invalid-answer")
    assert answer.wrong == wrong
    assert order.shown()["status"] == "WAITING"


@WAYS
def test_nobody_answers_for_an_order_of_their_own(me: Owner, way: str) -> None:
    mine = me.but(authorizer=OLGA).post("/orders", ORDER, headers=KEY).body["order_id"]
    own = Asked(me=me, olga=me.but(authorizer=OLGA), order_id=mine)
    steps.open_order(me.world, own.saga)
    steps.ask(own.saga)

    refused = own.answer(way)
    by_another = own.answer(way, by=me.but(authorizer=SOMEBODY_ELSE))

    assert (refused.status, refused.body["type"]) == (403, "urn:saga:problem:own-order")
    assert by_another.status == 200


@pytest.mark.parametrize("claims", [{"scope": "read approve"}, {"scp": "[approve read]"}])
def test_a_token_with_the_scope_answers_by_its_subject(order: Asked, claims: dict[str, str]) -> None:
    token = {"jwt": {"claims": {"iss": "https://id.shop.example", "sub": "olga", **claims}}}

    answer = order.answer("approve", by=order.me.but(authorizer=token))

    assert (answer.status, answer.body["by"]) == (200, "olga")


@pytest.mark.parametrize("claims", [{}, {"scope": "read"}, {"scope": "approved"}, {"role": "approve"}])
@pytest.mark.parametrize("path", ["", "/approve", "/reject"])
def test_a_token_without_the_scope_neither_answers_nor_learns_what_is_asked(
    order: Asked, claims: dict[str, str], path: str
) -> None:
    token = {
        "jwt": {"claims": {"iss": "https://id.shop.example", "sub": "olga", **claims}, "scopes": ["approve"]}
    }

    answer = order.me.but(authorizer=token).ask("POST" if path else "GET", order.path + path)

    assert (answer.status, answer.body["type"]) == (403, "urn:saga:problem:not-an-approver")
    assert order.shown()["status"] == "WAITING"


@pytest.mark.parametrize("authorizer", [OLGA, None], ids=["signed", "nobody"])
def test_what_came_past_the_route_s_own_authorization_is_refused(
    order: Asked, authorizer: dict[str, Any] | None
) -> None:
    """By the gateway's default route, where a policy for the routes of approvers is not asked."""
    answer = order.me.but(authorizer=authorizer).post(f"{order.path}/approve", routeKey="$default")
    unsigned = order.me.post(f"{order.path}/approve")

    assert (answer.status, unsigned.status) == (403, 403)
    assert order.shown()["status"] == "WAITING"


def test_in_the_local_cloud_where_all_callers_are_one_that_one_answers(order: Asked) -> None:
    answer = order.answer("approve", by=order.me.but(local=True))

    assert (answer.status, answer.body["by"]) == (200, "anonymous")
