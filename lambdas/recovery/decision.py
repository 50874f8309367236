"""A person's decision on a parked function: retry it, perhaps with corrected input, or skip it with a reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lambdas.recovery.refused import Refused

_LONGEST = 1000
_MOST_OUTPUT = 262_144
"""Bytes that Step Functions takes as a task's output."""


class Action(StrEnum):
    RETRY = "retry"
    SKIP = "skip"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`input` is the saga's whole input as corrected, None to leave it."""

    saga_id: str
    function: str
    action: Action
    by: str
    reason: str | None
    input: Mapping[str, Any] | None

    def entry(self, *, at: datetime) -> dict[str, Any]:
        """As the item keeps it: who, when and why."""
        return {
            "action": self.action.value,
            "by": self.by,
            "reason": self.reason,
            "at": at.isoformat(),
            "input_changed": self.input is not None,
        }


def decision_of(event: Mapping[str, Any]) -> Decision:
    """The decision in a Lambda event. Raises Refused (INVALID_DECISION), which names the field."""
    action = event.get("action")
    if action not in tuple(Action):
        raise _invalid(f"action must be retry or skip, not {action!r}")
    data = event.get("input")
    if data is not None and not isinstance(data, Mapping):
        raise _invalid(f"input must be an object: the saga's whole input, corrected; not {data!r}")
    reason = _text(event, "reason") if event.get("reason") is not None else None
    if action == Action.SKIP and reason is None:
        raise _invalid("a skip needs a reason: it stays in the record for whoever asks why this was not done")
    if action == Action.SKIP and data is not None:
        raise _invalid("a skip takes no input: to correct the input, retry with it")
    return Decision(
        saga_id=_text(event, "saga_id"),
        function=_text(event, "function"),
        action=Action(action),
        by=_text(event, "by"),
        reason=reason,
        input=data,
    )


def check(decision: Decision, item: Mapping[str, Any]) -> None:
    """Raises Refused unless the function that is parked may be dealt with like this."""
    if decision.action is Action.SKIP and not item["skippable"]:
        why = "the saga can go neither forward nor back before it has answered"
        raise Refused(code="NOT_SKIPPABLE", message=f"{decision.function} cannot be skipped: {why}")
    if decision.input is not None:
        _check_fields(decision.input, json.loads(item["state"])["input"])


def check_same(decision: Decision, item: Mapping[str, Any]) -> None:
    """Raises Refused unless what was decided already is this very decision, so that it may be sent again."""
    last = item["decisions"][-1]
    same_input = decision.input is None or decision.input == json.loads(item["state"])["input"]
    if decision.action != last["action"] or not same_input:
        raise Refused(
            code="ALREADY_DECIDED",
            message=f"{last['by']} decided at {last['at']} to {last['action']} {decision.function}: that stands",
        )


def corrected_state(decision: Decision, item: Mapping[str, Any]) -> str:
    """The state that the saga goes on with, as JSON."""
    if decision.input is None:
        return str(item["state"])
    state = json.loads(item["state"]) | {"input": dict(decision.input)}
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def output_of(state: str, entry: Mapping[str, Any]) -> str:
    """The output of the waiting task: the state with the decision in it. Raises Refused when it is too large."""
    told = {name: entry[name] for name in ("action", "by", "reason", "at")}
    output = json.dumps(json.loads(state) | {"decision": told}, ensure_ascii=False, separators=(",", ":"))
    size = len(output.encode())
    if size > _MOST_OUTPUT:
        raise Refused(
            code="TOO_LARGE",
            message=f"the state would have {size} bytes; Step Functions takes {_MOST_OUTPUT}",
        )
    return output


def _check_fields(given: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    if given.keys() != before.keys():
        missing, unknown = sorted(before.keys() - given.keys()), sorted(given.keys() - before.keys())
        raise _invalid(
            f"input must have exactly the fields {', '.join(sorted(before))}; "
            f"missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _invalid(f"{name} must be a text that is not empty, not {value!r}")
    if len(value) > _LONGEST:
        raise _invalid(f"{name} must have at most {_LONGEST} characters, not {len(value)}")
    return value


def _invalid(message: str) -> Refused:
    return Refused(code="INVALID_DECISION", message=message)
