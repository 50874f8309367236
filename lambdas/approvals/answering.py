"""A person's answer: recorded once, then passed on by its event. The same answer again is as if given once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.approvals import store
from lambdas.approvals.domain import Answer, ApprovalStatus, check_answer

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World


def answer(world: World, order_id: str, given: Answer) -> Item | None:
    """The question as it is then. Raises NotAsked, AlreadyAnswered, NoLongerAsked, Transient."""
    found = store.find(world, order_id)
    if found and found["status"] == ApprovalStatus.WAITING:
        found = store.answer(world, found, given)
    check_answer(given, found, order_id=order_id)
    return found
