"""The recovery table's items of parked functions: found, parked (again), decided.

Each write is conditioned on the number of events that was read, so two of them at once never both count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.recovery.parked import (
    PARTICIPANT,
    ParkedStatus,
    Parking,
    facts_of,
    key_of,
    parked_event,
    resumed_event,
    waiting_of,
)
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.errors import Transient
from lambdas.shared.journal import KEEP
from lambdas.shared.reads import read, read_page
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_ROUNDS = 5
_MOST_NAMED = 100
_changed = unexpected("parked item")


def find(world: World, *, saga_id: str, function: str) -> Item | None:
    return read(world, table=world.table(PARTICIPANT), key=key_of(saga_id, function))


def waiting(world: World, *, saga_id: str) -> list[str]:
    """The functions of a saga that wait for a decision."""
    page = read_page(
        world,
        table=world.table(PARTICIPANT),
        condition="#pk = :pk AND begins_with(#sk, :prefix)",
        values={"pk": key_of(saga_id, "")["pk"], "prefix": key_of(saga_id, "")["sk"]},
        most=_MOST_NAMED,
    )
    return [item["function"] for item in page.items if item["status"] == ParkedStatus.PARKED]


def park(world: World, parking: Parking) -> bool:
    """Whether this was new: a token that was seen before changes nothing. Raises Transient."""
    for attempt in range(_ROUNDS):
        found = find(world, saga_id=parking.saga_id, function=parking.function)
        if found and parking.fingerprint in found["tokens"]:
            return attempt > 0  # then it was written by this very call, whose answer was lost
        try:
            commit(world, [_again(world, parking, found) if found else _first(world, parking)])
        except ConditionFailed:
            continue  # another one parked or decided in between: look again
        return True
    raise Transient(f"the parked item of {parking.function} kept changing")


def decide(world: World, item: Item, *, entry: Mapping[str, Any], state: str) -> Item:
    """The item as it is afterwards, also when another one had decided meanwhile. Raises Transient."""
    try:
        commit(world, [_decided(world, item, entry=entry, state=state)])
    except ConditionFailed as failed:
        if failed.old is None:
            raise _changed(None) from None
        return failed.old
    return {
        **item,
        "status": ParkedStatus.DECIDED.value,
        "state": state,
        "decisions": [*item["decisions"], entry],
    }


def _first(world: World, parking: Parking) -> Write:
    now = world.clock()
    item = {
        **key_of(parking.saga_id, parking.function),
        **facts_of(parking),
        "saga": parking.saga,
        "saga_id": parking.saga_id,
        "step": parking.step,
        "function": parking.function,
        "since": now.isoformat(),
        "attempts": 1,
        "tokens": [parking.fingerprint],
        "waiting": waiting_of(parking),
        "decisions": [],
        "events": parked_event(parking, since=now.isoformat(), sequence=1, at=now),
        "expires_at": _expiry(world),
    }
    return put(table=world.table(PARTICIPANT), item=item, refused=_changed)


def _again(world: World, parking: Parking, found: Item) -> Write:
    sequence = len(found["events"]) + 1
    facts = facts_of(parking) | {"waiting": waiting_of(parking, found["waiting"])}
    assignments = ", ".join(f"#{name} = :{name}" for name in facts)
    return update(
        table=world.table(PARTICIPANT),
        key=key_of(parking.saga_id, parking.function),
        expression=f"SET {assignments}, #attempts = #attempts + :one, #tokens = list_append(#tokens, :seen), "
        "#events = list_append(#events, :event), #expires_at = :expiry",
        condition="size(#events) = :known",
        values={
            **facts,
            "one": 1,
            "seen": [parking.fingerprint],
            "event": parked_event(parking, since=found["since"], sequence=sequence, at=world.clock()),
            "expiry": _expiry(world),
            "known": len(found["events"]),
        },
        refused=_changed,
    )


def _decided(world: World, item: Item, *, entry: Mapping[str, Any], state: str) -> Write:
    return update(
        table=world.table(PARTICIPANT),
        key=key_of(item["saga_id"], item["function"]),
        expression="SET #status = :decided, #state = :state, #decisions = list_append(#decisions, :entry), "
        "#events = list_append(#events, :event), #expires_at = :expiry",
        condition="#status = :parked AND #token = :token AND size(#events) = :known",
        values={
            "decided": ParkedStatus.DECIDED.value,
            "parked": ParkedStatus.PARKED.value,
            "token": item["token"],
            "known": len(item["events"]),
            "state": state,
            "entry": [dict(entry)],
            "event": resumed_event(item, entry, at=world.clock()),
            "expiry": _expiry(world),
        },
        refused=_changed,
    )


def _expiry(world: World) -> int:
    return int((world.clock() + KEEP).timestamp())
