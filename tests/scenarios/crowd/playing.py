"""A crowd, from the first request until every saga of it is over: cut off ones recovered, parked ones retried."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from lambdas.shared.items import from_attributes
from tests.scenarios.crowd.runs import OVER, RUNNING, Run, Runs, Saga
from tests.scenarios.crowd.wants import Cancellation, Change, Order, Wanted
from tests.scenarios.targets.commotion import Commotion
from tests.scenarios.targets.target import Target

_PATIENCE = 300.0
"""Seconds in which at least one more saga is over."""
_PAUSE = 0.2
_ACCEPTED = 202


@dataclass
class Crowd:
    """Sagas by their place among those wanted. `most` are under way at once; `met` counts what was met with."""

    target: Target
    commotion: Commotion
    sagas: dict[int, Saga] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)

    def play(self, wanted: Sequence[Wanted]) -> None:
        runs, under_way, deadline = Runs(self.target), set[Saga](), time.monotonic() + _PATIENCE
        places = iter(enumerate(wanted))
        while len(self.sagas) < len(wanted) or under_way:
            while len(under_way) < self.commotion.most and (further := next(places, None)):
                under_way.add(self._ask(*further))
            found = list(runs.of(under_way))
            over = {run.saga for run in found if run.status == OVER}
            self._help([run for run in found if run.saga not in over])
            under_way -= over
            self.met["at once"] = max(self.met["at once"], len(under_way))
            deadline = time.monotonic() + _PATIENCE if over else deadline
            assert time.monotonic() < deadline, f"not over: {found}"
            time.sleep(_PAUSE)

    def order_id(self, place: int) -> str:
        return self.sagas[place].saga_id

    def _help(self, runs: Sequence[Run]) -> None:
        """What an event, or a person, does for those that cannot go on by themselves; and more trouble."""
        for run in runs:
            if run.status != RUNNING:
                self.met[run.status] += self.commotion.recover(run)
        for parked in self._parked({run.saga.saga_id for run in runs}):
            self.met[f"parked {parked['function']}"] += 1
            self.commotion.retry(saga_id=parked["saga_id"], function=parked["function"])
        self.commotion.stir([run for run in runs if run.status == RUNNING])

    def _ask(self, place: int, wanted: Wanted) -> Saga:
        saga = self._asked(wanted)
        self.sagas[place] = saga
        return saga

    def _asked(self, wanted: Wanted) -> Saga:
        if isinstance(wanted, Order):
            order = {"customer_id": wanted.customer_id, "items": _items(wanted)}
            return Saga(name="create-order", saga_id=self._post("/orders", order)["order_id"])
        path = f"/orders/{self.order_id(wanted.of)}"
        if isinstance(wanted, Cancellation):
            return Saga(name="cancel-order", saga_id=self._post(f"{path}/cancel", None)["follow_up_id"])
        changed = self._post(f"{path}/change", {"items": _items(wanted)})
        return Saga(name="change-order", saga_id=changed["follow_up_id"])

    def _post(self, path: str, body: dict[str, Any] | None) -> Any:
        answer = self.target.ask("POST", path, body=body, headers={"Idempotency-Key": uuid4().hex})
        assert answer.status == _ACCEPTED, answer
        return answer.body

    def _parked(self, saga_ids: set[str]) -> list[dict[str, Any]]:
        world = self.target.world
        pages = world.dynamodb.get_paginator("scan").paginate(TableName=world.table("recovery"))
        items = [from_attributes(item) for page in pages for item in page["Items"]]
        return [item for item in items if item.get("status") == "PARKED" and item["saga_id"] in saga_ids]


def _items(wanted: Order | Change) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in wanted.quantities.items()]
