"""An order of the owner's, what is asked of it, and how far the sagas of both have come: step by step, by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from lambdas.api.follow_up import CANCELLATION, CHANGE, Kind
from tests.support import steps
from tests.unit.api.fakes import KEY, ORDER, Answer
from tests.unit.api.owner import Owner

FOUR_TEAS: dict[str, Any] = {"items": [{"sku": "tea", "quantity": 4}]}
PATHS = {CANCELLATION: "cancel", CHANGE: "change"}
BODIES: dict[Kind, Any] = {CANCELLATION: None, CHANGE: FOUR_TEAS}


@dataclass(kw_only=True)
class Placed:
    """`path` is the order's."""

    me: Owner
    path: str

    @property
    def order_id(self) -> str:
        return self.path.rpartition("/")[2]

    def opened(self) -> Placed:
        steps.open_order(self.me.world, self.saga_of(self.order_id))
        return self

    def approved(self) -> Placed:
        self.opened()
        steps.approve(self.saga_of(self.order_id))
        return self

    def status(self) -> str:
        return str(self.me.get(self.path).body["status"])

    def ask(self, kind: Kind, *, key: str = "f-1", body: object = None, **headers: str) -> Answer:
        """With a key, unless it is empty."""
        given = {"idempotency-key": key, **headers} if key else headers
        return self.me.post(f"{self.path}/{PATHS[kind]}", body or BODIES[kind], headers=given)

    # How far the saga of an answer has come.

    def begin(self, kind: Kind, asked: Answer) -> None:
        steps.begin(kind, self.saga_of(asked.body["follow_up_id"]))

    def finish(self, kind: Kind, asked: Answer) -> None:
        steps.finish(kind, self.saga_of(asked.body["follow_up_id"]))

    def turn_back(self, kind: Kind, asked: Answer, error: steps.Error = steps.SHIPPED) -> None:
        steps.turn_back(kind, self.saga_of(asked.body["follow_up_id"]), error)

    def saga_of(self, name: str) -> steps.Saga:
        """As its execution was given it."""
        saga: dict[str, Any] = json.loads(self.me.states.started[name])
        return saga


def placed(me: Owner) -> Placed:
    answer = me.post("/orders", ORDER, headers=KEY)
    assert answer.status == 202, answer
    return Placed(me=me, path=answer.headers["Location"])


@dataclass
class Meanwhile:
    """What happens while somebody sleeps: each at its moment, in seconds from now."""

    me: Owner
    due: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begin = self.me.clock()

    @property
    def waiting(self) -> Owner:
        """The owner in the same world, in which time does not only pass."""
        return self.me.but(world=replace(self.me.world, sleep=self._sleep), longest_wait=20)

    def _sleep(self, seconds: float) -> None:
        self.me.clock.sleep(seconds)
        now = self.me.clock() - self._begin
        happens = [what for moment, what in self.due if timedelta(seconds=moment) <= now]
        self.due = [(moment, what) for moment, what in self.due if timedelta(seconds=moment) > now]
        for what in happens:
            what()
