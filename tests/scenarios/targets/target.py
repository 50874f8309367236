"""What the scenarios need of a system with the saga in it, wherever that is."""

from __future__ import annotations

import json
import time
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from lambdas.shared.world import World
from ops import executions
from ops.books import Books, read_books
from ops.orders import Answer
from ops.receiver import Received
from ops.seed import Article, Customer, seed
from ops.tap import Event
from tests.scenarios.targets.reception import Mailbox, Reception

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

ARRIVAL_SECONDS = 20.0
"""Within which what was committed has arrived, as event and as webhook."""

JSON = "application/json"

_ACCEPTED = 202
_DECISION_SECONDS = 60.0
_WAIT = {"Prefer": "wait=5"}
_PAUSE = 0.1


class Target(Protocol):
    """`world` has the tables; `machine` is the saga's state machine, by ARN; `api_url` is as clients see it.

    `caller` is whom the API takes the tests for. Where they can be called back there is a `reception`, and in it
    a `mailbox` for all of them, which is registered as an endpoint.
    """

    world: World
    states: SFNClient
    machine: str
    api_url: str
    caller: str
    reception: Reception | None
    mailbox: Mailbox | None = None

    @abstractmethod
    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One exchange with the API in JSON, whatever the status. Bytes are sent as they are."""

    @abstractmethod
    def events(self, order_id: str, types: Collection[str]) -> tuple[Event, ...]:
        """What was published of an order that is over, as soon as all of these types are, or the time is."""

    @abstractmethod
    def deliver(self, until: Callable[[], bool]) -> None:
        """Let the webhooks of what was committed go their way, until that is so or their time is over."""

    @abstractmethod
    def sweep(self) -> None:
        """Have the webhooks' sweep come now, or wait for it in `deliver`."""

    def pass_answers_on(self) -> None:
        """What a person answered reaches the saga that waits for it, where it does not by itself."""
        return

    @contextmanager
    def nothing_leaves(self) -> Iterator[None]:
        """Goods are not shipped meanwhile; those that should have been are soon afterwards."""
        raise AssertionError("the warehouse cannot be closed here: its kind has to say that it lacks that")
        yield

    @property
    def callback_url(self) -> str | None:
        return self.mailbox.url if self.mailbox else None

    def webhooks(self, order_id: str) -> tuple[Received, ...]:
        """What the client was told of an order that is over; nothing, where nobody can be called back."""
        mailbox = self.mailbox
        if mailbox is None:
            return ()
        self.deliver(lambda: bool(mailbox.of(order_id)))
        return mailbox.of(order_id)

    def place(self, order: Mapping[str, Any], *, idempotency_key: str) -> str:
        """The id of the order, which was accepted."""
        answer = self.ask("POST", "/orders", body=order, headers={"Idempotency-Key": idempotency_key})
        assert answer.status == _ACCEPTED, answer
        order_id: str = answer.body["order_id"]
        return order_id

    def decided(self, order_id: str) -> Mapping[str, Any]:
        """The order, no longer PENDING."""
        deadline = time.monotonic() + _DECISION_SECONDS
        while True:
            answer = self.ask("GET", f"/orders/{order_id}", headers=_WAIT)
            if answer.body.get("status") not in (None, "PENDING"):
                return answer.body
            assert time.monotonic() < deadline, f"{order_id} was not decided: {answer}"
            time.sleep(_PAUSE)

    def start(self, saga_id: str, given: Mapping[str, Any]) -> None:
        """A saga with an input that the API would not let through."""
        text = json.dumps({"saga_id": saga_id, "input": given})
        self.states.start_execution(stateMachineArn=self.machine, name=saga_id, input=text)

    def started(self, order_id: str) -> bool:
        try:
            self.states.describe_execution(executionArn=self.execution(order_id))
        except self.states.exceptions.ExecutionDoesNotExist:
            return False
        return True

    def ended(self, order_id: str) -> str:
        """The final status of the order's execution."""
        return executions.ended(self.states, self.execution(order_id))

    def path(self, order_id: str) -> tuple[str, ...]:
        """The states that the order's execution entered, in order."""
        events = executions.history(self.states, self.execution(order_id))
        return tuple(e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e)

    def execution(self, order_id: str) -> str:
        return executions.execution_arn(self.machine, order_id)

    def seed(self, *, articles: Iterable[Article] = (), customers: Iterable[Customer] = ()) -> None:
        seed(self.world, articles=articles, customers=customers)

    def books(self, *, sku: str, customer_id: str) -> Books:
        return read_books(self.world, skus=[sku], customers=[customer_id])


def patiently(until: Callable[[], bool], *, seconds: float) -> None:
    """Look again and again, until it is so or the time is over."""
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(_PAUSE)


def encoded(body: Mapping[str, Any] | bytes | None) -> bytes:
    """As it is sent; nothing is no body."""
    return json.dumps(body).encode() if isinstance(body, Mapping) else body or b""
