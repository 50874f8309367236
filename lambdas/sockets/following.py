"""The answer to `follow`: for each order its outcome, or that it is not there; at the end, which are still pending.

The connection was stored before the first message could come, so an order is either decided when it is looked
at here, or its outcome is pushed to the connection later. One may happen to be told both ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lambdas.shared.errors import Transient
from lambdas.shared.lookup import OrderLookup
from lambdas.shared.problem import Problem, busy
from lambdas.shared.problems import NO_SUCH_ORDER
from lambdas.shared.view import is_decided
from lambdas.sockets import messages


@dataclass(frozen=True, kw_only=True)
class Following:
    lookup: OrderLookup

    def answer(self, order_ids: tuple[str, ...], *, caller: str) -> Iterator[str]:
        """The messages, each as soon as it is known."""
        pending = []
        for order_id in order_ids:
            try:
                order = self.lookup.find(order_id, caller=caller)
            except Transient:
                yield messages.error(busy(), order_id=order_id)
                continue
            if order is None:
                yield messages.error(_no_such(order_id), order_id=order_id)
            elif is_decided(order):
                yield messages.outcome(order)
            else:
                pending.append(order_id)
        yield messages.following(pending)


def _no_such(order_id: str) -> Problem:
    return Problem(NO_SUCH_ORDER, detail=f"there is no order {order_id[:64]}")
