"""An endpoint of the client's: registered over the API with a mailbox behind it, and removed in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from ops.endpoints import asked, register, remove
from ops.receiver import Received
from tests.scenarios.targets.reception import Mailbox
from tests.scenarios.targets.target import Target

T = TypeVar("T", bound=Target)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """What its owner does with it. Each method is one request that is answered as it should be."""

    target: Target
    endpoint_id: str
    mailbox: Mailbox

    @property
    def url(self) -> str:
        return self.mailbox.url

    @property
    def path(self) -> str:
        return f"/endpoints/{self.endpoint_id}"

    def shown(self) -> Mapping[str, Any]:
        return asked(self.target.ask, "GET", self.path, status=200)

    def rotate(self) -> str:
        """The new secret."""
        secret: str = asked(self.target.ask, "POST", f"{self.path}/rotate", status=200)["secret"]
        return secret

    def disable(self) -> None:
        asked(self.target.ask, "POST", f"{self.path}/disable", status=200)

    def enable(self) -> None:
        asked(self.target.ask, "POST", f"{self.path}/enable", status=200)

    def test(self) -> str:
        """The id of the delivery."""
        delivery_id: str = asked(self.target.ask, "POST", f"{self.path}/test", status=202)["delivery_id"]
        return delivery_id

    def replay(self, *, since: str) -> None:
        asked(self.target.ask, "POST", f"{self.path}/replay", body={"since": since}, status=202)
        self.target.sweep()

    def log(self) -> Sequence[Mapping[str, Any]]:
        """Its latest deliveries, newest first."""
        deliveries: list[Mapping[str, Any]] = asked(
            self.target.ask, "GET", f"{self.path}/deliveries", status=200
        )["deliveries"]
        return deliveries

    def delivery(self, delivery_id: str) -> Mapping[str, Any]:
        return asked(self.target.ask, "GET", f"{self.path}/deliveries/{delivery_id}", status=200)

    def delivered(self, wanted: Callable[[Received], bool], *, times: int = 1) -> tuple[Received, ...]:
        """What came of those, as soon as they have come so often, or the time is over."""

        def found() -> tuple[Received, ...]:
            return tuple(received for received in self.mailbox.all if wanted(received))

        self.target.deliver(lambda: len(found()) >= times)
        return found()


@contextmanager
def registered(target: Target) -> Iterator[Endpoint]:
    assert target.reception is not None, "nobody can be called back there"
    mailbox = target.reception.new_mailbox()
    it = register(target.ask, mailbox.url, description="a scenario")
    mailbox.secret = it.secret
    try:
        yield Endpoint(target=target, endpoint_id=it.endpoint_id, mailbox=mailbox)
    finally:
        remove(target.ask, it.endpoint_id)
        target.reception.close(mailbox)


@contextmanager
def called_back(target: T) -> Iterator[T]:
    """The target with an endpoint for all scenarios, where anybody can be called back."""
    if target.reception is None:
        yield target
        return
    with registered(target) as own:
        target.mailbox = own.mailbox
        yield target
