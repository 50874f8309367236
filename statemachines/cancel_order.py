"""The cancel-order saga: an order that was approved, undone for business reasons, unless its goods have left.

A cancellation is no compensation: the order's own saga is over, or past its pivot, and nothing went wrong.
"""

from __future__ import annotations

from statemachines.model import Saga
from statemachines.table import TURN, compensatable, given, pivot, retriable

_ORDER = {"order_id": given("order_id")}
_WHOSE = {**_ORDER, "caller": given("caller")}

CANCEL_ORDER = Saga(
    name="cancel-order",
    given=("caller", "order_id"),
    stages=(
        compensatable(
            "orders.begin_cancellation",
            undo="orders.end_cancellation",
            takes=_WHOSE,
            undo_takes=_WHOSE,
            turn=TURN,
            why="CANCELLING is the semantic lock; while another saga holds it, this one waits its turn",
        ),
        pivot(
            "inventory.withdraw",
            resolve="inventory.settle_withdrawal",
            takes=_ORDER,
            why="only the stock knows whether the goods have left; past it nothing can say no any more",
        ),
        retriable("payments.refund", takes=_ORDER, why="money goes back when the goods are certain to stay"),
        retriable(
            "customers.return_credit", takes=_ORDER, why="credit too, which the customer may use at once"
        ),
        retriable("orders.cancel", takes=_ORDER, why="the customer hears of it when all of it is true"),
    ),
)
