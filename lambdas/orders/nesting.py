"""An order's own saga as a step of its group's: started, waited for by a task token, and taken back as a whole.

To place an order is to write down that it is part of the group, and then to start its saga, whose name follows from
the group: whoever comes again starts it again, which changes nothing. To take it back is to see that the order is
rejected or cancelled, by another saga if it has to be; until it is, the compensation is Transient and comes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from lambdas.orders import groups
from lambdas.orders.domain import OrderStatus
from lambdas.orders.group import Position, cancellation_id, part_event, part_id, unwanted_event
from lambdas.orders.refusing import never_created
from lambdas.orders.store import find_item
from lambdas.shared import executing
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.contract import Command, Status, required
from lambdas.shared.errors import Transient
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import Journal, LocalTransaction
from lambdas.shared.outbox import outbox
from lambdas.shared.reads import read
from lambdas.shared.tokens import mark_of, token_of

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World
    from lambdas.shared.writes import Write

_PARTICIPANT = "orders"
_OPENING, _CANCELLING = "create-order", "cancel-order"
_CREATE, _BEGIN_CANCELLATION = "orders.create", "orders.begin_cancellation"
_OVER = (OrderStatus.REJECTED, OrderStatus.CANCELLED)
_TURNED_BACK = (Status.COMPENSATED, Status.VOID)


def place(command: Command, world: World, *, position: Position) -> LocalTransaction:
    order_id = part_id(command.saga_id, position)
    placed = groups.placing(world, command.saga_id, position, token=token_of(command))
    return LocalTransaction(
        writes=(placed,),
        done={"order_id": order_id, "given": _given(command)},
        events=(part_event("PartPlaced", group_id=command.saga_id, order_id=order_id, sequence=1),),
    )


def placed(command: Command, world: World, *, position: Position) -> None:
    """What follows on the transaction, and is done again by whoever comes again. Raises Transient."""
    order_id = part_id(command.saga_id, position)
    groups.note_token(world, order_id, token=token_of(command), again=_told_again(command, world, order_id))
    executing.start(world, _OPENING, saga_id=order_id, given=_given(command))


def take_back(
    command: Command, world: World, done: Mapping[str, Any], *, position: Position
) -> LocalTransaction:
    """Raises Transient until the order is over."""
    order_id: str = done["order_id"]
    order = _order(world, order_id) or _ruled_out(command, world, done)
    if order["status"] not in _OVER:
        _cancel(world, command.saga_id, position, order)
        raise Transient(f"order {order_id} is {order['status']}, and is being cancelled")
    event = part_event("PartTakenBack", group_id=command.saga_id, order_id=order_id, sequence=2)
    return LocalTransaction(writes=(groups.taking_back(world, order_id),), events=(event,))


def _given(command: Command) -> dict[str, Any]:
    """What the order's saga is given."""
    return {name: required(command, name) for name in ("caller", "customer_id", "items", "callback_url")}


def _ruled_out(command: Command, world: World, done: Mapping[str, Any]) -> Item:
    """The order, rejected before its saga came to make it, which that finds when it does.

    Raises Transient when it was about to be made, or refused, at this moment.
    """
    order_id = done["order_id"]
    create = Command(saga_id=order_id, step=_CREATE, input=done["given"], reason=command.reason)
    journal = Journal(world=world, participant=_PARTICIPANT)
    journal.rule_out(create, partial(never_created, create, world))
    order = _order(world, order_id)
    if order is None:
        raise Transient(f"order {order_id} is being rejected by its own saga")
    return order


def _cancel(world: World, group_id: str, position: Position, order: Item) -> None:
    """By a saga of its own; one that turned back, for it did not get its turn, is followed by another.

    An order that waits for a person's answer would give no turn for days, so the question is taken back first, by
    whoever asked it. If there is none yet, the next one that gets no turn says so again.
    """
    given = {"caller": order["caller"], "order_id": order["order_id"]}
    ids = (cancellation_id(group_id, position, attempt=attempt) for attempt in count(1))
    latest = next(each for each in ids if not _turned_back(world, each))
    if order["status"] == OrderStatus.PENDING:
        _say_unwanted(world, group_id, order["order_id"], cancellation=latest)
    executing.start(world, _CANCELLING, saga_id=latest, given=given)


def _say_unwanted(world: World, group_id: str, order_id: str, *, cancellation: str) -> None:
    event = unwanted_event(order_id, cancellation=cancellation)
    said = outbox(
        world, event, participant=_PARTICIPANT, saga_id=group_id, step=f"orders.unwanted.{cancellation}"
    )
    with suppress(ConditionFailed):  # it was said before
        commit(world, [said])


def _turned_back(world: World, saga_id: str) -> bool:
    key = {"pk": f"saga#{saga_id}", "sk": _BEGIN_CANCELLATION}
    begun = read(world, table=world.table(_PARTICIPANT), key=key)
    return begun is not None and begun["status"] in _TURNED_BACK


def _order(world: World, order_id: str) -> Item | None:
    return find_item(world, table=world.table(_PARTICIPANT), order_id=order_id)


def _told_again(command: Command, world: World, order_id: str) -> Write:
    mark = mark_of(token_of(command))
    event = DomainEvent(
        type="PartToldAgain", subject=f"parts/{order_id}/{mark}", sequence=1, data={"order_id": order_id}
    )
    step = f"{command.step}.{mark}"
    return outbox(world, event, participant=_PARTICIPANT, saga_id=command.saga_id, step=step)
