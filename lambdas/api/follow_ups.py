"""What a client asks of an order that it placed before: to cancel it, or to change its quantities.

Each is a saga of its own, with a name made from the caller, the order and the Idempotency-Key. What became of it
is read from the journal of the orders, where its first and its last step are, each with what it told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lambdas.api.starting import answered, canonical, check_same
from lambdas.api.waiting import wait_for
from lambdas.shared.lookup import OrderLookup
from lambdas.shared.problem import Problem
from lambdas.shared.problems import NO_SUCH_FOLLOW_UP, NO_SUCH_ORDER
from lambdas.shared.reads import read_all

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.world import World


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`prefix` begins its ids, `saga` is its machine; `first` and `last` are its steps at the orders."""

    name: str
    prefix: str
    saga: str
    first: str
    last: str


CANCELLATION = Kind(
    name="cancellation",
    prefix="x",
    saga="cancel-order",
    first="orders.begin_cancellation",
    last="orders.cancel",
)
CHANGE = Kind(
    name="change",
    prefix="g",
    saga="change-order",
    first="orders.begin_change",
    last="orders.confirm_change",
)
KINDS = {kind.prefix: kind for kind in (CANCELLATION, CHANGE)}
FOLLOW_UP_ID = f"[{''.join(KINDS)}]-[0-9a-f]{{32}}"


class Standing(StrEnum):
    PENDING = "PENDING"
    DONE = "DONE"
    REFUSED = "REFUSED"


_TOLD = {
    "OrderCancelled": Standing.DONE,
    "OrderChanged": Standing.DONE,
    "OrderCancellationRejected": Standing.REFUSED,
    "OrderChangeRejected": Standing.REFUSED,
}


@dataclass(frozen=True, kw_only=True)
class FollowUps:
    """Of one caller. `machines` are the sagas' by their names."""

    states: SFNClient
    world: World
    machines: Mapping[str, str]
    caller: str

    def start(self, kind: Kind, order_id: str, *, key: str, further: Mapping[str, Any]) -> dict[str, Any]:
        """What it is now; asked for twice, it is started once. `further` is what the saga is given besides the order.

        Raises Problem: 404 for an order that is not the caller's, 422 for a key that was used before, 503.
        """
        follow_up_id = self._id(kind, order_id, key)
        given = canonical(
            {"saga_id": follow_up_id, "input": {"caller": self.caller, "order_id": order_id, **further}}
        )
        with answered():
            if self._lookup("create-order").find(order_id, caller=self.caller) is None:
                raise Problem(NO_SUCH_ORDER, detail=f"there is no order {order_id[:64]}")
            try:
                self.states.start_execution(
                    stateMachineArn=self.machines[kind.saga], name=follow_up_id, input=given
                )
            except self.states.exceptions.ExecutionAlreadyExists:
                check_same(self._lookup(kind.saga).input_of(follow_up_id), given)
            return self._seen(kind, order_id, follow_up_id) or _view(kind, order_id, follow_up_id)

    def find(self, order_id: str, follow_up_id: str) -> dict[str, Any]:
        """Raises Problem: 404 for one that is not there, or not the caller's; 503."""
        kind = KINDS.get(follow_up_id[:1])
        with answered():
            begun = self._lookup(kind.saga).input_of(follow_up_id) if kind else None
            asked = (begun or {}).get("input", {})
            if kind is None or (asked.get("caller"), asked.get("order_id")) != (self.caller, order_id):
                raise Problem(NO_SUCH_FOLLOW_UP, detail=f"there is no {follow_up_id[:64]} of this order")
            return self._seen(kind, order_id, follow_up_id) or _view(kind, order_id, follow_up_id)

    def seen_within(self, seconds: float, what: dict[str, Any]) -> dict[str, Any]:
        """As it is when it is over, or when the time is up."""
        kind, order_id, follow_up_id = KINDS[what["id"][0]], what["order_id"], what["id"]
        with answered():
            return wait_for(
                lambda: self._seen(kind, order_id, follow_up_id) or what,
                first=what,
                enough=lambda it: it["status"] != Standing.PENDING,
                seconds=seconds,
                world=self.world,
            )

    def _seen(self, kind: Kind, order_id: str, follow_up_id: str) -> dict[str, Any] | None:
        """From the journal; None before its first step."""
        keys = [{"pk": f"saga#{follow_up_id}", "sk": step} for step in (kind.first, kind.last)]
        items = read_all(self.world, table=self.world.table("orders"), keys=keys)
        told = [event for item in items for event in item["events"] if event["type"] in _TOLD]
        if not told:
            return None
        (end,) = told
        return _view(
            kind,
            order_id,
            follow_up_id,
            status=_TOLD[end["type"]],
            reason=end["data"].get("reason"),
        )

    def _lookup(self, saga: str) -> OrderLookup:
        return OrderLookup(states=self.states, world=self.world, state_machine_arn=self.machines[saga])

    def _id(self, kind: Kind, order_id: str, key: str) -> str:
        """Two callers may use the same key, and a caller the same key for two orders."""
        digest = hashlib.sha256(json.dumps([self.caller, order_id, key]).encode()).hexdigest()
        return f"{kind.prefix}-{digest[:32]}"


def _view(
    kind: Kind,
    order_id: str,
    follow_up_id: str,
    *,
    status: Standing = Standing.PENDING,
    reason: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    return {
        "id": follow_up_id,
        "order_id": order_id,
        "kind": kind.name,
        "status": status.value,
        "reason": dict(reason) if reason else None,
    }
