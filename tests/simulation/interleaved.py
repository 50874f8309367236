"""Handlers at the same time on one store, each stopped before every call of it; every commit is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from random import Random
from typing import Any, Protocol, cast

from lambdas.shared.world import World
from statemachines.generate import SAGAS
from statemachines.names import Function
from tests.simulation.hub import Raised, Returned
from tests.simulation.invariants import books, commits, pessimism
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.invariants.locks import Locks
from tests.simulation.market import Market
from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.commits import Commit
from tests.simulation.memory.worlds import SHAPES
from tests.simulation.states import StatesClient
from tests.simulation.store import DistantStore
from tests.simulation.turns import Choose, Turns
from tests.support.bridge import handler_at
from tests.support.flaky import Act
from tests.support.worlds import installed

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_PRICES = {"batch_get_item"}
"""Nobody changes a price here: reading them meets nothing."""

_PATIENCE = 3600
"""Seconds in which a person may answer."""

_ERROR = {"Error": "Rejected", "Cause": '{"errorMessage": "NO: no", "errorType": "Rejected"}'}


class Runs(Protocol):
    """What is done in an interleaving; its text says what it is."""

    def run(self) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Call:
    """One invocation of a function, by its name; `step` is what a compensation or a resolution is of, `token` what
    waits for a person's answer.
    """

    function: str
    saga_id: str
    told: Mapping[str, Any] = field(default_factory=dict)
    step: str = ""
    token: str | None = None

    def run(self) -> Any:
        payload = {
            "saga_id": self.saga_id,
            "step": self.step or self.function,
            "input": self.told,
            "error": _ERROR,
            "token": self.token,
            "patience": _PATIENCE if self.token else None,
        }
        return handler_at(Function(name=self.function).handler)(payload, None)

    def __str__(self) -> str:
        return f"{self.function} of {self.saga_id}"


@dataclass(frozen=True)
class Calls:
    """One after another. The answer is that of the last, or of the first that fails."""

    calls: Sequence[Call]

    def run(self) -> Any:
        return [call.run() for call in self.calls][-1]

    def __str__(self) -> str:
        return f"{self.calls[0]} to {self.calls[-1]}"


@dataclass(frozen=True, kw_only=True)
class Named:
    """What is called in an interleaving; `acts` befall its writes. Two of the same are alike but for these."""

    name: str
    called: Runs
    acts: Sequence[Act] = ()

    @property
    def kind(self) -> str:
        return f"{self.called}{', unanswered' if self.acts else ''}"


@dataclass(frozen=True, kw_only=True)
class Played:
    """`ended` is by the calls' names. `before` is the ledger as it was when they began."""

    order: Sequence[str]
    ended: Mapping[str, Returned | Raised | None]
    before: Ledger
    ledger: Ledger
    violations: Sequence[str]


class Started:
    """A Step Functions that starts whatever it is asked to: what comes of it is another play."""

    exceptions = StatesClient.exceptions

    def start_execution(self, **_: Any) -> None:
        pass


class Watched:
    """A store whose every commit is checked."""

    def __init__(self, market: Market, items: Sequence[tuple[str, Any]]) -> None:
        self.ledger, self.violations = Ledger(), list[str]()
        self._books, self._locks, self._open = books.Books(market), Locks(), False
        self.store = MemoryDynamoDB(tables=SHAPES, on_commit=self._committed)
        for table, item in items:
            self.store.put_item(TableName=table, Item=item)
        self._open = True

    def _committed(self, commit: Commit) -> None:
        changes = self.ledger.take(commit)
        locks = list(self._locks.check(self.ledger, changes))
        if self._open:
            self.violations += locks
            self.violations += commits.check(changes)
            self.violations += self._books.check(self.ledger, changes)
            self.violations += pessimism.check(changes)


@dataclass(eq=False)
class Setting:
    """Where interleavings begin: a market, and the calls that came before, one by one. They are made once."""

    market: Market
    before: Sequence[Runs] = ()

    def open(self) -> Watched:
        return Watched(self.market, self._items)

    @cached_property
    def _items(self) -> Sequence[tuple[str, Any]]:
        """All there is to begin with, each item behind its table's name."""
        store = MemoryDynamoDB(tables=SHAPES)
        self.market.open(store)
        with installed(_world(store)):
            for call in self.before:
                call.run()
        return [(table, item) for table in SHAPES for item in store.scan(TableName=table)["Items"]]


def _world(store: Any) -> World:
    return World(
        dynamodb=store,
        tables={name: name for name in SHAPES},
        machines={saga.name: saga.name for saga in SAGAS},
        service=lambda _: Started(),
        clock=lambda: _NOW,
        sleep=lambda _: None,
        random=Random(0),
    )


def play(setting: Setting, calls: Sequence[Named], choose: Choose) -> Played:
    """These calls in the order that is chosen."""
    watched, turns = setting.open(), Turns()
    as_it_was = Ledger(dict(watched.ledger.items))
    with installed(_world(DistantStore(cast("Any", turns), watched.store, aside=_PRICES))):
        for named in calls:
            turns.add(named.name, named.kind, named.called.run, acts=named.acts)
        order = turns.play(choose)
    return Played(
        order=order,
        ended={handler.name: handler.ended for handler in turns.handlers},
        before=as_it_was,
        ledger=watched.ledger,
        violations=watched.violations,
    )
