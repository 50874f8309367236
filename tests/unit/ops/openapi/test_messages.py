"""What the API really says is what its description says: orders, webhooks, problems."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.api import shapes
from lambdas.api.follow_up import CANCELLATION, CHANGE, Kind
from lambdas.api.schema import Shape
from lambdas.endpoints.registry import registered
from lambdas.orders.domain import OrderStatus
from lambdas.shared.commit import commit
from lambdas.shared.problem import FieldError, Problem, busy, invalid
from lambdas.shared.problems import ON_SOCKETS, PROBLEMS, ProblemType
from lambdas.sockets import messages
from lambdas.sockets.frames import followed as followed_orders
from lambdas.webhooks import disabling
from lambdas.webhooks.message import told_of
from lambdas.webhooks.signing import headers
from ops.openapi.examples import REASON, REQUEST, order
from tests.support.worlds import CALLER
from tests.unit.api.fakes import ID, KEY, ORDER, Api
from tests.unit.api.follow_ups import placed
from tests.unit.api.owner import Owner
from tests.unit.ops.openapi.reading import DOCUMENT, errors, errors_by_name, followed
from tests.unit.webhooks.fakes import queued, queued_with


def told(**changes: Any) -> Any:
    order_id = "o-0123456789abcdef0123456789abcdef"
    return json.loads(told_of(queued(order_id=order_id, **changes)).message.body)


def schema_of(type_: str) -> Any:
    """Of the body of a webhook, by its type."""
    post = followed(DOCUMENT["webhooks"][type_])["post"]
    return post["requestBody"]["content"]["application/json"]["schema"]


def test_the_webhook_of_an_order_is_what_the_description_says_and_is_no_other() -> None:
    rejected, approved = told(), told(event_type="OrderApproved", status="APPROVED")

    assert errors(rejected, schema_of("order.rejected")) == []
    assert errors(approved, schema_of("order.approved")) == []
    assert errors(rejected, schema_of("order.approved")) != []
    assert errors(approved, schema_of("order.rejected")) != []


FOLLOWED_UP = {
    "OrderCancelled": "order.cancelled",
    "OrderCancellationRejected": "order.cancellation_rejected",
    "OrderChanged": "order.changed",
    "OrderChangeRejected": "order.change_rejected",
}


@pytest.mark.parametrize(("event_type", "type_"), FOLLOWED_UP.items())
def test_the_webhook_of_a_follow_up_is_what_the_description_says_and_is_no_other(
    event_type: str, type_: str
) -> None:
    known = told(event_type=event_type, saga_id="x-" + "0" * 32, status="APPROVED")
    unknown = told_of_nothing(event_type)

    for other in FOLLOWED_UP.values():
        assert (errors(known, schema_of(other)) == []) == (other == type_)
        assert (errors(unknown, schema_of(other)) == []) == (other == type_)
    assert errors(known | {"data": known["data"] | {"customer_id": "ada"}}, schema_of(type_)) != []


def told_of_nothing(event_type: str) -> Any:
    """Of an order that nobody knew when the follow-up was refused."""
    data = {"order_id": ID, "status": None, "saga_id": "x-" + "0" * 32, "reason": REASON}
    return json.loads(told_of(queued_with(data, event_type=event_type)).message.body)


def test_what_a_test_tells_is_what_the_description_says(me: Owner) -> None:
    shown = me.get(me.told(me.registered())).body

    assert errors(shown["body"], schema_of(shown["type"])) == []


def test_what_is_told_of_a_disabled_endpoint_is_what_the_description_says(me: Owner) -> None:
    gone, other = me.registered(), me.registered("https://other.example/")
    before, endpoint_id = registered(me.world, CALLER), gone.rpartition("/")[2]
    leaving = disabling.disabling(me.world, before, endpoint_id, reason="it is gone", now=me.clock())
    commit(me.world, leaving.writes)
    (hint,) = leaving.hints

    shown = me.get(f"{other}/deliveries/{hint.delivery_id}").body

    assert shown["type"] == "endpoint.disabled"
    assert errors(shown["body"], schema_of(shown["type"])) == []


@pytest.mark.parametrize(
    "wrong",
    [
        told() | {"type": "order.created"},
        told() | {"customer_id": "ada"},
        told(status="PENDING"),
        {key: value for key, value in told().items() if key != "timestamp"},
    ],
    ids=["another type", "a field more", "not decided", "a field less"],
)
def test_no_other_message_is_a_webhook(wrong: Any) -> None:
    assert errors_by_name(wrong, "OrderDecided") != []


@pytest.mark.parametrize(
    "outcome",
    ["approved", "rejected", "cancelled", "cancellation_rejected", "changed", "change_rejected"],
)
def test_the_callback_of_an_order_is_its_webhook(outcome: str) -> None:
    callback = DOCUMENT["paths"]["/orders"]["post"]["callbacks"][outcome]["{$request.body#/callback_url}"]

    assert followed(callback) == followed(DOCUMENT["webhooks"][f"order.{outcome}"])


@pytest.mark.parametrize(
    "type_", ["order.approved", "order.rejected", *FOLLOWED_UP.values(), "endpoint.test", "endpoint.disabled"]
)
def test_a_webhook_is_described_with_the_headers_that_it_is_sent_with(type_: str) -> None:
    post = followed(DOCUMENT["webhooks"][type_])["post"]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    sent = headers(keys=[b"k"], message_id="m", attempted_at=now, body=b"")

    assert [parameter["name"] for parameter in post["parameters"]] == list(sent)


def test_there_are_no_other_webhooks() -> None:
    assert len(DOCUMENT["webhooks"]) == 8


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("OutcomeFrame", messages.outcome(order(OrderStatus.APPROVED))),
        ("OutcomeFrame", messages.outcome(order(OrderStatus.REJECTED))),
        ("OutcomeFrame", messages.outcome(order(OrderStatus.CANCELLING))),
        ("OutcomeFrame", messages.outcome(order(OrderStatus.CHANGING))),
        ("OutcomeFrame", messages.outcome(order(OrderStatus.CANCELLED))),
        ("FollowingFrame", messages.following([ID])),
        ("FollowingFrame", messages.following([])),
        ("ErrorFrame", messages.error(busy(), order_id="o-1")),
        *(("ErrorFrame", messages.error(Problem(problem, detail="x"))) for problem in ON_SOCKETS),
    ],
)
def test_what_is_said_on_a_socket_is_what_the_description_says(frame: str, text: str) -> None:
    names = [reference["$ref"].rpartition("/")[2] for reference in DOCUMENT["x-websocket"]["receive"]]

    assert [name for name in names if not errors_by_name(json.loads(text), name)] == [frame]


def test_what_may_be_said_on_a_socket_is_what_the_description_says() -> None:
    for frame in ({"action": "follow", "orders": [ID]}, {"action": "follow", "orders": [ID] * 25}):
        assert errors_by_name(frame, "FollowFrame") == []
        assert followed_orders({"body": json.dumps(frame)}) == (ID,)


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"action": "follow"},
        {"action": "follow", "orders": []},
        {"action": "follow", "orders": [ID] * 26},
        {"action": "follow", "orders": [1]},
        {"action": "follow", "orders": [ID], "more": 1},
        {"action": "other", "orders": [ID]},
    ],
    ids=json.dumps,
)
def test_what_may_not_be_said_on_a_socket_is_neither_described_nor_taken(frame: dict[str, Any]) -> None:
    assert errors_by_name(frame, "FollowFrame") != []
    with pytest.raises(Problem):
        followed_orders({"body": json.dumps(frame)})


def test_an_order_that_the_description_shows_is_accepted() -> None:
    assert Api().post(REQUEST).status == 202


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("OrderRequest", shapes.ORDER),
        ("ChangeRequest", shapes.CHANGE),
        ("EndpointRequest", shapes.ENDPOINT),
        ("ReplayRequest", shapes.REPLAY),
    ],
)
def test_what_a_client_sends_is_checked_by_the_schema_of_the_description(name: str, shape: Shape) -> None:
    """But for words, formats and the name of the dialect."""
    described = DOCUMENT["components"]["schemas"][name]

    assert {name: rule for name, rule in described.items() if name != "properties"} == {
        name: rule for name, rule in shape.schema.items() if name not in ("properties", "$schema")
    }
    assert described["properties"].keys() == shape.schema["properties"].keys()
    for field, rule in shape.schema["properties"].items():
        assert rule.items() <= described["properties"][field].items()


def test_the_answers_about_an_endpoint_are_what_the_description_says(me: Owner) -> None:
    registration = me.register()
    path = registration.headers["Location"]

    assert errors_by_name(registration.body, "EndpointWithSecret") == []
    assert errors_by_name(me.post(f"{path}/rotate").body, "EndpointWithSecret") == []
    for answer in (me.get(path), me.post(f"{path}/disable"), me.post(f"{path}/enable")):
        assert errors_by_name(answer.body, "Endpoint") == []
    assert errors_by_name(me.get("/endpoints").body, "EndpointList") == []


def test_the_answers_about_deliveries_are_what_the_description_says(me: Owner) -> None:
    endpoint = me.registered()
    path = me.told(endpoint)

    assert errors_by_name(me.post(f"{path}/replay").body, "Delivery") == []
    assert errors_by_name(me.get(path).body, "WholeDelivery") == []
    assert errors_by_name(me.get(f"{endpoint}/deliveries").body, "DeliveryList") == []
    for only in ({}, {"status": "FAILED"}):
        replay = me.post(f"{endpoint}/replay", {"since": "2025-12-31T00:00:00Z", **only})
        assert errors_by_name(replay.body, "Replay") == []


def test_the_answers_to_an_order_are_what_the_description_says() -> None:
    api = Api()

    assert errors_by_name(api.post(ORDER, headers=KEY).body, "OrderAccepted") == []
    assert errors_by_name(api.get(f"/orders/{ID}").body, "Order") == []


@pytest.mark.parametrize("kind", [CANCELLATION, CHANGE], ids=lambda kind: kind.name)
def test_the_answers_to_a_follow_up_are_what_the_description_says(me: Owner, kind: Kind) -> None:
    order = placed(me).approved()
    done, refused = order.ask(kind, key="f-1"), order.ask(kind, key="f-2")
    order.begin(kind, refused)
    order.turn_back(kind, refused)
    order.begin(kind, done)
    at_work = me.get(order.path)
    order.finish(kind, done)

    assert errors_by_name(at_work.body, "DecidedOrder") == []
    assert errors_by_name(me.get(order.path).body, "DecidedOrder") == []
    shown = [done, *(me.get(each.headers["Location"]) for each in (done, refused)), order.ask(kind)]
    assert [each.body["status"] for each in shown] == ["PENDING", "DONE", "REFUSED", "DONE"]
    for each in shown:
        assert errors_by_name(each.body, "FollowUp") == []


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.slug)
def test_each_problem_is_what_the_description_says(problem: ProblemType) -> None:
    plain = Problem(problem, detail="x")
    plain.instance = "/orders/o-1"
    of_fields = invalid(
        problem, FieldError(field="f", reason="r"), FieldError(field="f", reason="r", value=None)
    )

    for it in (plain, of_fields):
        assert errors_by_name(json.loads(it.document()), "Problem") == []


def test_a_problem_with_a_field_more_is_not_what_the_description_says() -> None:
    document = json.loads(Problem(PROBLEMS[0], detail="x").document()) | {"trace": "…"}

    assert errors({**document}, {"$ref": "#/components/schemas/Problem"}) != []
