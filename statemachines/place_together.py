"""The place-together saga: two orders of one customer, both or none.

Each order is a saga of its own, nested in this one and compensated as a whole. Anybody may see, cancel or change
either of them meanwhile, as any order; what must not happen is that one leaves alone, so both are held until it is
certain that there are two.
"""

from __future__ import annotations

from statemachines.cancel_order import CANCEL_ORDER
from statemachines.create_order import CREATE_ORDER
from statemachines.model import Saga
from statemachines.nesting import nested
from statemachines.table import compensatable, given, pivot, reply, retriable

_REQUEST = ("caller", "customer_id", "first", "second", "callback_url")
_WHOLE_REQUEST = {name: given(name) for name in _REQUEST}
_OF_AN_ORDER = {name: given(name) for name in ("caller", "customer_id", "callback_url")}

PLACE_TOGETHER = Saga(
    name="place-together",
    given=_REQUEST,
    stages=(
        compensatable(
            "orders.open_group",
            undo="orders.reject_group",
            takes=_WHOLE_REQUEST,
            gives=("first_id", "second_id"),
            undo_takes=_WHOLE_REQUEST,
            why="PENDING says that neither order is certain yet; it names both before they are there",
        ),
        compensatable(
            "inventory.hold",
            undo="inventory.drop_hold",
            takes={
                "first_id": reply("orders.open_group", "first_id"),
                "second_id": reply("orders.open_group", "second_id"),
            },
            why="written down before the orders are there, so that neither leaves alone, however quick its saga is",
        ),
        nested(
            "orders.place_first",
            saga=CREATE_ORDER,
            undo="orders.cancel_first",
            undone_by=CANCEL_ORDER,
            takes={**_OF_AN_ORDER, "items": given("first")},
            why="one after the other: while the first may be refused, nothing is reserved or charged for the second",
        ),
        nested(
            "orders.place_second",
            saga=CREATE_ORDER,
            undo="orders.cancel_second",
            undone_by=CANCEL_ORDER,
            takes={**_OF_AN_ORDER, "items": given("second")},
            why="if it is refused, the first is cancelled, which is possible as long as its goods are held",
        ),
        pivot(
            "orders.confirm_group",
            resolve="orders.resolve_group",
            takes={},
            why="one may have been cancelled by now, so both are looked at in the transaction that makes them certain",
        ),
        retriable("inventory.ship_together", why="goods leave last, and together"),
    ),
)
