"""HTTP API events, and Step Functions and DynamoDB as far as the API uses them, in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.api.handler import respond
from lambdas.api.orders import Orders
from lambdas.api.webhooks import Webhooks
from lambdas.endpoints.endpoint import Endpoint
from lambdas.shared.items import AttributeMap, Item, from_attributes, to_attributes
from lambdas.shared.socket_api import SocketApi
from lambdas.shared.world import World
from tests.fuzz.event import route_key
from tests.support.worlds import Clock
from tests.unit.endpoints.fakes import FakeQueues, key_service, lanes_on

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:CreateOrder"
MACHINES = {
    "create-order": MACHINE,
    "cancel-order": "arn:aws:states:us-east-1:123456789012:stateMachine:CancelOrder",
    "change-order": "arn:aws:states:us-east-1:123456789012:stateMachine:ChangeOrder",
}
SOCKETS = SocketApi.at("wss://ws.execute-api.us-east-1.amazonaws.com/live")
KEY = {"idempotency-key": "k-1"}
ANYBODY = "c-f27b6edfcdcda907cc9b8d02ec488d92"
"""The first 32 digits of the SHA-256 of `["anonymous"]`."""
ID = "o-fe2f92ca37a30f7f46321f97380e9311"
"""The order that nobody in particular places with KEY: of the SHA-256 of `["<ANYBODY>", "k-1"]`."""
HOOK = "https://shop.example/hooks/orders"
ORDER: dict[str, Any] = {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 2}]}


def webhooks_in(world: World, queues: FakeQueues | None = None) -> Webhooks:
    lanes = lanes_on(queues or FakeQueues(clock=world.clock))
    return Webhooks(world=world, keys=key_service, lanes=lambda: lanes)


def client_error(code: str, operation: str = "Any") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "made up"}}, operation)


class AlreadyExists(ClientError):  # noqa: N818 - named as the service names it
    pass


class DoesNotExist(ClientError):  # noqa: N818
    pass


@dataclass
class FakeStates:
    """Inputs by the executions' names, `machines` likewise, if not the orders'. No two have the same name anywhere.

    `fails_with` is raised by the next calls. Of so many starts as `answers_lost` nobody hears. What was started is
    over at once, so nothing is started twice.
    """

    started: dict[str, str] = field(default_factory=dict)
    machines: dict[str, str] = field(default_factory=dict)
    described: int = 0
    fails_with: Exception | None = None
    answers_lost: int = 0
    exceptions: Any = field(
        default_factory=lambda: SimpleNamespace(
            ExecutionAlreadyExists=AlreadyExists, ExecutionDoesNotExist=DoesNotExist
        )
    )

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, N803
        assert stateMachineArn in MACHINES.values()
        self._fail()
        if name in self.started:
            raise AlreadyExists({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.started[name], self.machines[name] = input, stateMachineArn
        if self.answers_lost:
            self.answers_lost -= 1
            raise ReadTimeoutError(endpoint_url="https://states")

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803
        self.described += 1
        self._fail()
        prefix, _, name = executionArn.rpartition(":")
        machine = prefix.replace("execution", "stateMachine")
        assert machine in MACHINES.values()
        if name not in self.started or self.machines.get(name, MACHINE) != machine:
            raise DoesNotExist({"Error": {"Code": "ExecutionDoesNotExist"}}, "DescribeExecution")
        return {"input": self.started[name]}

    def _fail(self) -> None:
        if self.fails_with:
            raise self.fails_with


@dataclass
class FakeTable:
    """GetItem of orders and of the caller's endpoints, Query on an empty index, and PutItem into `put`.

    `hooks` are the URLs that the caller has registered. `later` has items that are there from a moment on, in place
    of what was there.
    """

    items: list[Item] = field(default_factory=list)
    later: list[tuple[datetime, Item]] = field(default_factory=list)
    fails_with: Exception | None = None
    clock: Clock = field(default_factory=Clock)
    reads: int = 0
    put: list[Item] = field(default_factory=list)
    hooks: tuple[str, ...] = (HOOK,)

    def put_item(self, *, TableName: str, Item: AttributeMap) -> None:  # noqa: N803
        assert TableName == "sockets"
        if self.fails_with:
            raise self.fails_with
        self.put.append(from_attributes(Item))

    def get_item(self, *, TableName: str, Key: AttributeMap, ConsistentRead: bool) -> dict[str, Any]:  # noqa: N803
        assert TableName in ("orders", "webhooks")
        assert ConsistentRead
        self._asked()
        if TableName == "webhooks":
            return {"Item": to_attributes({"version": 1, "endpoints": [_at(url) for url in self.hooks]})}
        arrived = [item for moment, item in self.later if moment <= self.clock()]
        key = from_attributes(Key)
        found = [
            item for item in (*reversed(arrived), *self.items) if {name: item[name] for name in key} == key
        ]
        return {"Item": to_attributes(found[0])} if found else {}

    def query(self, **_: Any) -> dict[str, Any]:
        """Of an index without entries."""
        self._asked()
        return {"Items": []}

    def _asked(self) -> None:
        self.reads += 1
        if self.fails_with:
            raise self.fails_with


def _at(url: str) -> dict[str, Any]:
    return Endpoint(endpoint_id="e-1", url=url, description="", created_at="", secrets=()).as_item()


@dataclass
class Api:
    """The API on fakes. Calling it gives the answer with its body parsed."""

    states: FakeStates = field(default_factory=FakeStates)
    table: FakeTable = field(default_factory=FakeTable)
    local: bool = False
    longest_wait: int = 20
    clock: Clock = field(default_factory=Clock)

    def __call__(self, event: dict[str, Any], context: object = None) -> Answer:
        self.table.clock = self.clock
        world = World(
            dynamodb=self.table,  # type: ignore[arg-type]
            tables={"orders": "orders", "sockets": "sockets", "webhooks": "webhooks"},
            clock=self.clock,
            sleep=self.clock.sleep,
        )
        orders = Orders(
            states=self.states,  # type: ignore[arg-type]
            world=world,
            machines=MACHINES,
        )
        raw = respond(
            event,
            context,
            orders=orders,
            webhooks=webhooks_in(world),
            local=self.local,
            longest_wait=self.longest_wait,
            sockets=SOCKETS,
        )
        json.dumps(raw, ensure_ascii=False).encode()  # as the Lambda runtime does with every answer
        return Answer(
            status=raw["statusCode"], headers=raw["headers"], body=json.loads(raw["body"] or "null")
        )

    def post(
        self, body: object, *, headers: Mapping[str, str] = MappingProxyType({}), **parts: Any
    ) -> Answer:
        """With a key, unless the headers say another."""
        return self(self.post_event(body, headers=headers, **parts))

    def post_event(
        self, body: object, *, headers: Mapping[str, str] = MappingProxyType({}), **parts: Any
    ) -> dict[str, Any]:
        text = body if isinstance(body, str) else json.dumps(body)
        return http("POST", "/orders", body=text, headers={**KEY, **headers}, **parts)

    def get(self, path: str, **parts: Any) -> Answer:
        return self(http("GET", path, **parts))


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def wrong(self) -> list[str]:
        """The fields a problem names."""
        return [error["field"] for error in self.body.get("errors", [])]


def http(  # noqa: PLR0913 - the parts of a request
    method: str,
    path: str,
    *,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    authorizer: dict[str, Any] | None = None,
    query: str = "",
    **context: object,
) -> dict[str, Any]:
    """An HTTP API event, payload format 2.0, as from the API's own domain and the `$default` stage.

    A body is said to be JSON, unless the headers say otherwise.
    """
    sent = {"host": "abc.execute-api.us-east-1.amazonaws.com"}
    if body is not None:
        sent["content-type"] = "application/json"
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key(method, path),
        "rawPath": path,
        "rawQueryString": query,
        "headers": sent | (headers or {}),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abc",
            "domainName": "abc.execute-api.us-east-1.amazonaws.com",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "requestId": "r-1",
            "routeKey": route_key(method, path),
            "stage": "$default",
            **({"authorizer": authorizer} if authorizer else {}),
            **context,
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = parameters(query)
    return event if body is None else event | {"body": body}


def parameters(query: str) -> dict[str, str]:
    """As the gateway takes a query apart: one that is given twice is joined by a comma."""
    found = parse_qs(query, keep_blank_values=True)
    return {name: ",".join(values) for name, values in found.items()}
