"""Starting the saga of a follow-up, and finding what became of it.

As with orders, the one durable write is StartExecution, under the follow-up's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.api.follow_up import CANCELLATION, FollowUp, is_over, known_by
from lambdas.api.starting import answered, check_same
from lambdas.api.waiting import wait_for
from lambdas.shared.answering import take_back
from lambdas.shared.errors import Transient
from lambdas.shared.executing import canonical
from lambdas.shared.lookup import OrderLookup
from lambdas.shared.problem import Problem
from lambdas.shared.problems import NO_SUCH_FOLLOW_UP, NO_SUCH_ORDER
from lambdas.shared.reads import read_all
from lambdas.shared.view import is_decided

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_OPENING = "create-order"


@dataclass(frozen=True, kw_only=True)
class FollowUps:
    """Of one caller: those of another are as if they were not there. `machines` are the sagas', by their names."""

    states: SFNClient
    world: World
    machines: Mapping[str, str]
    caller: str

    def start(self, what: FollowUp, *, further: Mapping[str, Any]) -> dict[str, Any]:
        """As it is now; asked for twice, it is started once. `further` is what the saga is given besides the order.

        Raises Problem: 404 for an order that is not the caller's, 422 for a key that was used before, 503.
        """
        asked = {"caller": self.caller, "order_id": what.order_id, **further}
        given = canonical({"saga_id": what.follow_up_id, "input": asked})
        with answered():
            self._make_way(what)
            try:
                self.states.start_execution(
                    stateMachineArn=self.machines[what.kind.saga], name=what.follow_up_id, input=given
                )
            except self.states.exceptions.ExecutionAlreadyExists:
                check_same(self._lookup(what.kind.saga).input_of(what.follow_up_id), given)
                return what.view(self._journal(what))
        return what.view()

    def find(self, order_id: str, follow_up_id: str) -> tuple[FollowUp, dict[str, Any]]:
        """One that is there, as it is now. Raises Problem: 404 when it is not there, or not the caller's; 503."""
        what = known_by(follow_up_id, order_id=order_id)
        with answered():
            if what and self._order(order_id):
                journal = self._journal(what)
                if self._is_of_the_order(what, journal):
                    return what, what.view(journal)
        raise Problem(NO_SUCH_FOLLOW_UP, detail=f"order {order_id[:64]} has no {follow_up_id[:64]}")

    def seen_within(self, seconds: float, what: FollowUp, *, first: dict[str, Any]) -> dict[str, Any]:
        """As it is when it is over, or when the time is up; `first` is as it was seen before."""
        return wait_for(
            lambda: self._seen(what) or first, first=first, enough=is_over, seconds=seconds, world=self.world
        )

    def _seen(self, what: FollowUp) -> dict[str, Any] | None:
        """None while the store is busy."""
        try:
            return what.view(self._journal(what))
        except Transient:
            return None

    def _journal(self, what: FollowUp) -> list[Item]:
        return read_all(self.world, table=self.world.table("orders"), keys=what.keys)

    def _is_of_the_order(self, what: FollowUp, journal: list[Item]) -> bool:
        """By what it has told; before that by its execution, which is asked for rarely, since its answers are few."""
        told = [event["data"]["order_id"] for item in journal for event in item["events"]]
        if told:
            return what.order_id in told
        begun = self._lookup(what.kind.saga).input_of(what.follow_up_id)
        return bool(begun and begun["input"].get("order_id") == what.order_id)

    def _make_way(self, what: FollowUp) -> None:
        """An order may wait for a person for days, and its cancellation for a minute: so whoever cancels the order
        takes the question back first. Asked for again when it is over, a cancellation does nothing more.
        """
        order = self._order(what.order_id)
        if order is None:
            raise Problem(NO_SUCH_ORDER, detail=f"there is no order {what.order_id[:64]}")
        waits = what.kind is CANCELLATION and not is_decided(order)
        if waits and not is_over(what.view(self._journal(what))):
            take_back(self.world, what.order_id)

    def _order(self, order_id: str) -> dict[str, Any] | None:
        return self._lookup(_OPENING).find(order_id, caller=self.caller)

    def _lookup(self, saga: str) -> OrderLookup:
        return OrderLookup(states=self.states, world=self.world, state_machine_arn=self.machines[saga])
