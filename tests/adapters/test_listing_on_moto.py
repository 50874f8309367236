"""GET /orders on moto: the index of callers and the table behind it, page by page."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from lambdas.api.handler import respond
from lambdas.api.orders import Orders
from lambdas.orders.domain import Order, OrderStatus
from lambdas.orders.store import decide, open_order
from lambdas.shared.commit import commit
from lambdas.shared.world import World
from tests.support.worlds import CALLER, REGION
from tests.unit.api.fakes import MACHINES, SOCKETS, http, webhooks_in

if TYPE_CHECKING:
    from tests.support.worlds import Clock

SOMEBODY = {"iam": {"accountId": "1", "callerId": "AIDAX"}}
"""Nobody in particular is CALLER."""


def order_id(number: int) -> str:
    return f"o-{number:032x}"


def opened(world: World, number: int, *, caller: str = CALLER) -> None:
    """A second after the one before."""
    clock: Clock = world.clock  # type: ignore[assignment]
    clock.now += timedelta(seconds=1)
    order = Order(
        order_id=order_id(number),
        caller=caller,
        customer_id="ada",
        lines=[{"sku": "tea", "quantity": 2, "unit_price": 350}],
        total=700,
        currency="EUR",
        callback_url=None,
    )
    commit(world, [open_order(table="orders", order=order, created_at=clock().isoformat())])


class Listing:
    """The API over a world. Calling it gives an answer's body; `answer` the whole."""

    def __init__(self, world: World) -> None:
        states = boto3.client("stepfunctions", region_name=REGION)
        self.orders = Orders(states=states, world=world, machines=MACHINES)

    def answer(self, query: str = "", *, path: str = "/orders", **parts: Any) -> dict[str, Any]:
        event = http("GET", path, query=query, **parts)
        webhooks = webhooks_in(self.orders.world)
        return respond(event, None, orders=self.orders, webhooks=webhooks, local=False, sockets=SOCKETS)

    def __call__(self, query: str = "", **parts: Any) -> dict[str, Any]:
        answer = self.answer(query, **parts)
        assert answer["statusCode"] == 200, answer
        body: dict[str, Any] = json.loads(answer["body"])
        return body

    def pages(self, query: str) -> list[list[int]]:
        """The numbers of the orders, page by page, following `next` to the end."""
        found = []
        while True:
            page = self(query)
            found.append(numbers(page))
            if page["next"] is None:
                return found
            query = page["next"].partition("?")[2]


@pytest.fixture
def listing(world: World) -> Listing:
    return Listing(world)


def numbers(page: dict[str, Any]) -> list[int]:
    return [int(order["order_id"].removeprefix("o-"), base=16) for order in page["orders"]]


def test_a_caller_without_orders_has_an_empty_list(listing: Listing) -> None:
    assert listing() == {"orders": [], "next": None}


def test_orders_are_listed_newest_first_as_each_is_shown_by_itself(world: World, listing: Listing) -> None:
    for number in (1, 2, 3):
        opened(world, number)

    page = listing()

    assert numbers(page) == [3, 2, 1]
    assert page["orders"][0] == {
        "order_id": order_id(3),
        "status": "PENDING",
        "reason": None,
        "total": 700,
        "currency": "EUR",
        "items": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
    }


def test_an_order_is_listed_as_it_is_now(world: World, listing: Listing) -> None:
    opened(world, 1)
    commit(world, [decide(table="orders", order_id=order_id(1), status=OrderStatus.APPROVED)])

    assert [order["status"] for order in listing()["orders"]] == ["APPROVED"]


@pytest.mark.parametrize(
    ("limit", "pages"),
    [
        (1, [[5], [4], [3], [2], [1]]),
        (2, [[5, 4], [3, 2], [1]]),
        (4, [[5, 4, 3, 2], [1]]),
        (5, [[5, 4, 3, 2, 1]]),
        (100, [[5, 4, 3, 2, 1]]),
    ],
)
def test_pages_follow_one_another_to_the_last_which_is_never_empty(
    world: World, listing: Listing, limit: int, pages: list[list[int]]
) -> None:
    for number in range(1, 6):
        opened(world, number)

    assert listing.pages(f"limit={limit}") == pages


def test_orders_placed_meanwhile_do_not_shift_the_pages(world: World, listing: Listing) -> None:
    for number in range(1, 5):
        opened(world, number)
    first = listing("limit=2")

    opened(world, 5)
    second = listing(first["next"].partition("?")[2])

    assert (numbers(first), numbers(second)) == ([4, 3], [2, 1])


def test_the_next_page_is_in_the_header_link_too(world: World, listing: Listing) -> None:
    for number in (1, 2):
        opened(world, number)

    first = listing.answer("limit=1")
    following = json.loads(first["body"])["next"]
    last = listing.answer(following.partition("?")[2])

    assert following.startswith("/orders?limit=1&cursor=")
    assert first["headers"]["Link"] == f'<{following}>; rel="next"'
    assert "Link" not in last["headers"]


def test_a_path_has_the_stage_that_the_client_called(world: World, listing: Listing) -> None:
    for number in (1, 2):
        opened(world, number)

    assert listing("limit=1", path="/v1/orders", stage="v1")["next"].startswith("/v1/orders?")


def test_nobody_sees_the_orders_of_another(world: World, listing: Listing) -> None:
    for number in (1, 2):
        opened(world, number)
    following = listing("limit=1")["next"].partition("?")[2]

    assert listing(authorizer=SOMEBODY) == {"orders": [], "next": None}
    assert listing.answer(following, authorizer=SOMEBODY)["statusCode"] == 400


def test_a_page_of_a_hundred_is_read_in_one_go(world: World, listing: Listing) -> None:
    for number in range(1, 102):
        opened(world, number)

    assert [len(page) for page in listing.pages("limit=100")] == [100, 1]
