"""The change-order saga: another quantity of the same articles, for an order that was approved and has not left.

What others may see early is chosen so that it harms least (the pessimistic view): more is taken before the
pivot and can be given back unnoticed; less is given back after it, when nobody can want it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from statemachines.model import Saga
from statemachines.step import Source
from statemachines.table import TURN, compensatable, given, parallel, pivot, reply, retriable

_ORDER = {"order_id": given("order_id")}
_WANTED = {**_ORDER, "caller": given("caller"), "items": given("items")}
_BY: Mapping[str, Source] = {**_ORDER, "by": reply("orders.begin_change", "by")}

CHANGE_ORDER = Saga(
    name="change-order",
    given=("caller", "order_id", "items"),
    stages=(
        compensatable(
            "orders.begin_change",
            undo="orders.end_change",
            takes=_WANTED,
            gives=("by",),
            undo_takes=_WANTED,
            turn=TURN,
            why="CHANGING is the semantic lock; what is changed is read again, and must be as it was",
        ),
        parallel(
            "adjust",
            compensatable(
                "inventory.adjust",
                undo="inventory.readjust",
                takes={**_ORDER, "items": given("items")},
                why="takes the pieces that are more, and keeps the goods from leaving meanwhile",
            ),
            compensatable(
                "customers.adjust_credit",
                undo="customers.readjust_credit",
                takes=_BY,
                why="takes the credit that is more; less is given back when it is certain",
            ),
            why="both can be given back unnoticed",
        ),
        pivot(
            "payments.adjust",
            resolve="payments.settle_adjustment",
            takes=_BY,
            why="money moves, up or down, only when nothing else can say no any more",
        ),
        retriable(
            "inventory.confirm",
            takes=_ORDER,
            why="pieces that are fewer are there for others, and goods may leave",
        ),
        retriable("customers.confirm_credit", takes=_ORDER, why="credit that is less may be used again"),
        retriable(
            "orders.confirm_change", takes=_ORDER, why="the customer hears of it when all of it is true"
        ),
    ),
)
