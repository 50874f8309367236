"""`make matrix`, first part: every interleaving of two actions and two compensations on one journal item.

An action may come twice, and so may its compensation, all at the same time: four handlers, each stopped before
every call of the store. The pivot has its resolution in the place of a compensation. Steps that read what they
write over have more calls, and more interleavings than there is time for: of those, three handlers at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from lambdas.shared.errors import LateAction, Locked, Rejected
from statemachines.generate import SAGAS
from statemachines.names import Function
from statemachines.step import Step
from tests.simulation.approved import (
    APPROVED,
    CHANGED,
    GROUP,
    GROUP_APPROVED,
    GROUP_OPENED,
    GROUP_REFUSED,
    GROUPED,
    ORDERED,
    PART_IDS,
    SHIPPED,
    nothing,
    plenty,
    sold_out,
)
from tests.simulation.hub import Raised, Returned
from tests.simulation.interleaved import Call, Named, Played, Setting, play
from tests.simulation.invariants.ledger import Item, Ledger
from tests.simulation.market import CALLER
from tests.simulation.turns import Choose, courses
from tests.support.flaky import answer_lost

_PLENTY, _NOTHING = Setting(plenty()), Setting(nothing())
_APPROVED, _SHIPPED = Setting(plenty(), APPROVED), Setting(plenty(), SHIPPED)
_SOLD_OUT = Setting(sold_out(), APPROVED)
_GROUP_OPENED, _GROUP_APPROVED = Setting(plenty(), GROUP_OPENED), Setting(plenty(), GROUP_APPROVED)
_GROUP_REFUSED = Setting(plenty(), GROUP_REFUSED)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a step is told, and where it can be done, and cannot, None where no rule says no. `token` is what waits for
    a person's answer.
    """

    saga_id: str
    input: Mapping[str, Any]
    can: Setting = _PLENTY
    cannot: Setting | None = _NOTHING
    token: str | None = None


_OF_IT = {"caller": CALLER, "order_id": "o-1"}
_MORE = {"order_id": "o-1", "by": 450}
_PART = ORDERED["orders.create"]
_PARTS = dict(zip(("first_id", "second_id"), PART_IDS, strict=True))

TOLD: Mapping[str, Told] = {
    "orders.create": Told(saga_id="o-1", input=ORDERED["orders.create"]),
    "approvals.ask": Told(
        saga_id="o-1",
        input={"customer_id": "ada", "amount": 900, "currency": "EUR"},
        cannot=None,
        token="one",
    ),
    "inventory.reserve": Told(saga_id="o-1", input=ORDERED["inventory.reserve"]),
    "customers.reserve_credit": Told(saga_id="o-1", input=ORDERED["customers.reserve_credit"]),
    "payments.charge": Told(saga_id="o-1", input=ORDERED["payments.charge"]),
    "orders.begin_cancellation": Told(saga_id="x-1", input=_OF_IT, can=_APPROVED, cannot=_PLENTY),
    "inventory.withdraw": Told(saga_id="x-1", input=_OF_IT, can=_APPROVED, cannot=_SHIPPED),
    "orders.begin_change": Told(saga_id="g-1", input=_OF_IT | CHANGED, can=_APPROVED, cannot=_PLENTY),
    "inventory.adjust": Told(saga_id="g-1", input=_OF_IT | CHANGED, can=_APPROVED, cannot=_SOLD_OUT),
    "customers.adjust_credit": Told(saga_id="g-1", input=_MORE, can=_APPROVED, cannot=_SOLD_OUT),
    "payments.adjust": Told(saga_id="g-1", input=_MORE, can=_APPROVED, cannot=_SOLD_OUT),
    "orders.open_group": Told(saga_id=GROUP, input=GROUPED),
    "inventory.hold": Told(saga_id=GROUP, input=_PARTS),
    "orders.place_first": Told(saga_id=GROUP, input=_PART, cannot=_GROUP_REFUSED, token="one"),
    "orders.place_second": Told(saga_id=GROUP, input=_PART, cannot=_GROUP_REFUSED, token="one"),
    "orders.confirm_group": Told(saga_id=GROUP, input={}, can=_GROUP_APPROVED, cannot=_GROUP_OPENED),
}
"""By hand, for every step that can be turned back."""

ACTIONS, UNDOINGS = ("first action", "second action"), ("first undoing", "second undoing")
_ALL = (*ACTIONS, *UNDOINGS)
_ANSWERS_LOST: Sequence[frozenset[str]] = (
    frozenset(),
    frozenset(ACTIONS[:1]),
    frozenset(UNDOINGS[:1]),
)
"""Whose first write commits without being answered."""


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """One step that can be done, or cannot, with these handlers, of which some get no answer to their first write."""

    step: Step
    can: bool
    handlers: Sequence[str]
    unanswered: frozenset[str]

    @property
    def undoing(self) -> Function:
        """Its compensation, or its resolution."""
        return self.step.functions[1]

    def __str__(self) -> str:
        can = "can" if self.can else "cannot"
        lost = f", no answer to {' and '.join(sorted(self.unanswered))}" if self.unanswered else ""
        times = [sum(name in names for name in self.handlers) for names in (ACTIONS, UNDOINGS)]
        done, undone = (("once", "twice")[number - 1] for number in times)
        return f"{self.step.name} that {can} be done, {done}, and {self.undoing.name} {undone}{lost}"


@dataclass(frozen=True, kw_only=True)
class Course:
    """One interleaving, and what did not hold in it."""

    order: Sequence[str]
    violations: Sequence[str]


def crossings(*, share: bool = False) -> Iterator[Crossing]:
    """All of them, or the share that is quick: every write is answered, and few are undone twice."""
    opening, *_ = SAGAS
    three = (_ALL[:3],) if share else (_ALL[:3], _ALL[1:])
    for saga in SAGAS:
        for step in saga.steps:
            all_four = saga is opening and not step.patience
            yield from _crossings(step, (_ALL,) if all_four else three, share=share)


def _crossings(step: Step, handlers: Sequence[Sequence[str]], *, share: bool) -> Iterator[Crossing]:
    if len(step.functions) > 1:
        for can, names, unanswered in product((True, False), handlers, _ANSWERS_LOST):
            possible = can or TOLD[step.name].cannot
            if possible and unanswered <= set(names) and not (share and unanswered):
                yield Crossing(step=step, can=can, handlers=names, unanswered=unanswered)


def courses_of(crossing: Crossing) -> Iterator[Course]:
    """Every interleaving there is."""
    return courses(partial(_play, crossing))


def _play(crossing: Crossing, choose: Choose) -> Course:
    told, step = TOLD[crossing.step.name], crossing.step.name
    calls = [
        Named(
            name=name,
            called=Call(
                function=function.name,
                saga_id=told.saga_id,
                told=told.input,
                step=step,
                token=told.token if function is crossing.step.function else None,
            ),
            acts=[answer_lost] if name in crossing.unanswered else (),
        )
        for names, function in ((ACTIONS, crossing.step.function), (UNDOINGS, crossing.undoing))
        for name in names
        if name in crossing.handlers
    ]
    setting = told.can if crossing.can else told.cannot
    assert setting is not None, "no crossing is made of what nobody refuses"
    played = play(setting, calls, choose)
    return Course(order=played.order, violations=[*played.violations, *_check(crossing, played)])


def _check(crossing: Crossing, played: Played) -> Iterator[str]:
    saga_id = TOLD[crossing.step.name].saga_id
    status = played.ledger.journal(saga_id)[crossing.step.name]["status"]
    for name in set(ACTIONS) & played.ended.keys():
        answer = played.ended[name]
        if isinstance(answer, Raised) and not isinstance(answer.error, _refusals(crossing)):
            yield f"{name} failed: {answer.error!r}"
    told = [_status(played.ended[name]) for name in UNDOINGS if name in played.ended]
    if crossing.step.resolution:
        if set(told) != {"DONE" if status == "DONE" else "VOID"}:
            yield f"the step is {status}, and its resolutions said {told}"
    elif status not in ("COMPENSATED", "VOID", "REJECTED"):
        yield f"the step is {status} after its compensations said {told}"
    elif any(answer not in ("COMPENSATED", "VOID", "REJECTED") for answer in told):
        yield f"the step is {status}, and its compensations said {told}"
    if status != "DONE":
        yield from _left(played)


def _refusals(crossing: Crossing) -> tuple[type[Exception], ...]:
    """What can be done is locked by nobody but the saga itself."""
    return (Rejected, LateAction) if crossing.can else (Rejected, LateAction, Locked)


def _left(played: Played) -> Iterator[str]:
    """What a step that was undone leaves behind, beside its record and that of an order that was rejected."""
    before, after = _business(played.before), _business(played.ledger)
    for place in before.keys() | after.keys():
        if before.get(place) != after.get(place) and after.get(place, {}).get("status") not in _OVER:
            yield f"the step was undone, and {place} is {after.get(place)}, not {before.get(place)}"


_OVER = ("REJECTED", "RELEASED", "WITHDRAWN", "DROPPED", "AWAITED")
"""Of goods that were held together and came to nothing it stays written down that they do not leave."""
_UNADJUSTED = {"amount": 900, "fewer": 0, "adjusted_by": None}


def _business(ledger: Ledger) -> dict[str, Item]:
    """All but the journal. That as much credit is held as before need not have been written down."""
    return {
        pk: item
        for (_, pk, _), item in ledger.items.items()
        if not pk.startswith("saga#")
        and not (pk.startswith("credit#") and _UNADJUSTED.items() <= item.items())
    }


def _status(answer: Returned | Raised | None) -> str:
    return str(answer.value["status"]) if isinstance(answer, Returned) else repr(answer)
