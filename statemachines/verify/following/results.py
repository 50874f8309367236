"""What a task's result looks like, by what it calls."""

from __future__ import annotations

from functools import lru_cache

from statemachines.verify.following.effects import Outcome
from statemachines.verify.language.machine import State
from statemachines.verify.language.shape import REMEMBERED, Shape, Unknown, literal, put, record
from statemachines.verify.purpose.roles import Part, Role, Roles

_ABOUT_THE_CALL = ("SdkHttpMetadata", "SdkResponseMetadata")
_FIELDS = {
    "lambda:invoke": ("ExecutedVersion", "Payload", "StatusCode"),
    "sns:publish": ("MessageId", "SequenceNumber"),
    "sqs:sendMessage": ("MD5OfMessageAttributes", "MD5OfMessageBody", "MessageId", "SequenceNumber"),
    "events:putEvents": ("Entries", "FailedEntryCount"),
}

_A_PERSON_S_WORD = 4096
"""Bytes. A decision's text has at most 1000 characters."""


def result_of(state: State, role: Role, outcome: Outcome, roles: Roles, document: Shape) -> Shape:
    if role.part is Part.PARK and outcome.answer:
        return decided(document, outcome.answer)
    answer = roles.answer or Unknown()
    if outcome.answer and roles.settled:
        answer = put(answer, roles.settled, literal(outcome.answer))
    if state.waits_for_token or state.integration not in _FIELDS:
        return answer if state.integration == "lambda:invoke" else Unknown()
    resource = str(state.raw["Resource"])
    if ":states:::" not in resource:  # a function's own ARN: the result is what it answered
        return answer
    fields: dict[str, Shape] = {name: Unknown() for name in (*_FIELDS[state.integration], *_ABOUT_THE_CALL)}
    return record(fields | {"Payload": answer} if "Payload" in fields else fields)


@lru_cache(REMEMBERED)
def decided(document: Shape, action: str) -> Shape:
    """A decision comes back as the whole state, with the decision beside it."""
    told = {name: Unknown(_A_PERSON_S_WORD) for name in ("by", "reason", "at")}
    return put(document, ("decision",), record({"action": literal(action), **told}))
