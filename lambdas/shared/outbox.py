"""An event that belongs to no step of a saga: written for the publisher in the shape of a journal item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdas.shared.contract import Status
from lambdas.shared.events import DomainEvent, Origin, cloud_events
from lambdas.shared.journal import KEEP
from lambdas.shared.writes import Write, put, unexpected

if TYPE_CHECKING:
    from lambdas.shared.world import World


def outbox(world: World, event: DomainEvent, *, participant: str, saga_id: str, step: str) -> Write:
    """`step` is its name among the saga's: once written, it is not written again."""
    now = world.clock()
    origin = Origin(participant=participant, saga_id=saga_id, step=step, status=Status.DONE)
    item: dict[str, Any] = {
        "pk": f"saga#{saga_id}",
        "sk": step,
        "status": Status.DONE.value,
        "events": cloud_events((event,), origin=origin, at=now),
        "expires_at": int((now + KEEP).timestamp()),
    }
    return put(table=world.table(participant), item=item, refused=unexpected(f"{step} was told"))
