"""What HTTP clients know: keys, waiting, conditional reading, pages, problems; through the API as it is deployed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.scenarios.http import PROBLEM, Client
from tests.scenarios.shop import Shop
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.local import Local
from tests.scenarios.targets.target import Target
from tests.scenarios.trouble import Trouble

PRICE = 10_00


@pytest.fixture
def client(target: Target) -> Client:
    return Client(target=target)


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    """One that will be approved."""
    sku = shop.article(price=PRICE, stock=10)
    return {
        "customer_id": shop.customer(credit=100_00, balance=100_00),
        "items": [{"sku": sku, "quantity": 1}],
    }


def test_an_order_is_accepted_with_its_address_and_is_there_at_once(
    client: Client, order: dict[str, Any]
) -> None:
    placed = client.post(order)
    shown = client.get()

    assert placed.status == 202
    assert placed.body == {
        "order_id": client.order_id,
        "status_url": f"{client.api_url}/orders/{client.order_id}",
    }
    assert placed.headers["location"] == urlsplit(placed.body["status_url"]).path
    assert (shown.status, shown.body["order_id"]) == (200, client.order_id)


def test_the_same_request_is_the_same_order_and_answer_also_when_all_is_over(
    client: Client, order: dict[str, Any]
) -> None:
    first = client.post(order)
    client.target.decided(client.order_id)
    client.target.ended(client.order_id)

    second = client.post(order)

    assert (second.status, second.body) == (first.status, first.body)
    assert second.headers["location"] == first.headers["location"]


def test_a_key_is_required_and_is_of_one_order(client: Client, order: dict[str, Any]) -> None:
    client.post(order)

    without = client.post(order, Idempotency_Key="")
    other = client.post(order | {"customer_id": "somebody"})

    assert (without.status, without.body["type"]) == (400, "urn:saga:problem:idempotency-key-missing")
    assert (other.status, other.body["type"]) == (422, "urn:saga:problem:idempotency-key-reused")
    assert other.body["instance"].endswith(f"/orders/{client.order_id}")


def test_a_client_that_waits_is_answered_with_the_outcome(client: Client, order: dict[str, Any]) -> None:
    placed = client.post(order, Prefer="wait=20")
    shown = client.get(Prefer="wait=20")

    assert (placed.status, placed.body["status"]) == (200, "APPROVED")
    assert placed.headers["preference-applied"] == "wait=20"
    assert (shown.status, shown.body, shown.headers["etag"]) == (200, placed.body, placed.headers["etag"])


@pytest.mark.needs(Capability.BREAKING)
def test_a_client_that_waits_too_short_is_answered_in_time(
    local: Local, client: Client, order: dict[str, Any]
) -> None:
    with Trouble(local).broken("orders.approve", variable="ORDERS_TABLE"):
        placed = client.post(order, Prefer="wait=1")

    assert placed.status == 202
    assert placed.headers["preference-applied"] == "wait=1"
    assert local.decided(client.order_id)["status"] == "APPROVED"


def test_an_order_that_has_not_changed_is_not_sent_again(client: Client, order: dict[str, Any]) -> None:
    client.post(order, Prefer="wait=20")
    first = client.get()

    again = client.get(If_None_Match=first.headers["etag"])
    other = client.get(If_None_Match='"of another"')

    assert (again.status, again.body) == (304, {})
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"] == "private, no-cache"
    assert (other.status, other.body) == (200, first.body)


def test_a_callers_orders_are_listed_newest_first_page_by_page(target: Target, order: dict[str, Any]) -> None:
    clients = [Client(target=target) for _ in range(3)]
    for each in clients:
        each.post(order, Prefer="wait=20")
    wanted = [each.order_id for each in reversed(clients)]

    first = clients[0].get("/orders?limit=2")
    second = clients[0].get(first.body["next"].removeprefix(urlsplit(clients[0].api_url).path))
    found = [each["order_id"] for page in (first, second) for each in page.body["orders"]]

    assert len(first.body["orders"]) == 2
    assert first.headers["link"] == f'<{first.body["next"]}>; rel="next"'
    assert [each for each in found if each in wanted] == wanted
    assert first.body["orders"][0] == clients[-1].get().body


def test_an_order_of_somebody_else_is_not_there(target: Target, client: Client) -> None:
    order_id = f"o-{uuid4().hex}"
    given = {"caller": "c-" + "1" * 32, "customer_id": "ada", "callback_url": None}
    target.start(order_id, {**given, "items": [{"sku": "no-such", "quantity": 1}]})

    before = client.get(f"/orders/{order_id}")
    target.ended(order_id)
    after = client.get(f"/orders/{order_id}", Prefer="wait=20")
    missing = client.get(f"/orders/{client.order_id}")

    assert (before.status, after.status, missing.status) == (404, 404, 404)
    assert before.body["type"] == after.body["type"] == missing.body["type"]


def with_item(**changes: object) -> dict[str, Any]:
    return {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 1} | changes]}


@pytest.mark.parametrize(
    ("order", "status"),
    [
        pytest.param(b"{", 400, id="malformed"),
        pytest.param(b"", 400, id="empty"),
        pytest.param(with_item() | {"price": 1}, 400, id="unknown field"),
        pytest.param(with_item() | {"customer_id": 7}, 400, id="wrong type"),
        pytest.param(with_item(quantity=0), 400, id="0"),
        pytest.param(with_item(quantity=-1), 400, id="-1"),
        pytest.param(with_item(quantity=10**18), 400, id="10^18"),
        pytest.param(with_item(quantity=1.5), 400, id="1.5"),
        pytest.param(with_item(quantity="1"), 400, id="text"),
        pytest.param(
            {"customer_id": "ada", "items": [{"sku": f"s{n}", "quantity": 1} for n in range(21)]},
            400,
            id="too many items",
        ),
        pytest.param(json.dumps(with_item()).encode() + b"\xff\x00", 400, id="stray bytes"),
        pytest.param(b"\xff\xfe\x00", 400, id="bytes"),
        pytest.param(json.dumps(with_item()).encode() + b" " * 1_000_000, 413, id="a megabyte"),
    ],
)
def test_what_cannot_be_an_order_is_a_problem_and_starts_nothing(
    client: Client, order: dict[str, Any] | bytes, status: int
) -> None:
    answer = client.post(order)

    assert answer.status == status
    assert answer.headers["content-type"] == PROBLEM
    assert answer.body["type"].startswith("urn:saga:problem:")
    assert not client.started


@pytest.mark.parametrize("path", ["/", "/order", "/orders/x/y"])
def test_a_path_that_is_not_there_is_a_problem(client: Client, path: str) -> None:
    answer = client.get(path)

    assert (answer.status, answer.headers["content-type"]) == (404, PROBLEM)


@pytest.mark.parametrize("query", ["limit=0", "cursor=no", "page=2"])
def test_a_query_that_is_wrong_is_a_problem_that_names_the_parameter(client: Client, query: str) -> None:
    answer = client.get(f"/orders?{query}")

    assert (answer.status, answer.headers["content-type"]) == (400, PROBLEM)
    assert [error["field"] for error in answer.body["errors"]] == [query.partition("=")[0]]
