"""What an endpoint is told because its owner asks: a test, and one delivery again; and what is not told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdas.endpoints import deliveries
from lambdas.endpoints.delivery import Delivery, DeliveryStatus
from lambdas.endpoints.lanes import Hint, Lane
from lambdas.shared.commit import commit
from lambdas.shared.writes import unexpected, update
from tests.support.flaky import Act, answer_lost, error, never_sent
from tests.support.worlds import everything
from tests.unit.api.fakes import Answer, client_error
from tests.unit.api.owner import Owner

NO_DELIVERY = f"d-{0:032x}"


def kept(me: Owner, path: str) -> Delivery:
    _, _, endpoint_id, _, delivery_id = path.split("/")
    found = deliveries.find(me.world, endpoint_id=endpoint_id, delivery_id=delivery_id)
    assert found
    return found


def hint_of(path: str) -> Hint:
    _, _, endpoint_id, _, delivery_id = path.split("/")
    return Hint(endpoint_id=endpoint_id, delivery_id=delivery_id)


def hinted(me: Owner) -> list[Hint]:
    """Those in the prompt lane, taken out; there are none in the other."""
    assert me.queues.hints(Lane.PATIENT) == []
    return [message.hint for message in me.queues.due()]


def becomes(me: Owner, path: str, **changes: object) -> None:
    """As the sender writes it, so far as it matters here."""
    hint = hint_of(path)
    parts = ", ".join(f"#{name} = :{name}" for name in changes)
    key = {"pk": f"endpoint#{hint.endpoint_id}", "sk": f"delivery#{hint.delivery_id}"}
    expression = f"SET {parts}" + ("" if "claim" in changes else " REMOVE #due_shard, #look_at")
    change = update(
        table="webhooks", key=key, expression=expression, values=changes, refused=unexpected("it is gone")
    )
    commit(me.world, (change,))


def problem(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["type"].removeprefix("urn:saga:problem:")


def test_a_test_opens_a_delivery_and_sends_a_hint(me: Owner) -> None:
    endpoint = me.registered()

    answer = me.post(f"{endpoint}/test")

    path = answer.headers["Location"]
    assert (answer.status, answer.headers["Retry-After"]) == (202, "1")
    assert path == f"{endpoint}/deliveries/{answer.body['delivery_id']}"
    assert answer.body | {"delivery_id": "", "webhook_id": ""} == {
        "delivery_id": "",
        "webhook_id": "",
        "type": "endpoint.test",
        "status": "PENDING",
        "reason": None,
        "occurred_at": "2026-01-01T00:00:00.000+00:00",
        "created_at": "2026-01-01T00:00:00.000+00:00",
        "attempts": 0,
        "due_at": "2026-01-01T00:00:00.000+00:00",
    }
    assert kept(me, path).is_due(me.clock())
    assert hinted(me) == [hint_of(path)]


def test_what_a_test_tells_is_what_every_webhook_is_made_of(me: Owner) -> None:
    endpoint = me.registered()

    message = kept(me, me.told(endpoint)).message

    assert message.webhook_id.startswith("msg_")
    assert "." not in message.webhook_id
    assert json.loads(message.body) == {
        "type": "endpoint.test",
        "timestamp": "2026-01-01T00:00:01.000+00:00",
        "data": {"endpoint_id": endpoint.rpartition("/")[2]},
    }


def test_two_tests_in_the_same_moment_are_two_webhooks(me: Owner) -> None:
    endpoint = me.registered()

    paths = [me.post(f"{endpoint}/test").headers["Location"] for _ in range(2)]

    assert len({kept(me, path).message.webhook_id for path in paths}) == 2


def test_a_test_goes_to_the_one_endpoint_only(me: Owner) -> None:
    endpoint, other = me.registered(), me.registered("https://other.example/")

    me.told(endpoint)

    assert me.get(f"{other}/deliveries").body["deliveries"] == []


@pytest.mark.parametrize("act", [answer_lost, never_sent, error("ThrottlingException")])
def test_whatever_the_store_answers_a_test_is_one_delivery(me: Owner, act: Act) -> None:
    endpoint = me.registered()

    path = me.with_store(act).told(endpoint)

    assert [it["delivery_id"] for it in me.get(f"{endpoint}/deliveries").body["deliveries"]] == [
        kept(me, path).delivery_id
    ]


def test_a_hint_that_cannot_be_sent_is_no_matter_since_the_sweep_looks(me: Owner) -> None:
    endpoint = me.registered()
    me.queues.fails_with = client_error("ServiceUnavailable")

    path = me.told(endpoint)

    item = next(it for it in everything(me.world, "webhooks") if it.get("delivery_id"))
    assert kept(me, path).pending
    assert item["look_at"] > "2026-01-01T00:00:01"


@pytest.mark.parametrize("status", [DeliveryStatus.DELIVERED, DeliveryStatus.FAILED])
def test_a_delivery_that_has_ended_is_replayed_at_once_under_the_same_id(
    me: Owner, status: DeliveryStatus
) -> None:
    path = me.told(me.registered())
    becomes(me, path, status=status.value, attempts=10, tries=10, reason="it was enough")
    before = kept(me, path)
    hinted(me)
    me.clock.sleep(86_400)

    answer = me.post(f"{path}/replay")

    after = kept(me, path)
    assert (answer.status, answer.headers["Location"], answer.headers["Retry-After"]) == (202, path, "1")
    assert (answer.body["status"], answer.body["reason"]) == ("PENDING", None)
    assert answer.body["attempts"] == 10
    assert after.is_due(me.clock())
    assert (after.message, after.tries) == (before.message, 0)
    assert hinted(me) == [hint_of(path)]


def test_a_delivery_under_way_can_be_replayed_and_its_attempt_settles_nothing(me: Owner) -> None:
    path = me.told(me.registered())
    until = (me.clock() + timedelta(minutes=1)).isoformat(timespec="milliseconds")
    becomes(me, path, claim="t-1", claimed_until=until)
    assert not kept(me, path).is_due(me.clock())

    assert me.post(f"{path}/replay").status == 202

    assert kept(me, path).claim is None
    assert kept(me, path).is_due(me.clock())


@pytest.mark.parametrize(
    "delivery_id", [NO_DELIVERY, "d-1", "x" * 5000, "%00", "d-" + "F" * 32, "D-" + "0" * 32]
)
def test_what_is_no_delivery_of_the_endpoint_is_a_404(me: Owner, delivery_id: str) -> None:
    endpoint = me.registered()
    path = f"{endpoint}/deliveries/{delivery_id}"

    asked = [me.get(path), me.post(f"{path}/replay")]

    assert [problem(answer) for answer in asked] == [(404, "no-such-delivery")] * 2
    assert hinted(me) == []


class LimitedKeys:
    """The store with DynamoDB's limits of keys, which no engine at hand keeps in GetItem."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def get_item(self, **request: Any) -> Any:
        sizes = {name: len(value["S"].encode()) for name, value in request["Key"].items()}
        if sizes["pk"] > 2048 or sizes["sk"] > 1024:
            raise client_error("ValidationException", "GetItem")
        return self._real.get_item(**request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@pytest.mark.parametrize("made_up", ["x" * 5000, "é" * 600])
def test_no_id_that_is_made_up_is_too_long_for_the_store(me: Owner, made_up: str) -> None:
    endpoint = me.registered()
    limited: Any = LimitedKeys(me.world.dynamodb)
    me = me.but(world=replace(me.world, dynamodb=limited))

    asked = [
        me.get(f"/endpoints/{made_up}"),
        me.post(f"/endpoints/{made_up}/enable"),
        me.get(f"{endpoint}/deliveries/{made_up}"),
        me.post(f"{endpoint}/deliveries/{made_up}/replay"),
    ]

    assert [answer.status for answer in asked] == [404] * 4


def test_a_delivery_of_another_endpoint_of_the_same_owner_is_a_404(me: Owner) -> None:
    endpoint, other = me.registered(), me.registered("https://other.example/")
    delivery_id = me.told(endpoint).rpartition("/")[2]

    assert problem(me.get(f"{other}/deliveries/{delivery_id}")) == (404, "no-such-delivery")


def test_nothing_is_told_to_an_endpoint_that_is_disabled(me: Owner) -> None:
    endpoint = me.registered()
    path = me.told(endpoint)
    me.post(f"{endpoint}/disable")
    before = everything(me.world, "webhooks")
    hinted(me)

    asked = [
        me.post(f"{endpoint}/test"),
        me.post(f"{path}/replay"),
        me.post(f"{endpoint}/replay", {"since": "2025-12-31T12:00:00Z"}),
    ]

    assert {problem(answer) for answer in asked} == {(409, "endpoint-disabled")}
    assert {answer.body["instance"] for answer in asked} == {endpoint}
    assert everything(me.world, "webhooks") == before
    assert hinted(me) == []


def test_a_store_that_stays_busy_is_a_503(me: Owner) -> None:
    path = me.told(me.registered())

    assert me.with_store(*[error("ThrottlingException")] * 5).post(f"{path}/replay").status == 503
