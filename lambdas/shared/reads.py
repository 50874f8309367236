"""Strongly consistent reads, as plain items. A store that is busy or silent is Transient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared import busy
from lambdas.shared.errors import Transient
from lambdas.shared.items import Item, from_attributes, to_attributes

if TYPE_CHECKING:
    from lambdas.shared.world import World


def read(world: World, *, table: str, key: Item) -> Item | None:
    """The item of a key, or None."""
    with _answered():
        answer = world.dynamodb.get_item(TableName=table, Key=to_attributes(key), ConsistentRead=True)
    item = answer.get("Item")
    return from_attributes(item) if item else None


def read_all(world: World, *, table: str, keys: Sequence[Item]) -> list[Item]:
    """The items there are among at most 100 keys, in no order; what the store left over is asked for again."""
    wanted: dict[str, Any] = {table: {"Keys": [to_attributes(key) for key in keys], "ConsistentRead": True}}
    found: list[Item] = []
    for attempt in range(busy.ATTEMPTS):
        with _answered():
            answer = world.dynamodb.batch_get_item(RequestItems=wanted)
        found += [from_attributes(item) for item in answer.get("Responses", {}).get(table, [])]
        wanted = dict(answer.get("UnprocessedKeys", {}))
        if not wanted:
            return found
        busy.pause(world, attempt)
    raise Transient(f"the store still owed keys of {table} after {busy.ATTEMPTS} attempts")


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except BotoCoreError as error:
        raise Transient(f"the store did not answer: {error}") from error
    except ClientError as error:
        if busy.is_busy(error):
            raise Transient(f"the store was busy: {busy.error_code(error)}") from error
        raise
