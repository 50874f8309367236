"""An order that is placed to be watched: how it must end, what became of it, and whether that is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ops import executions, orders
from ops.books import Books, moved, moved_by_order, read_books
from ops.sagas import branches_of
from ops.seed import ARTICLES, CUSTOMERS
from ops.timeline import Visit, visits_of
from statemachines.create_order import CREATE_ORDER

if TYPE_CHECKING:
    from ops.cloud import Cloud
    from ops.receiver import Received, Receiver
    from ops.tap import Event, Tap

_ARRIVAL_SECONDS = 20.0

BRANCHES = branches_of(CREATE_ORDER)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An order and its end. `events` are the types of all that must be published, in any order."""

    title: str
    customer_id: str
    quantities: Mapping[str, int]
    status: str
    code: str | None
    events: frozenset[str]


APPROVED = Scene(
    title="alice orders two mugs and a lamp",
    customer_id="alice",
    quantities={"mug": 2, "lamp": 1},
    status="APPROVED",
    code=None,
    events=frozenset(
        {"OrderCreated", "StockReserved", "CreditReserved", "PaymentCharged", "OrderApproved", "StockShipped"}
    ),
)
REJECTED = Scene(
    title="bob orders a lamp, which his credit does not cover",
    customer_id="bob",
    quantities={"lamp": 1},
    status="REJECTED",
    code="CREDIT_LIMIT_EXCEEDED",
    events=frozenset(
        {"OrderCreated", "StockReserved", "CreditReservationRejected", "StockReleased", "OrderRejected"}
    ),
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """What became of a scene. `order` is as the API shows it, `execution` its final status."""

    scene: Scene
    order: Mapping[str, Any]
    execution: str
    visits: tuple[Visit, ...]
    events: tuple[Event, ...]
    webhooks: tuple[Received, ...]
    before: Books
    after: Books


def play(scene: Scene, *, cloud: Cloud, tap: Tap, receiver: Receiver) -> Story:
    """Place the order and follow it until all that it leads to has arrived, or has had its time to.

    `receiver` is registered, so it is told of the caller's orders.
    """
    api_url, machine = cloud.deployment.api_url, cloud.deployment.outputs["StateMachineArn"]
    before = _books(cloud)
    items = [{"sku": sku, "quantity": quantity} for sku, quantity in scene.quantities.items()]
    placed = {"customer_id": scene.customer_id, "items": items}
    order_id = orders.place(api_url, placed)
    order = orders.decided(api_url, order_id)
    arn = executions.execution_arn(machine, order_id)
    execution = executions.ended(cloud.states, arn)
    return Story(
        scene=scene,
        order=order,
        execution=execution,
        visits=visits_of(executions.history(cloud.states, arn), branches=BRANCHES),
        events=tap.wait_for(order_id, scene.events, seconds=_ARRIVAL_SECONDS),
        webhooks=receiver.wait_for(order_id, seconds=_ARRIVAL_SECONDS),
        before=before,
        after=_books(cloud),
    )


def faults(story: Story) -> Iterator[str]:
    """Every way in which the story is not what its scene says, in words; none, if it ended as it should."""
    scene, order = story.scene, story.order
    reason = order.get("reason")
    code = reason.get("code") if reason else None
    if order["status"] != scene.status:
        yield f"the order is {order['status']}, not {scene.status}"
    if code != scene.code:
        yield f"the reason is {code}, not {scene.code}"
    if story.execution != "SUCCEEDED":
        yield f"the execution is {story.execution}, not SUCCEEDED"
    published = sorted(event.type for event in story.events)
    if published != sorted(scene.events):
        yield f"the events are {', '.join(published) or 'none'}, not {', '.join(sorted(scene.events))}"
    yield from _webhook_faults(story)
    expected = _moves(story) if scene.status == "APPROVED" else {}
    if moved(story.before, story.after) != expected:
        yield "the books do not balance: " + _in_words(moved(story.before, story.after))


def _webhook_faults(story: Story) -> Iterator[str]:
    if len({received.webhook_id for received in story.webhooks}) != 1:
        yield f"{len(story.webhooks)} webhooks came, not one"
    for received in story.webhooks:
        if not received.verified:
            yield f"the webhook {received.webhook_id} is not to be believed: {received.problem}"
        elif received.body["data"]["status"] != story.order["status"]:
            yield f"the webhook says {received.body['data']['status']}, the API {story.order['status']}"


def _moves(story: Story) -> Books:
    scene = story.scene
    return moved_by_order(
        customer_id=scene.customer_id, quantities=scene.quantities, total=story.order["total"]
    )


def _in_words(changes: Books) -> str:
    moves = [f"{entry.kind} of {entry.owner} {change:+d}" for entry, change in changes.items()]
    return ", ".join(moves) or "nothing moved"


def _books(cloud: Cloud) -> Books:
    skus = [article.sku for article in ARTICLES]
    return read_books(cloud.world, skus=skus, customers=[customer.customer_id for customer in CUSTOMERS])
