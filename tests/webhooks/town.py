"""Shops with receivers on the loopback, some of which fail, and orders whose outcomes all of them are to hear of."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from lambdas.endpoints import replays
from lambdas.endpoints.delivery import DeliveryStatus
from lambdas.endpoints.registry import MOST_ENDPOINTS
from tests.support.receivers.receiver import V4, Receiver, listening
from tests.support.receivers.visit import Request
from tests.webhooks.busy import BusyOffice, busy_office
from tests.webhooks.ways import WAYS, Way

ROUNDS = 4
PAUSE = timedelta(minutes=2)
LONG = timedelta(days=5)
"""Longer than a delivery is tried."""


@dataclass(frozen=True, kw_only=True)
class Shop:
    name: str
    way: Way
    receiver: Receiver
    endpoint_id: str
    caller: str
    nobody: socket.socket | None
    """What keeps its port while it does not listen."""

    @property
    def requests(self) -> list[Request]:
        return self.receiver.requests


@dataclass(kw_only=True)
class Town:
    office: BusyOffice
    stack: ExitStack = field(repr=False)
    shops: list[Shop] = field(default_factory=list)

    def open(self, names: Sequence[str]) -> None:
        """A shop for each name of a way."""
        for number, name in enumerate(names):
            caller = f"c-{number // MOST_ENDPOINTS:032x}"
            self.shops.append(self._shop(name, WAYS[name], caller=caller))

    def tell(self, number: int) -> None:
        """At least so many deliveries, in a few rounds."""
        callers = sorted({shop.caller for shop in self.shops})
        orders = -(-number // len(self.shops))
        for order in range(orders):
            for caller in callers:
                self.office.tell(caller=caller)
            if order % -(-orders // ROUNDS) == 0:
                self.office.live(PAUSE)

    def repair(self) -> None:
        for shop in self.shops:
            shop.receiver.behaviour = shop.way.repaired()
            if shop.nobody:
                shop.nobody.close()
                self.stack.enter_context(listening(shop.receiver))
            self.office.enable(shop.endpoint_id, caller=shop.caller)

    def replay(self) -> None:
        """To each shop, all that failed."""
        now = self.office.clock()
        for shop in self.shops:
            replays.request(
                self.office.world,
                endpoint_id=shop.endpoint_id,
                since=now - 2 * LONG,
                only=DeliveryStatus.FAILED,
                now=now,
            )

    def _shop(self, name: str, way: Way, *, caller: str) -> Shop:
        receiver, nobody = Receiver(behaviour=way.played()), None
        if way.listens:
            self.stack.enter_context(listening(receiver))
        else:
            nobody = self.stack.enter_context(socket.socket())
            nobody.bind((V4, 0))
            receiver.port = nobody.getsockname()[1]
        url = receiver.url.replace("http:", f"{way.scheme}:")
        endpoint_id = self.office.register_url(url, caller=caller)
        return Shop(
            name=name, way=way, receiver=receiver, endpoint_id=endpoint_id, caller=caller, nobody=nobody
        )


@contextmanager
def town() -> Iterator[Town]:
    with busy_office() as office, ExitStack() as stack:
        yield Town(office=office, stack=stack)
