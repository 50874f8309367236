"""A parked function: one that must succeed, did not, and waits for a person. One item, no store here.

    PARKED ── decided: retry or skip ──> DECIDED ── failed once more ──> PARKED, with a new token

A request to park may itself come late, with the token of an attempt that was given up since. Which of the tokens
is still waited for is Step Functions' to say, so `waiting` keeps the latest of them.

`since` is when it first parked; `decisions` and `events` only grow. Every change adds one event, so their
number is the item's version, and the events' sequence has no gaps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from lambdas.shared.contract import error_message, reason_of
from lambdas.shared.errors import InvalidCommand
from lambdas.shared.events import DomainEvent, Origin, cloud_events

PARTICIPANT = "recovery"

_LONGEST_MESSAGE = 1000
_LONGEST_CAUSE = 4096
_MOST_WAITING = 20
"""More than the attempts of one parking."""


class ParkedStatus(StrEnum):
    PARKED = "PARKED"
    DECIDED = "DECIDED"


@dataclass(frozen=True, kw_only=True)
class Parking:
    """A state machine's request to park. `step` is the journal's, `function` the one that keeps failing."""

    token: str
    execution: str
    saga: str
    saga_id: str
    step: str
    function: str
    skippable: bool
    error: Mapping[str, Any]
    state: Mapping[str, Any]

    @property
    def fingerprint(self) -> str:
        """Tells tokens apart in little space: one that was seen before is a duplicate, however old."""
        return sha256(self.token.encode()).hexdigest()[:16]


def parking_of(event: Mapping[str, Any]) -> Parking:
    """The request in a Lambda event. Raises InvalidCommand, which names the field.

    The error is in the event, or in the state under the name in `error_in`: a state is large enough without saying it
    twice.
    """
    texts = {name: event.get(name) for name in ("token", "execution", "saga", "saga_id", "step", "function")}
    for name, value in texts.items():
        if not isinstance(value, str) or not value:
            raise InvalidCommand(f"{name} must be a text that is not empty, not {value!r}")
    state = event.get("state")
    found = state.get(event.get("error_in")) if isinstance(state, Mapping) else None
    objects = {"error": event.get("error", found), "state": state}
    for name, value in objects.items():
        if not isinstance(value, Mapping):
            raise InvalidCommand(f"{name} must be an object, not {value!r}")
    return Parking(skippable=event.get("skippable") is True, **texts, **objects)  # type: ignore[arg-type]


def key_of(saga_id: str, function: str) -> dict[str, str]:
    """The prefix of `pk` is what the outbox listens to."""
    return {"pk": f"saga#{saga_id}", "sk": f"parked#{function}"}


def waiting_of(parking: Parking, before: Sequence[str] = ()) -> list[str]:
    """The tokens that may still be waited for, the latest last."""
    return [*before, parking.token][-_MOST_WAITING:]


def facts_of(parking: Parking) -> dict[str, Any]:
    """What each parking says anew."""
    return {
        "status": ParkedStatus.PARKED.value,
        "token": parking.token,
        "execution": parking.execution,
        "skippable": parking.skippable,
        "error": _error(parking.error),
        "state": json.dumps(parking.state, ensure_ascii=False, separators=(",", ":")),
    }


def parked_event(parking: Parking, *, since: str, sequence: int, at: datetime) -> list[dict[str, Any]]:
    """SagaParked, as a list to append."""
    error = _error(parking.error)
    data = {
        "saga": parking.saga,
        "saga_id": parking.saga_id,
        "step": parking.step,
        "function": parking.function,
        "error": {"code": error["code"], "message": error["message"]},
        "since": since,
    }
    return _events("SagaParked", data, status=ParkedStatus.PARKED, sequence=sequence, at=at)


def resumed_event(
    item: Mapping[str, Any], decision: Mapping[str, Any], *, at: datetime
) -> list[dict[str, Any]]:
    """SagaResumed, as a list to append."""
    of_item = {name: item[name] for name in ("saga", "saga_id", "step", "function")}
    of_decision = {name: decision[name] for name in ("action", "by", "reason")}
    sequence = len(item["events"]) + 1
    return _events(
        "SagaResumed", of_item | of_decision, status=ParkedStatus.DECIDED, sequence=sequence, at=at
    )


def _events(
    name: str, data: Mapping[str, Any], *, status: ParkedStatus, sequence: int, at: datetime
) -> list[dict[str, Any]]:
    saga_id, function = data["saga_id"], data["function"]
    event = DomainEvent(type=name, subject=f"sagas/{saga_id}/{function}", sequence=sequence, data=data)
    origin = Origin(
        participant=PARTICIPANT, saga_id=saga_id, step=f"{function}.{sequence}", status=status
    )  # the sequence makes the id of each parking its own
    return cloud_events((event,), origin=origin, at=at)


def _error(error: Mapping[str, Any]) -> dict[str, str]:
    """`code` as clients see it; `message`, `name` and `cause` are for the person who mends it."""
    cause = str(error.get("Cause") or "")
    reason = reason_of(error)
    message = error_message(cause).removeprefix(f"{reason.code}: ") or reason.message
    return {
        "code": reason.code,
        "message": _shortened(message, _LONGEST_MESSAGE),
        "name": str(error.get("Error", "")),
        "cause": _shortened(cause, _LONGEST_CAUSE),
    }


def _shortened(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, with a mark where something is missing."""
    raw = text.encode()
    return text if len(raw) <= most else raw[: most - 3].decode(errors="ignore") + "…"
