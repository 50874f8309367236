"""What travels between the saga and its participants: commands in, answers out, the reason of a failure.

A command is `{"saga_id", "step", "input": {...}}`. A step up to the pivot also gets `started` and `deadline`; a
compensation and a resolution get the `error` (`{"Error", "Cause"}`) that made the saga turn back. `step` names
the journal item; for a compensation it is the step to be undone. Standard library only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lambdas.shared.errors import InvalidCommand, Rejected


class Status(StrEnum):
    """What the journal knows of a step."""

    DONE = "DONE"
    REJECTED = "REJECTED"
    COMPENSATED = "COMPENSATED"
    VOID = "VOID"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a saga turned back: `code` for programs, `message` for people. Shown to clients, so no internals."""

    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, kw_only=True)
class Command:
    """One request of a saga to a participant. `token` waits for a person, who has `patience` seconds to answer."""

    saga_id: str
    step: str
    input: Mapping[str, Any] = field(default_factory=dict)
    reason: Reason | None = None
    started: str | None = None
    deadline: datetime | None = None
    token: str | None = None
    patience: int | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a participant's function returns to the state machine. `started` is as the command said it."""

    saga_id: str
    step: str
    status: Status
    reply: Mapping[str, Any] = field(default_factory=dict)
    reason: Reason | None = None
    started: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "saga_id": self.saga_id,
            "step": self.step,
            "status": self.status.value,
            "reply": dict(self.reply),
            "reason": self.reason.as_dict() if self.reason else None,
            **({"started": self.started} if self.started else {}),
        }


def parse_command(event: Mapping[str, Any]) -> Command:
    """The command in a Lambda event. Raises InvalidCommand, which names the field and the value."""
    data = event.get("input", {})
    if not isinstance(data, Mapping):
        raise InvalidCommand(f"input must be an object, not {data!r}")
    error = event.get("error")
    return Command(
        saga_id=_text(event, "saga_id"),
        step=_text(event, "step"),
        input=data,
        reason=reason_of(error) if isinstance(error, Mapping) else None,
        started=event.get("started"),
        deadline=_deadline(event),
        token=event.get("token"),
        patience=event.get("patience"),
    )


def required(command: Command, name: str) -> Any:  # noqa: ANN401 - JSON as it came
    """A field of the command's input that must be there."""
    if name not in command.input:
        raise InvalidCommand(f"input.{name} is missing in the command to {command.step}")
    return command.input[name]


def _deadline(event: Mapping[str, Any]) -> datetime | None:
    """`started` (ISO 8601) plus `deadline` (seconds), where the saga has one for this step."""
    if "deadline" not in event:
        return None
    started, seconds = event.get("started"), event["deadline"]
    try:
        return datetime.fromisoformat(str(started)) + timedelta(seconds=seconds)
    except (TypeError, ValueError, OverflowError):
        raise InvalidCommand(
            f"started and deadline are no time and seconds: {started!r}, {seconds!r}"
        ) from None


_CODED = re.compile(r"(?P<code>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*): (?P<message>.+)", re.DOTALL)
_TIMEOUTS = ("States.Timeout", "States.HeartbeatTimeout", "Sandbox.Timedout")


def reason_of(error: Mapping[str, Any]) -> Reason:
    """The reason in what a Catch puts into the state: `{"Error": name, "Cause": text}`.

    Cause is the JSON of a Lambda error, another text, or empty. A rejection is recognised by its message too,
    since not every engine passes on the exception's class name.
    """
    name, message = str(error.get("Error", "")), error_message(error.get("Cause"))
    coded = _CODED.fullmatch(message)
    if coded and name not in _TIMEOUTS:
        return Reason(code=coded["code"], message=coded["message"])
    if name in _TIMEOUTS:
        return Reason(code="STEP_TIMED_OUT", message="a step took too long; what had been done was undone")
    return Reason(
        code="STEP_FAILED",
        message=f"a step failed ({name or 'no error name'}); what had been done was undone",
    )


def rejection_reason(rejected: Rejected) -> Reason:
    return Reason(code=rejected.code, message=rejected.message)


def error_message(cause: object) -> str:
    """The message in the JSON of a Lambda error, or the text that the cause is."""
    try:
        parsed = json.loads(str(cause))
    except ValueError:
        return str(cause or "")
    return str(parsed.get("errorMessage", "")) if isinstance(parsed, dict) else str(parsed)


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidCommand(f"{name} must be a text that is not empty, not {value!r}")
    return value
