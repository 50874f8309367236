"""A world for tests: tables, a clock that stands still until told, no real sleep, seeded randomness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from moto.core.config import DefaultConfig

from lambdas.shared import world as worlds
from lambdas.shared.caller import caller_of
from lambdas.shared.items import from_attributes, to_attributes
from lambdas.shared.world import World

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lambdas.shared.items import Item

REGION = "us-east-1"
TABLES = ("orders", "inventory", "customers", "payments", "recovery", "sockets", "webhooks", "approvals")

CALLER = caller_of({})
"""Who placed an order whose saga a test starts by itself: nobody in particular, and may see it over the API."""

INDEXES = {
    "orders": {"pending": ("pending_shard", "pending_since"), "by_caller": ("caller", "created_at")},
    "webhooks": {"due": ("due_shard", "look_at")},
}
"""By table, each with its two keys."""

MOTO: DefaultConfig = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}


@dataclass
class Clock:
    """Time that moves only when a test, or a sleep, moves it. `look` is what a look at it takes."""

    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)
    look: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.now += self.look
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def world_on(dynamodb: DynamoDBClient, tables: Mapping[str, str], *, clock: Clock | None = None) -> World:
    time = clock or Clock()
    return World(dynamodb=dynamodb, tables=tables, clock=time, sleep=time.sleep, random=Random(1))


@contextmanager
def installed(world: World) -> Iterator[None]:
    """`world` for the handlers, and afterwards the one that they had before."""
    before = worlds._installed
    worlds.install(world)
    try:
        yield
    finally:
        worlds.install(before)


@contextmanager
def installed_world(client: DynamoDBClient) -> Iterator[World]:
    """A world with a table for each participant and for recovery, installed for the handlers."""
    for name in TABLES:
        create_table(client, name, indexes=INDEXES.get(name, {}))
    world = world_on(client, {name: name for name in TABLES})
    worlds.install(world)
    try:
        yield world
    finally:
        worlds.install(None)


def create_table(
    client: DynamoDBClient, name: str, *, indexes: Mapping[str, tuple[str, str]] | None = None
) -> None:
    """`indexes` are by name, each with its two keys; they project keys only."""
    secondary: Any = [
        {"IndexName": index, "KeySchema": _key_schema(*keys), "Projection": {"ProjectionType": "KEYS_ONLY"}}
        for index, keys in (indexes or {}).items()
    ]
    names = ["pk", "sk", *(name for keys in (indexes or {}).values() for name in keys)]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=_key_schema("pk", "sk"),
        AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": "S"} for attribute in names],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        **({"GlobalSecondaryIndexes": secondary} if secondary else {}),
    )


def _key_schema(partition: str, sort: str) -> Any:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def put_item(world: World, participant: str, item: Item) -> None:
    world.dynamodb.put_item(TableName=world.table(participant), Item=to_attributes(item))


def get_item(world: World, participant: str, key: Item) -> dict[str, Any] | None:
    found = world.dynamodb.get_item(TableName=world.table(participant), Key=to_attributes(key)).get("Item")
    return from_attributes(found) if found else None


def journal_item(world: World, saga_id: str, step: str) -> dict[str, Any] | None:
    return get_item(world, step.split(".", maxsplit=1)[0], {"pk": f"saga#{saga_id}", "sk": step})


def everything(world: World, participant: str) -> list[dict[str, Any]]:
    """All items of a table, in the order of their keys: two equal snapshots mean nothing changed."""
    items = world.dynamodb.scan(TableName=world.table(participant))["Items"]
    return sorted((from_attributes(item) for item in items), key=lambda item: (item["pk"], item["sk"]))
