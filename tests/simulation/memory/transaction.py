"""A write: every action is judged against what is stored, then all of them are done, or none is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.actions import Action
from tests.simulation.memory.failures import NO_REASON, Cancelled, ConditionFailed, Reason, Refused, Unfit
from tests.simulation.memory.shape import Key
from tests.simulation.memory.table import Table
from tests.simulation.memory.values import copied


@dataclass(frozen=True, kw_only=True)
class Write:
    """What an action comes to. The items are the store's own."""

    table: Table
    key: Key
    old: AttributeMap | None
    new: AttributeMap | None

    def carry_out(self) -> None:
        self.table.replace(self.key, self.old, self.new)


def judge_all(actions: Sequence[Action | Unfit]) -> list[Write]:
    """Of a transaction. Raises Cancelled with a reason for each action, or Refused."""
    _refuse_two_on_one_item(actions)
    judged = [_judged(action) for action in actions]
    writes = [one for one in judged if isinstance(one, Write)]
    if len(writes) < len(judged):
        raise Cancelled([{"Code": NO_REASON} if isinstance(one, Write) else one for one in judged])
    return writes


def judge_one(action: Action | Unfit) -> Write:
    """Of a write of its own. Raises ConditionFailed or Refused."""
    judged = _judged(action)
    if isinstance(judged, Write):
        return judged
    if judged["Code"] == "ConditionalCheckFailed":
        raise ConditionFailed(judged)
    raise Refused(judged["Message"])


def _judged(action: Action | Unfit) -> Write | Reason:
    """The condition comes first: where it fails, nobody asks whether the update would have gone through."""
    if isinstance(action, Unfit):
        return _unfit(action)
    old = action.table.get(action.key)
    if not action.holds(old):
        shown = {"Item": copied(old)} if old and action.shows_old else {}
        return {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed", **shown}
    try:
        return Write(table=action.table, key=action.key, old=old, new=action.effect(old))
    except Unfit as unfit:
        return _unfit(unfit)


def _unfit(unfit: Unfit) -> Reason:
    return {"Code": "ValidationError", "Message": str(unfit)}


def _refuse_two_on_one_item(actions: Sequence[Action | Unfit]) -> None:
    items = [(action.table.name, action.key) for action in actions if isinstance(action, Action)]
    if len(set(items)) < len(items):
        raise Refused("Transaction request cannot include multiple operations on one item")
