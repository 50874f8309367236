"""The market of a case and the trouble in it: one order, and the cancellation or the change that the case is about;
or a group of two.

There is plenty of everything, but for what is refused. Goods that are to be withdrawn or adjusted leave late, since
the warehouse is closed for a minute.
"""

from __future__ import annotations

from collections.abc import Collection

from statemachines.generate import SAGAS
from statemachines.model import Saga
from statemachines.simulator.stepfunctions import Execution, Invocation
from tests.simulation import faults
from tests.simulation.approvers import Said
from tests.simulation.functions import Fault
from tests.simulation.happenings import Asked, Case, Early, Killed, Refused, Struck
from tests.simulation.market import (
    CALLER,
    Article,
    Cancellation,
    Change,
    Customer,
    Deposit,
    Group,
    Market,
    Order,
)
from tests.simulation.simulation import Trouble

_FUNCTIONS = {function: saga for saga in SAGAS for function in saga.functions}
_SAGA_OF = {function.placeholder: saga for function, saga in _FUNCTIONS.items()}
_PLACEHOLDERS = {function.name: function.placeholder for function in _FUNCTIONS}

_PLENTY = 1000
_TEA, _POT = 10, 2
"""What a piece of each costs."""

_LARGE = 10_000
"""So many times as much as else, each of them costs where a person is asked; and so much more money is there."""

_YES = (Said(yes=True, after=10.0),)

_ORDERED = [{"sku": "tea", "quantity": 2}, {"sku": "pot", "quantity": 3}]
_CHANGED = [{"sku": "tea", "quantity": 3}, {"sku": "pot", "quantity": 1}]
"""More of the one and fewer of the other: it comes to 26, and then to 32."""

_APPROVALS = {"ApprovalsAsk", "ApprovalsWithdraw"}
_BEGINS = {"OrdersBeginCancellation", "OrdersBeginChange"}
_FOLLOWS, _WHEN_ALL_IS_OVER = 10.0, 30.0
"""When an order is cancelled or changed, in seconds: when it is approved and not shipped, or shipped as well."""

_CLOSED_UNTIL = 60.0


def saga_of(function: str) -> Saga:
    return _SAGA_OF[function]


def market_of(case: Case) -> Market:
    """Without a case it is an order by itself."""
    if case and saga_of(case[0].function).name == "place-together":
        return _market_of_a_group()
    refused = {happening.function for happening in case if isinstance(happening, Refused)}
    early = any(isinstance(happening, Early) for happening in case)
    saga = saga_of(case[0].function).name if case else "create-order"
    at = 0.0 if early else _WHEN_ALL_IS_OVER if "InventoryWithdraw" in refused else _FOLLOWS
    caller = "somebody else" if _BEGINS & refused else CALLER
    sku = "no-such-article" if "OrdersCreate" in refused else "tea"
    scale = _LARGE if _is_asked_about(case) else 1
    return Market(
        articles=[
            Article(sku="tea", price=_TEA * scale, stock=_stock(refused)),
            Article(sku="pot", price=_POT * scale, stock=_PLENTY),
        ],
        customers=[_customer(refused, scale=scale)],
        deposits=[Deposit(customer_id="ada", amount=_PLENTY * scale, at=30.0)],
        orders=[
            Order(
                order_id="o-1",
                customer_id="ada",
                items=[{**_ORDERED[0], "sku": sku}, _ORDERED[1]],
                at=2.0 if early else 0.0,
            )
        ],
        cancellations=[Cancellation(saga_id="x-1", order_id="o-1", at=at, caller=caller)]
        if saga == "cancel-order"
        else [],
        changes=[Change(saga_id="g-1", order_id="o-1", items=_CHANGED, at=at, caller=caller)]
        if saga == "change-order"
        else [],
    )


def _market_of_a_group() -> Market:
    """Of the same things, in two orders."""
    tea, pot = _ORDERED
    group = Group(saga_id="t-1", customer_id="ada", first=[tea], second=[tea, pot])
    return Market(
        articles=[
            Article(sku=sku, price=price, stock=_PLENTY) for sku, price in (("tea", _TEA), ("pot", _POT))
        ],
        customers=[_customer((), scale=1)],
        orders=[],
        groups=[group],
    )


def _stock(refused: Collection[str]) -> int:
    """Of tea."""
    return 1 if "InventoryReserve" in refused else 2 if "InventoryAdjust" in refused else _PLENTY


def _is_asked_about(case: Case) -> bool:
    return any(happening.function in _APPROVALS for happening in case)


def _said(case: Case) -> tuple[Said, ...]:
    """A yes, where a case says nothing of it."""
    return next((happening.said for happening in case if isinstance(happening, Asked)), _YES)


def _customer(refused: Collection[str], *, scale: int) -> Customer:
    credit = (
        1 if "CustomersReserveCredit" in refused else 30 if "CustomersAdjustCredit" in refused else _PLENTY
    )
    balance = 1 if "PaymentsCharge" in refused else 30 if "PaymentsAdjust" in refused else _PLENTY
    return Customer(customer_id="ada", credit=credit * scale, balance=balance * scale)


def trouble_of(case: Case) -> Trouble:
    calls: dict[str, int] = {}
    killed: set[Killed] = set()
    closed_until = _closed_until(case)

    def fault_of(invocation: Invocation, now: float) -> Fault | None:
        if invocation.function == "InventoryShip" and now < closed_until:
            return faults.OUTAGE
        number = calls[invocation.function] = calls.get(invocation.function, 0) + 1
        return next(
            (
                happening.fault
                for happening in case
                if isinstance(happening, Struck)
                and happening.function == invocation.function
                and number <= happening.times
            ),
            None,
        )

    def stop_at(_execution: Execution, state: str) -> float | None:
        for happening in case:
            if (
                isinstance(happening, Killed)
                and happening not in killed
                and _function_of(state) == happening.function
            ):
                killed.add(happening)
                return happening.after
        return None

    unheard = any(isinstance(happening, Killed) and happening.unheard for happening in case)
    return Trouble(
        fault_of=fault_of,
        stop_at=stop_at,
        unheard=1.0 if unheard else 0.0,
        approvers=lambda: _said(case),
    )


def _closed_until(case: Case) -> float:
    leaves_at_once = {"create-order", "place-together"}
    if not case or saga_of(case[0].function).name in leaves_at_once or Refused("InventoryWithdraw") in case:
        return 0.0
    return _CLOSED_UNTIL


def _function_of(state: str) -> str:
    """The placeholder of the function that a state calls; states of trouble are named after it too."""
    name = state.removesuffix(", owing")
    return "RecoveryPark" if name.endswith(" parked") else _PLACEHOLDERS.get(name, "")
