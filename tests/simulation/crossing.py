"""`make matrix`, first part: every interleaving of two actions and two compensations on one journal item.

An action may come twice, and so may its compensation, all at the same time: four handlers, each stopped before
every call of the store. The pivot has its resolution in the place of a compensation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any, cast

from lambdas.shared import world as worlds
from lambdas.shared.errors import LateAction, Rejected
from lambdas.shared.world import World
from statemachines.create_order import CREATE_ORDER
from statemachines.names import Function
from statemachines.step import Step
from tests.simulation.hub import Raised, Returned
from tests.simulation.invariants import books, commits
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.market import Article, Customer, Market
from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.commits import Commit
from tests.simulation.memory.worlds import SHAPES
from tests.simulation.store import DistantStore
from tests.simulation.turns import Choose, Handler, Turns, courses
from tests.support.bridge import handler_at
from tests.support.flaky import answer_lost

SAGA = "o-1"
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLENTY = Market(
    articles=[Article(sku="tea", price=450, stock=10)],
    customers=[Customer(customer_id="ada", credit=1000, balance=1000)],
    orders=[],
)
NOTHING = Market(
    articles=[Article(sku="pot", price=450, stock=10), Article(sku="tea", price=450, stock=1)],
    customers=[Customer(customer_id="ada", credit=1, balance=1)],
    orders=[],
)
TOLD: Mapping[str, Mapping[str, Any]] = {
    "orders.create": {
        "caller": "c-0",
        "customer_id": "ada",
        "items": [{"sku": "tea", "quantity": 2}],
        "callback_url": None,
    },
    "inventory.reserve": {"items": [{"sku": "tea", "quantity": 2}]},
    "customers.reserve_credit": {"customer_id": "ada", "amount": 900},
    "payments.charge": {"customer_id": "ada", "amount": 900, "currency": "EUR"},
}
"""What each step is told, by hand."""

_PRICES = {"batch_get_item"}
"""Nobody changes a price here: reading them meets nothing."""

ACTIONS, UNDOINGS = ("first action", "second action"), ("first undoing", "second undoing")
_ERROR = {"Error": "Rejected", "Cause": '{"errorMessage": "NO: no", "errorType": "Rejected"}'}
_ANSWERS_LOST: Sequence[frozenset[str]] = (
    frozenset(),
    frozenset(ACTIONS[:1]),
    frozenset(UNDOINGS[:1]),
)
"""Whose first write commits without being answered."""


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """One step in one market, with the handlers whose first write is not answered."""

    step: Step
    market: Market
    unanswered: frozenset[str]

    @property
    def undoing(self) -> Function:
        """Its compensation, or its resolution."""
        return self.step.functions[1]

    def __str__(self) -> str:
        can = "can" if self.market == PLENTY else "cannot"
        lost = f", no answer to {' and '.join(sorted(self.unanswered))}" if self.unanswered else ""
        return f"{self.step.name} that {can} be done, twice, and {self.undoing.name} twice{lost}"


@dataclass(frozen=True, kw_only=True)
class Course:
    """One interleaving, and what did not hold in it."""

    order: Sequence[str]
    violations: Sequence[str]


def crossings(*, unanswered_too: bool = True) -> Iterator[Crossing]:
    for step in CREATE_ORDER.steps:
        for market in (PLENTY, NOTHING):
            for unanswered in _ANSWERS_LOST if unanswered_too else _ANSWERS_LOST[:1]:
                if len(step.functions) > 1:
                    yield Crossing(step=step, market=market, unanswered=unanswered)


def courses_of(crossing: Crossing) -> Iterator[Course]:
    """Every interleaving there is."""
    return courses(partial(_play, crossing))


def _play(crossing: Crossing, choose: Choose) -> Course:
    found = _Watched(crossing.market)
    turns = Turns()
    store = DistantStore(cast("Any", turns), found.store, aside=_PRICES)
    world = World(
        dynamodb=cast("Any", store),
        tables={name: name for name in SHAPES},
        clock=lambda: _NOW,
        sleep=lambda _: None,
        random=Random(0),
    )
    worlds.install(world)
    try:
        for names, function in ((ACTIONS, crossing.step.function), (UNDOINGS, crossing.undoing)):
            body = partial(handler_at(function.handler), _command(crossing.step), None)
            for name in names:
                lost = name in crossing.unanswered
                kind = f"{function.name}, unanswered" if lost else function.name
                turns.add(name, kind, body, acts=[answer_lost] if lost else [])
        order = turns.play(choose)
    finally:
        worlds.install(None)
    return Course(
        order=order, violations=[*found.violations, *_check(crossing, found.ledger, turns.handlers)]
    )


class _Watched:
    """A store whose every commit is checked."""

    def __init__(self, market: Market) -> None:
        self.ledger, self.violations = Ledger(), list[str]()
        self._books, self._open = books.Books(market), False
        self.store = MemoryDynamoDB(tables=SHAPES, on_commit=self._committed)
        market.open(self.store)
        self._open = True

    def _committed(self, commit: Commit) -> None:
        changes = self.ledger.take(commit)
        if self._open:
            self.violations += commits.check(changes)
            self.violations += self._books.check(self.ledger, changes)


def _command(step: Step) -> dict[str, Any]:
    return {"saga_id": SAGA, "step": step.name, "input": TOLD[step.name], "error": _ERROR}


def _check(crossing: Crossing, ledger: Ledger, handlers: Sequence[Handler]) -> Iterator[str]:
    status = ledger.journal(SAGA)[crossing.step.name]["status"]
    answers = {handler.name: handler.ended for handler in handlers}
    for name in ACTIONS:
        answer = answers[name]
        if isinstance(answer, Raised) and not isinstance(answer.error, Rejected | LateAction):
            yield f"{name} failed: {answer.error!r}"
    told = [_status(answers[name]) for name in UNDOINGS]
    if crossing.step.resolution:
        if set(told) != {"DONE" if status == "DONE" else "VOID"}:
            yield f"the step is {status}, and its resolutions said {told}"
    elif status not in ("COMPENSATED", "VOID", "REJECTED"):
        yield f"the step is {status} after its compensations said {told}"
    elif any(answer not in ("COMPENSATED", "VOID", "REJECTED") for answer in told):
        yield f"the step is {status}, and its compensations said {told}"
    if status != "DONE" and (held := _held(ledger)):
        yield f"the step is {status}, and {held}"


def _held(ledger: Ledger) -> str:
    """What is kept for a step that was undone."""
    reserved = [item for item in ledger.of("inventory", "reservation#") if item["status"] == "RESERVED"]
    pending = [item for item in ledger.of("orders", "order#") if item["status"] == "PENDING"]
    return f"still there: {reserved + pending}" if reserved + pending else ""


def _status(answer: Returned | Raised | None) -> str:
    return str(answer.value["status"]) if isinstance(answer, Returned) else repr(answer)
