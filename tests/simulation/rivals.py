"""`make matrix`, second part: every interleaving of two sagas' steps on one order, or on the last of something.

What may come of two rivals is written down by hand, as what each of them is answered; all of it has to be found, and
nothing else. Whoever is told Locked or Transient comes again, and has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.simulation.approved import APPROVED, CHANGED, ORDERED, as_much_again, plenty, sold_out
from tests.simulation.hub import Raised, Returned
from tests.simulation.interleaved import Call, Calls, Named, Played, Setting, play
from tests.simulation.market import CALLER
from tests.simulation.turns import courses

_OF_IT = {"caller": CALLER, "order_id": "o-1"}
_MORE = _OF_IT | CHANGED | {"by": 450}
_FEWER = _OF_IT | {"items": [{"sku": "tea", "quantity": 1}], "by": -450}
"""What the steps of a change are told, all together: three teas instead of two, or one."""

_FREE = frozenset({("DONE", "DONE")})
_ONE_OF_THEM = frozenset({("DONE", "Rejected"), ("Rejected", "DONE")})
_ONE_AND_THEN_THE_OTHER = frozenset({("DONE", "Locked"), ("Locked", "DONE")})
_THE_OTHER_MAY_HAVE_TO_WAIT = frozenset({("DONE", "DONE"), ("DONE", "Locked")})
_ONE_MAY_HAVE_TO_WAIT = frozenset({("DONE", "DONE"), ("Transient", "DONE")})


@dataclass(frozen=True, kw_only=True)
class Rivals:
    """`ways` are all that may come of them: the answers to the `one` and to the `other`."""

    one: Call | Calls
    other: Call
    setting: Setting
    ways: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"


def _call(function: str, saga_id: str, told: Mapping[str, Any] = _OF_IT, *, step: str = "") -> Call:
    return Call(function=function, saga_id=saga_id, told=told, step=step)


def _change(saga_id: str, told: Mapping[str, Any], *, until: int = 7) -> Sequence[Call]:
    """The first so many calls of a change."""
    functions = (
        "orders.begin_change",
        "inventory.adjust",
        "customers.adjust_credit",
        "payments.adjust",
        "inventory.confirm",
        "customers.confirm_credit",
        "orders.confirm_change",
    )
    return [_call(function, saga_id, told) for function in functions[:until]]


_CANCEL = _call("orders.begin_cancellation", "x-1")
_SHIP = _call("inventory.ship", "o-1")
_RESERVE = _call("inventory.reserve", "o-2", ORDERED["inventory.reserve"])
_RESERVE_CREDIT = _call("customers.reserve_credit", "o-2", ORDERED["customers.reserve_credit"])

_APPROVED = Setting(plenty(), APPROVED)
_PAID = Setting(plenty(), APPROVED[:-1])
_CANCELLING = Setting(plenty(), [*APPROVED, _CANCEL])
_CHANGING = Setting(plenty(), [*APPROVED, *_change("g-1", _MORE, until=1)])
_MORE_TO_BE = Setting(plenty(), [*APPROVED, *_change("g-1", _MORE, until=4)])
_FEWER_TO_BE = Setting(plenty(), [*APPROVED, *_change("g-1", _FEWER, until=4)])
_ALL_BUT_CONFIRMED = Setting(plenty(), [*APPROVED, *_change("g-1", _MORE, until=6)])
_AS_MUCH_LEFT = Setting(as_much_again(), APPROVED)
_NOTHING_LEFT = Setting(sold_out(), [*APPROVED, _CANCEL])

LOCK = (
    Rivals(
        one=_CANCEL,
        other=_call("orders.begin_change", "g-1", _MORE),
        setting=_APPROVED,
        ways=_ONE_AND_THEN_THE_OTHER,
    ),
    Rivals(
        one=_CANCEL,
        other=_call("orders.begin_cancellation", "x-2"),
        setting=_APPROVED,
        ways=_ONE_AND_THEN_THE_OTHER,
    ),
    Rivals(
        one=_call("orders.begin_change", "g-1", _MORE),
        other=_call("orders.begin_change", "g-2", _FEWER),
        setting=_APPROVED,
        ways=_ONE_AND_THEN_THE_OTHER,
    ),
    Rivals(
        one=_call("orders.approve", "o-1", {}),
        other=_CANCEL,
        setting=_PAID,
        ways=_THE_OTHER_MAY_HAVE_TO_WAIT,
    ),
    Rivals(
        one=_call("orders.confirm_change", "g-1"),
        other=_CANCEL,
        setting=_ALL_BUT_CONFIRMED,
        ways=_THE_OTHER_MAY_HAVE_TO_WAIT,
    ),
    Rivals(
        one=_call("orders.end_change", "g-1", _MORE, step="orders.begin_change"),
        other=_CANCEL,
        setting=_CHANGING,
        ways=frozenset({("COMPENSATED", "DONE"), ("COMPENSATED", "Locked")}),
    ),
)
"""The semantic lock."""

REREAD = (
    Rivals(
        one=Calls(_change("g-1", _MORE)),
        other=_call("orders.begin_change", "g-2", _FEWER),
        setting=_APPROVED,
        ways=frozenset({("DONE", "DONE"), ("DONE", "Locked"), ("DONE", "Transient"), ("Locked", "DONE")}),
    ),
    Rivals(
        one=_SHIP,
        other=_call("inventory.withdraw", "x-1"),
        setting=_CANCELLING,
        ways=frozenset({("DONE", "Rejected"), ("DONE", "DONE"), ("Transient", "DONE")}),
    ),
    Rivals(
        one=_SHIP,
        other=_call("inventory.adjust", "g-1", _MORE),
        setting=_CHANGING,
        ways=frozenset({("DONE", "Rejected"), ("Transient", "DONE")}),
    ),
    Rivals(
        one=_SHIP,
        other=_call("inventory.confirm", "g-1"),
        setting=_MORE_TO_BE,
        ways=_ONE_MAY_HAVE_TO_WAIT,
    ),
    Rivals(
        one=_SHIP,
        other=_call("inventory.confirm", "g-1"),
        setting=_FEWER_TO_BE,
        ways=_ONE_MAY_HAVE_TO_WAIT,
    ),
    Rivals(
        one=_SHIP,
        other=_call("inventory.readjust", "g-1", step="inventory.adjust"),
        setting=_MORE_TO_BE,
        ways=frozenset({("DONE", "COMPENSATED"), ("Transient", "COMPENSATED")}),
    ),
)
"""The value that is read again: what was worked out from an order, or is about to leave, is still so."""

COMMUTATIVE = (
    Rivals(
        one=_RESERVE,
        other=_call("inventory.reserve", "o-3", ORDERED["inventory.reserve"]),
        setting=_APPROVED,
        ways=_FREE,
    ),
    Rivals(
        one=_RESERVE,
        other=_call("inventory.adjust", "g-1", _MORE),
        setting=_AS_MUCH_LEFT,
        ways=_ONE_OF_THEM,
    ),
    Rivals(
        one=_RESERVE,
        other=_call("inventory.withdraw", "x-1"),
        setting=_NOTHING_LEFT,
        ways=frozenset({("DONE", "DONE"), ("Rejected", "DONE")}),
    ),
    Rivals(
        one=_RESERVE_CREDIT,
        other=_call("customers.adjust_credit", "g-1", _MORE),
        setting=_AS_MUCH_LEFT,
        ways=_ONE_OF_THEM,
    ),
    Rivals(
        one=_RESERVE_CREDIT,
        other=_call("customers.return_credit", "x-1"),
        setting=_NOTHING_LEFT,
        ways=frozenset({("DONE", "DONE"), ("Rejected", "DONE")}),
    ),
    Rivals(
        one=_call("payments.charge", "o-2", ORDERED["payments.charge"]),
        other=_call("payments.adjust", "g-1", _MORE),
        setting=_AS_MUCH_LEFT,
        ways=_ONE_OF_THEM,
    ),
)
"""The updates that commute: whoever comes first, all is counted, and never below zero."""

ALL = (*LOCK, *REREAD, *COMMUTATIVE)


def courses_of(rivals: Rivals) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Every interleaving, as the order of turns, and what did not hold in it; what was not found is told at the end."""
    found: set[tuple[str, str]] = set()
    for played in courses(partial(play, rivals.setting, _named(rivals))):
        way = _answer(played.ended["one"]), _answer(played.ended["other"])
        found.add(way)
        surprise = [] if way in rivals.ways else [f"they are answered {' and '.join(way)}"]
        yield played.order, [*played.violations, *_misread(played), *surprise]
    yield (), [f"they are never answered {' and '.join(way)}" for way in sorted(rivals.ways - found)]


def _named(rivals: Rivals) -> Sequence[Named]:
    return [Named(name="one", called=rivals.one), Named(name="other", called=rivals.other)]


def _answer(ended: Returned | Raised | None) -> str:
    return (
        str(ended.value["status"])
        if isinstance(ended, Returned)
        else type(getattr(ended, "error", None)).__name__
    )


def _misread(played: Played) -> Iterator[str]:
    """A change that was worked out from another order than the one it has locked."""
    now = played.ledger.items["orders", "order#o-1", "order"]
    if wanted := now.get("wanted"):
        by = played.ledger.journal(now["locked_by"])["orders.begin_change"]["reply"]["by"]
        if wanted["total"] - now["total"] != by:
            yield f"an order of {now['total']} is to come to {wanted['total']}, and {by} is to be paid"
