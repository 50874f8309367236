"""A follow-up of an order: a request to cancel it, or to change its quantities, that has an outcome of its own.

Each is a saga, whose first and last step at the orders tell in the journal what became of it. An id says which
kind it is of; otherwise it follows from the order and the Idempotency-Key.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambdas.shared.items import Item


class Standing(StrEnum):
    """REFUSED: all is as it was before."""

    PENDING = "PENDING"
    DONE = "DONE"
    REFUSED = "REFUSED"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`saga` names its machine, `prefix` begins its ids. `first` and `last` are its steps at the orders, `done` and
    `refused` the events of which one is told in the end.
    """

    name: str
    prefix: str
    saga: str
    first: str
    last: str
    done: str
    refused: str


CANCELLATION = Kind(
    name="cancellation",
    prefix="x",
    saga="cancel-order",
    first="orders.begin_cancellation",
    last="orders.cancel",
    done="OrderCancelled",
    refused="OrderCancellationRejected",
)
CHANGE = Kind(
    name="change",
    prefix="g",
    saga="change-order",
    first="orders.begin_change",
    last="orders.confirm_change",
    done="OrderChanged",
    refused="OrderChangeRejected",
)
KINDS = {kind.prefix: kind for kind in (CANCELLATION, CHANGE)}
FOLLOW_UP_ID = f"[{''.join(KINDS)}]-[0-9a-f]{{32}}"


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One that was asked for, or is now."""

    kind: Kind
    order_id: str
    follow_up_id: str

    @property
    def keys(self) -> list[Item]:
        """Of the journal's items that tell what became of it."""
        return [{"pk": f"saga#{self.follow_up_id}", "sk": step} for step in (self.kind.first, self.kind.last)]

    def view(self, journal: Iterable[Item] = ()) -> dict[str, Any]:
        """As its caller sees it, by those items as far as they are there."""
        standing, reason = self._outcome(journal)
        return {
            "follow_up_id": self.follow_up_id,
            "order_id": self.order_id,
            "kind": self.kind.name,
            "status": standing.value,
            "reason": reason,
        }

    def _outcome(self, journal: Iterable[Item]) -> tuple[Standing, Mapping[str, str] | None]:
        for event in (event for item in journal for event in item["events"]):
            if event["type"] == self.kind.done:
                return Standing.DONE, None
            if event["type"] == self.kind.refused:
                return Standing.REFUSED, event["data"]["reason"]
        return Standing.PENDING, None


def asked_for(kind: Kind, *, order_id: str, key: str) -> FollowUp:
    """The same key may be used for two orders, and for both kinds. An order is of one caller, so its follow-ups are."""
    digest = hashlib.sha256(json.dumps([order_id, key]).encode()).hexdigest()
    return FollowUp(kind=kind, order_id=order_id, follow_up_id=f"{kind.prefix}-{digest[:32]}")


def known_by(follow_up_id: str, *, order_id: str) -> FollowUp | None:
    """None for what is no follow-up's id."""
    if not re.fullmatch(FOLLOW_UP_ID, follow_up_id):
        return None
    return FollowUp(kind=KINDS[follow_up_id[0]], order_id=order_id, follow_up_id=follow_up_id)


def is_over(view: Mapping[str, Any]) -> bool:
    return bool(view["status"] != Standing.PENDING)
