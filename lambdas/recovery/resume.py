"""Deciding: check, record, then tell the execution that waits. Safe to call again wherever it broke off.

Recorded first: a crash in between leaves a decision that the same call sends again. The other way round,
a saga could go on and nobody would know by whose word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.recovery import decision as decisions
from lambdas.recovery import store
from lambdas.recovery.parked import ParkedStatus
from lambdas.recovery.refused import Refused
from lambdas.shared.busy import error_code

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.recovery.decision import Decision
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_GONE = frozenset({"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"})
_INVALID = frozenset({"InvalidOutput", "ValidationException"})


def decide(decision: Decision, *, world: World, states: SFNClient) -> None:
    """Raises Refused, also when the execution could not be told, or Transient when the store is too busy."""
    found = _found(decision, world)
    item = _recorded(decision, found, world) if found["status"] == ParkedStatus.PARKED else found
    if item["token"] != found["token"]:
        raise Refused(code="CHANGED", message=f"{decision.function} parked anew meanwhile: look at it again")
    decisions.check_same(decision, item)
    _tell(item, states)


def _found(decision: Decision, world: World) -> Item:
    saga_id, function = decision.saga_id, decision.function
    item = store.find(world, saga_id=saga_id, function=function)
    if item is not None:
        return item
    parked = ", ".join(store.waiting(world, saga_id=saga_id)) or "nothing"
    raise Refused(
        code="NOT_PARKED", message=f"{function} of saga {saga_id} is not parked; parked there: {parked}"
    )


def _recorded(decision: Decision, item: Item, world: World) -> Item:
    decisions.check(decision, item)
    entry, state = decision.entry(at=world.clock()), decisions.corrected_state(decision, item)
    decisions.output_of(state, entry)  # refuses what could be recorded and never be sent
    return store.decide(world, item, entry=entry, state=state)


def _tell(item: Item, states: SFNClient) -> None:
    """Whichever attempt still waits. Usually it is the latest, and the only one."""
    output = decisions.output_of(item["state"], item["decisions"][-1])
    for token in reversed(item["waiting"]):
        if _heard(token, output, item, states):
            return
    raise _gone(item)


def _heard(token: str, output: str, item: Item, states: SFNClient) -> bool:
    try:
        states.send_task_success(taskToken=token, output=output)
    except BotoCoreError as error:
        raise _not_told(item, error) from error
    except ClientError as error:
        if error_code(error) in _GONE:
            return False
        if error_code(error) in _INVALID:
            raise
        raise _not_told(item, error) from error
    return True


def _gone(item: Item) -> Refused:
    return Refused(
        code="NO_LONGER_WAITING",
        message=f"{item['execution']} no longer waits for this: it went on, or it ended. If it was cut off, "
        "`saga recover` finishes the saga",
    )


def _not_told(item: Item, error: Exception) -> Refused:
    return Refused(
        code="NOT_TOLD",
        message=f"the decision on {item['function']} is recorded, but the execution could not be told "
        f"({error}): decide the same again",
    )
