"""Placing two orders together: opened, then CONFIRMED if both are approved at that moment, or REJECTED."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.orders import groups
from lambdas.orders.group import Group, GroupStatus, group_event
from lambdas.orders.refusing import reason_of
from lambdas.shared.contract import Command, required
from lambdas.shared.errors import Inconsistent
from lambdas.shared.journal import LocalTransaction

if TYPE_CHECKING:
    from lambdas.shared.world import World


def open_one(command: Command, world: World) -> LocalTransaction:
    """Replies the ids of both orders, `first_id` and `second_id`, which are not there yet."""
    group = _group(command)
    opened = groups.opening(world, group, GroupStatus.PENDING)
    return LocalTransaction(
        writes=(opened,),
        reply=dict(zip(("first_id", "second_id"), group.order_ids, strict=True)),
        done={"group": group.as_dict()},
        events=(group_event("GroupOpened", group, GroupStatus.PENDING, sequence=1),),
    )


def never_opened(command: Command, world: World) -> LocalTransaction:
    """The client was given a group's id, and must find it, and hear of it."""
    group, reason = _group(command), reason_of(command)
    recorded = groups.opening(world, group, GroupStatus.REJECTED, reason)
    event = group_event("GroupRejected", group, GroupStatus.REJECTED, sequence=1, reason=reason)
    return LocalTransaction(writes=(recorded,), events=(event,))


def reject(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    group, reason = groups.group_of(done["group"]), reason_of(command)
    decided = groups.deciding(world, group.group_id, GroupStatus.REJECTED, reason)
    event = group_event("GroupRejected", group, GroupStatus.REJECTED, sequence=2, reason=reason)
    return LocalTransaction(writes=(decided,), events=(event,))


def confirm(command: Command, world: World) -> LocalTransaction:
    """The pivot. An order that was cancelled since it was approved turns the group back."""
    group = groups.find_group(world, command.saga_id)
    if group is None:
        raise Inconsistent(f"there is no group {command.saga_id} to confirm")
    decided = groups.deciding(world, group.group_id, GroupStatus.CONFIRMED)
    both = (groups.approved(world, order_id) for order_id in group.order_ids)
    event = group_event("GroupConfirmed", group, GroupStatus.CONFIRMED, sequence=2)
    return LocalTransaction(writes=(decided, *both), events=(event,))


def _group(command: Command) -> Group:
    return Group(
        group_id=command.saga_id,
        caller=required(command, "caller"),
        customer_id=required(command, "customer_id"),
        callback_url=required(command, "callback_url"),
    )
