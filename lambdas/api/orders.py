"""Starting the saga of an order, and finding what became of it. The one durable write is StartExecution.

An execution's name is its order's id, so no second store can disagree about which orders there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.api.listing import Listed, listed
from lambdas.api.paging import Wanted
from lambdas.api.request import OrderRequest
from lambdas.api.starting import answered, check_same
from lambdas.api.waiting import wait_for
from lambdas.endpoints.registry import registered
from lambdas.shared import view
from lambdas.shared.errors import Transient
from lambdas.shared.executing import canonical
from lambdas.shared.lookup import OrderLookup, item_of
from lambdas.shared.problem import FieldError, invalid
from lambdas.shared.problems import INVALID_ORDER

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.world import World

SAGA = "create-order"
_UNREGISTERED = "is not the URL of an endpoint of yours: register it first with POST /endpoints"


@dataclass(frozen=True, kw_only=True)
class Orders:
    """Every read is the caller's own: an order of another is as if it were not there. `machines` are the sagas', by
    their names.
    """

    states: SFNClient
    world: World
    machines: Mapping[str, str]

    def place(self, request: OrderRequest, *, order_id: str, caller: str) -> None:
        """Start the saga; a request sent twice starts it once, also when its endpoint is gone by the second time.

        Raises Problem: 400 when the callback is at no endpoint of the caller, 422 when the id is that of another
        order, 503 when Step Functions or the store is busy.
        """
        given = canonical({"saga_id": order_id, "input": {"caller": caller, **request.as_dict()}})
        with answered():
            if not self._may_call(request.callback_url, caller=caller):
                self._check_repeated(order_id, given, url=request.callback_url)
                return
            try:
                self.states.start_execution(stateMachineArn=self.machines[SAGA], name=order_id, input=given)
            except self.states.exceptions.ExecutionAlreadyExists:
                check_same(self._lookup.input_of(order_id), given)

    def find(self, order_id: str, *, caller: str) -> dict[str, Any] | None:
        """The order as its caller sees it, or None. Raises Problem (503)."""
        with answered():
            return self._lookup.find(order_id, caller=caller)

    def seen(self, order_id: str) -> dict[str, Any] | None:
        """The order for one who is known to own it; None before its first step, or while the store is busy."""
        try:
            item = item_of(self.world, order_id)
        except Transient:
            return None
        return view.from_item(item) if item else None

    def seen_within(self, seconds: float, order: dict[str, Any]) -> dict[str, Any]:
        """The order as it is when it is decided, or when the time is up; `order` is as it was seen before."""
        return wait_for(
            lambda: self.seen(order["order_id"]) or order,
            first=order,
            enough=view.is_decided,
            seconds=seconds,
            world=self.world,
        )

    def page(self, wanted: Wanted) -> Listed:
        """A page of the caller's own orders. Raises Problem (503)."""
        with answered():
            return listed(self.world, wanted)

    @property
    def _lookup(self) -> OrderLookup:
        return OrderLookup(states=self.states, world=self.world, state_machine_arn=self.machines[SAGA])

    def _may_call(self, url: str | None, *, caller: str) -> bool:
        """Whether it is at an endpoint of the caller, be it enabled or not. Without a URL nothing is read."""
        return url is None or registered(self.world, caller).at(url) is not None

    def _check_repeated(self, order_id: str, given: str, *, url: str | None) -> None:
        """Raises Problem unless this very order was started before: then the URL was an endpoint's."""
        before = self._lookup.input_of(order_id)
        if before is None:
            raise invalid(INVALID_ORDER, FieldError(field="callback_url", value=url, reason=_UNREGISTERED))
        check_same(before, given)
