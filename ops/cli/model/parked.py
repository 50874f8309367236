"""What the recovery table knows of a saga: the functions that parked, and what was decided on them.

Task tokens are in that table too, and stay there: they are never read here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.recovery.parked import PARTICIPANT, ParkedStatus, key_of
from lambdas.shared.contract import Reason
from lambdas.shared.items import Item, from_attributes

if TYPE_CHECKING:
    from lambdas.shared.world import World

_READ = (
    "saga_id",
    "step",
    "function",
    "status",
    "skippable",
    "since",
    "attempts",
    "error",
    "execution",
    "decisions",
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who said what, when and why. `function` is what it was about."""

    function: str
    action: str
    by: str
    reason: str | None
    at: datetime
    input_changed: bool


@dataclass(frozen=True, kw_only=True)
class Parked:
    """A function that parked at least once. `waiting`: nobody has decided since.

    `step` is what it does, or undoes. `attempts` is how often it parked. `input` is the saga's input as the
    waiting execution has it, where it was read.
    """

    saga_id: str
    step: str
    function: str
    waiting: bool
    skippable: bool
    since: datetime
    attempts: int
    error: Reason
    execution: str
    decisions: tuple[Decision, ...]
    input: Mapping[str, Any] | None = None


def parked_of(world: World, saga_id: str) -> tuple[Parked, ...]:
    """All that parked in one saga, each with the input."""
    prefix = key_of(saga_id, "")
    return tuple(
        sorted(
            _read(
                world,
                "query",
                ("state",),
                KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
                ExpressionAttributeValues={":pk": {"S": prefix["pk"]}, ":sk": {"S": prefix["sk"]}},
                ConsistentRead=True,
            ),
            key=lambda parked: parked.since,
        )
    )


def all_waiting(world: World) -> Mapping[str, tuple[Parked, ...]]:
    """What waits for a decision, by saga. The table holds only what ever parked, so it is read whole."""
    found: dict[str, list[Parked]] = {}
    values = {":sk": {"S": key_of("", "")["sk"]}, ":parked": {"S": ParkedStatus.PARKED.value}}
    filters = {
        "FilterExpression": "begins_with(sk, :sk) AND #status = :parked",
        "ExpressionAttributeValues": values,
    }
    for parked in _read(world, "scan", (), **filters):
        found.setdefault(parked.saga_id, []).append(parked)
    return {saga_id: tuple(parked) for saga_id, parked in found.items()}


def _read(world: World, how: Any, more: Iterable[str], **given: Any) -> Iterator[Parked]:  # noqa: ANN401
    """`how` is query or scan; `given` is what that operation takes."""
    names = [*_READ, *more]
    pages = world.dynamodb.get_paginator(how).paginate(
        TableName=world.table(PARTICIPANT),
        ProjectionExpression=", ".join(f"#{name}" for name in names),
        ExpressionAttributeNames={f"#{name}": name for name in names},
        **given,
    )
    for page in pages:
        yield from (_parked(from_attributes(item)) for item in page["Items"])


def _parked(item: Item) -> Parked:
    error = item["error"]
    named = error["code"] if error["code"] != "STEP_FAILED" else error["name"] or error["code"]
    return Parked(
        saga_id=item["saga_id"],
        step=item["step"],
        function=item["function"],
        waiting=item["status"] == ParkedStatus.PARKED,
        skippable=item["skippable"],
        since=datetime.fromisoformat(item["since"]),
        attempts=item["attempts"],
        error=Reason(code=named, message=error["message"]),
        execution=item["execution"],
        decisions=tuple(_decision(item["function"], decision) for decision in item["decisions"]),
        input=json.loads(item["state"]).get("input") if "state" in item else None,
    )


def _decision(function: str, entry: Mapping[str, Any]) -> Decision:
    return Decision(
        function=function,
        action=entry["action"],
        by=entry["by"],
        reason=entry.get("reason"),
        at=datetime.fromisoformat(entry["at"]),
        input_changed=bool(entry.get("input_changed")),
    )
