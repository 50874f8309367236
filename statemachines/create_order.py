"""The create-order saga: THE table. Who does what, in which order, why there, and what undoes it.

Money is integer minor units. To add a step, add a row and its participant's functions; then `make generate`.
"""

from __future__ import annotations

from statemachines.model import Saga
from statemachines.table import (
    approval,
    at_least,
    compensatable,
    given,
    parallel,
    pivot,
    reply,
    retriable,
)

LARGE = 100_000
"""Minor units from which a person has to agree."""

APPROVED_WITHIN = 3 * 24 * 3600
"""Seconds; silence until then is a no."""

_REQUEST = ("caller", "customer_id", "items", "callback_url")
_WHOLE_REQUEST = {name: given(name) for name in _REQUEST}

CREATE_ORDER = Saga(
    name="create-order",
    given=_REQUEST,
    stages=(
        compensatable(
            "orders.create",
            undo="orders.reject",
            takes=_WHOLE_REQUEST,
            gives=("total", "currency"),
            undo_takes=_WHOLE_REQUEST,
            why="PENDING is the semantic lock: whoever reads the order sees that it is not decided",
        ),
        approval(
            "approvals.ask",
            undo="approvals.withdraw",
            takes={
                "customer_id": given("customer_id"),
                "amount": reply("orders.create", "total"),
                "currency": reply("orders.create", "currency"),
            },
            when=at_least(LARGE, reply("orders.create", "total")),
            within=APPROVED_WITHIN,
            why="large orders take the stricter way; nothing is held for them while a person thinks",
        ),
        parallel(
            "reserve",
            compensatable(
                "inventory.reserve",
                undo="inventory.release",
                takes={"items": given("items")},
                why="what others may see early is that less is available, which harms nobody",
            ),
            compensatable(
                "customers.reserve_credit",
                undo="customers.release_credit",
                takes={"customer_id": given("customer_id"), "amount": reply("orders.create", "total")},
                why="needs nothing of the stock, so it does not wait for it",
            ),
            why="both can be given back unnoticed",
        ),
        pivot(
            "payments.charge",
            resolve="payments.resolve",
            takes={
                "customer_id": given("customer_id"),
                "amount": reply("orders.create", "total"),
                "currency": reply("orders.create", "currency"),
            },
            why="money moves only when nothing else can say no any more",
        ),
        retriable("orders.approve", why="the customer hears of it first"),
        retriable("inventory.ship", why="goods leave last: they are the hardest to get back"),
    ),
)
