"""What a person was asked about an order, what became of it, and their answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.shared import answering
from lambdas.shared.approval import AlreadyAnswered, Answer, NoLongerAsked, NotAsked
from lambdas.shared.lookup import ORDER_ID, item_of
from lambdas.shared.problem import Problem
from lambdas.shared.problems import ANSWERED_OTHERWISE, NO_LONGER_ASKED, NO_SUCH_APPROVAL, OWN_ORDER

if TYPE_CHECKING:
    from lambdas.api.approver import Approver
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_ALWAYS = ("order_id", "customer_id", "amount", "currency", "status", "asked_at", "answer_by")
_ONCE_ANSWERED = ("answered_at", "by", "reason")


@dataclass(frozen=True, kw_only=True)
class Approvals:
    """Of everybody's orders. Transient is for the caller to answer."""

    world: World

    def find(self, order_id: str) -> dict[str, Any]:
        """Raises Problem (404), Transient."""
        return view(self._found(order_id))

    def answer(self, order_id: str, given: Answer, *, approver: Approver) -> dict[str, Any]:
        """As it is then; the same answer again changes nothing. Raises Problem: 403, 404, 409, 410; Transient."""
        self._found(order_id)
        self._check_somebody_elses(order_id, approver)
        with _told():
            return view(answering.answer(self.world, order_id, given) or {})

    def _found(self, order_id: str) -> Item:
        found = answering.find(self.world, order_id) if re.fullmatch(ORDER_ID, order_id) else None
        if found is None:
            raise Problem(NO_SUCH_APPROVAL, detail=f"nobody is asked about order {order_id[:64]}")
        return found

    def _check_somebody_elses(self, order_id: str, approver: Approver) -> None:
        """Four eyes."""
        order = item_of(self.world, order_id) or {}
        if approver.caller is not None and order.get("caller") == approver.caller:
            raise Problem(OWN_ORDER, detail=f"order {order_id} was placed by whoever wants to answer for it")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except NotAsked as error:
        raise Problem(NO_SUCH_APPROVAL, detail=str(error)) from error
    except AlreadyAnswered as error:
        raise Problem(ANSWERED_OTHERWISE, detail=str(error)) from error
    except NoLongerAsked as error:
        raise Problem(NO_LONGER_ASKED, detail=str(error)) from error


def view(found: Mapping[str, Any]) -> dict[str, Any]:
    """Money is in minor units, times are ISO 8601. What is known of an answer only is null before."""
    return {name: found[name] for name in _ALWAYS} | {name: found.get(name) for name in _ONCE_ANSWERED}
