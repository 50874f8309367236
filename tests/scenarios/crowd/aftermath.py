"""What a crowd has left behind: its orders and reservations, how each saga ended, what was committed and published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ops.books import Books, read_books
from tests.scenarios.crowd.balance import locks, shipped
from tests.scenarios.crowd.playing import Crowd
from tests.scenarios.crowd.runs import Saga
from tests.scenarios.crowd.tables import items_of
from tests.scenarios.crowd.told import ALWAYS, complaints
from tests.scenarios.crowd.wants import Cancellation, Change, Market, Order, Wanted
from tests.scenarios.targets.target import Target

_PARTICIPANTS = ("orders", "inventory", "customers", "payments")


@dataclass(frozen=True)
class Aftermath:
    """To be looked at when all is over: each table is read once."""

    target: Target
    crowd: Crowd
    wanted: tuple[Wanted, ...]

    @cached_property
    def _items(self) -> Mapping[str, Mapping[str, list[dict[str, Any]]]]:
        about = {saga.saga_id for saga in self.crowd.sagas.values()}
        return {name: items_of(self.target.world, name, about=about) for name in _PARTICIPANTS}

    @property
    def orders(self) -> list[dict[str, Any]]:
        return self._items["orders"]["order"]

    @cached_property
    def ends(self) -> Mapping[Saga, str]:
        """An order's status, or a follow-up's, as its client is told."""
        return {saga: self._end(self.wanted[place], saga) for place, saga in self.crowd.sagas.items()}

    def missing(self) -> Iterator[str]:
        """Whoever ordered finds their order, whatever became of it."""
        found = {order["order_id"] for order in self.orders}
        placed = {place for place, wanted in enumerate(self.wanted) if isinstance(wanted, Order)}
        yield from ({self.crowd.order_id(place) for place in placed} - found)

    def left_over(self) -> Iterator[str]:
        reservations = self._items["inventory"].get("reservation", [])
        yield from shipped(self.orders, reservations)
        yield from locks(self.orders, reservations, self._items["customers"].get("credit", []))

    def untold(self) -> Iterator[str]:
        """What was committed is published, and no other; what a saga's end demands is among it."""
        committed = self._committed()
        for saga, end in self.ends.items():
            found = self.target.events(saga.saga_id, ALWAYS[saga.name, end])
            for complaint in complaints(saga.name, end, [event.type for event in found]):
                yield f"{saga} {complaint}"
            if {event.id for event in found} != set(committed[saga.saga_id]):
                yield f"{saga} committed {sorted(committed[saga.saga_id])}, and published {found}"

    def gaps(self) -> Iterator[str]:
        """Whatever is told of has its events numbered from one on."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for events in self._committed().values():
            for event in events.values():
                numbers[event["subject"]].append(int(event["sequence"]))
        for subject, found in numbers.items():
            if sorted(found) != list(range(1, len(found) + 1)):
                yield f"the events of {subject} are numbered {sorted(found)}"

    def _end(self, wanted: Wanted, saga: Saga) -> str:
        path = f"/orders/{saga.saga_id}"
        if isinstance(wanted, Cancellation | Change):
            path = f"/orders/{self.crowd.order_id(wanted.of)}/follow-ups/{saga.saga_id}"
        return str(self.target.ask("GET", path).body["status"])

    def _committed(self) -> Mapping[str, dict[str, dict[str, Any]]]:
        """Events by saga and id, from the journals."""
        events: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for kinds in self._items.values():
            for step in kinds.get("saga", []):
                for event in step["events"]:
                    events[step["pk"].partition("#")[2]][event["id"]] = event
        return events


def books(target: Target, market: Market) -> Books:
    """Stock, credit and money of everybody in the market."""
    return read_books(target.world, skus=market.stock, customers=market.credit)
