"""What a person is asked about a large order, if the saga has come to that: whoever waits for them is not stuck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.shared.answering import find
from lambdas.shared.approval import ApprovalStatus

if TYPE_CHECKING:
    from lambdas.shared.world import World
    from ops.cli.model.saga import Saga


@dataclass(frozen=True, kw_only=True)
class Question:
    """`answer_by` is ISO 8601; `by` is who answered, None while nobody has."""

    order_id: str
    status: ApprovalStatus
    answer_by: str
    by: str | None


def question_of(world: World, saga: Saga) -> Question | None:
    """None while nobody is asked. Raises Transient."""
    found = find(world, saga.saga_id) if saga.definition.patience else None
    if found is None:
        return None
    return Question(
        order_id=found["order_id"],
        status=ApprovalStatus(found["status"]),
        answer_by=found["answer_by"],
        by=found.get("by"),
    )
