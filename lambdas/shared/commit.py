"""One TransactWriteItems, retried while the store is busy, with its cancellation told apart.

All reasons of a cancellation are looked at, in the order of the writes. A conflict or a throttle is retried
and is never taken for a failed condition. An attempt whose answer was lost may have committed: the next one
then finds its own journal item, which is what the barrier is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared import busy
from lambdas.shared.errors import Transient
from lambdas.shared.items import Item, from_attributes

if TYPE_CHECKING:
    from lambdas.shared.world import World
    from lambdas.shared.writes import Write


class ConditionFailed(Exception):  # noqa: N818 - a fact for the caller to judge, not an error
    """The condition of `writes[index]` failed; `old` is the item that was there, if any."""

    def __init__(self, *, index: int, old: Item | None) -> None:
        super().__init__(f"condition of write {index} failed")
        self.index = index
        self.old = old


def commit(world: World, writes: Sequence[Write]) -> None:
    """All of the writes or none. The first write is the barrier: its condition is judged before all else.

    Raises ConditionFailed for the first write refused, Transient when the store stays too busy.
    """
    for attempt in range(busy.ATTEMPTS):
        try:
            world.dynamodb.transact_write_items(TransactItems=[write.action for write in writes])
        except ClientError as error:
            if not busy.is_busy(error):
                _raise_unless_busy(error)
        except BotoCoreError:
            pass  # no answer: what became of it, the next attempt finds out at the barrier
        else:
            return
        busy.pause(world, attempt)
    raise Transient(f"the store was still busy after {busy.ATTEMPTS} attempts")


def _raise_unless_busy(error: ClientError) -> None:
    if busy.error_code(error) != "TransactionCanceledException":
        raise error
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    failed = [index for index, reason in enumerate(reasons) if reason.get("Code") == "ConditionalCheckFailed"]
    if failed and (failed[0] == 0 or not _any_busy(reasons)):
        old = reasons[failed[0]].get("Item")
        raise ConditionFailed(index=failed[0], old=from_attributes(old) if old else None)
    if not _any_busy(reasons):
        raise error


def _any_busy(reasons: list[dict[str, Any]]) -> bool:
    return any(busy.is_busy_reason(reason.get("Code")) for reason in reasons)
