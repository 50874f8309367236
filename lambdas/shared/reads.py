"""Reads as plain items, strongly consistent but for those of an index. A busy or silent store is Transient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared import busy
from lambdas.shared.errors import Transient
from lambdas.shared.items import Item, from_attributes, to_attributes
from lambdas.shared.writes import names_in

if TYPE_CHECKING:
    from lambdas.shared.world import World


def read(world: World, *, table: str, key: Item) -> Item | None:
    """The item of a key, or None."""
    with store_answers():
        answer = world.dynamodb.get_item(TableName=table, Key=to_attributes(key), ConsistentRead=True)
    item = answer.get("Item")
    return from_attributes(item) if item else None


def read_all(world: World, *, table: str, keys: Sequence[Item]) -> list[Item]:
    """The items there are among at most 100 keys, in no order; what the store left over is asked for again."""
    wanted: dict[str, Any] = {table: {"Keys": [to_attributes(key) for key in keys], "ConsistentRead": True}}
    found: list[Item] = []
    for attempt in range(busy.ATTEMPTS):
        with store_answers():
            answer = world.dynamodb.batch_get_item(RequestItems=wanted)
        found += [from_attributes(item) for item in answer.get("Responses", {}).get(table, [])]
        wanted = dict(answer.get("UnprocessedKeys", {}))
        if not wanted:
            return found
        busy.pause(world, attempt)
    raise Transient(f"the store still owed keys of {table} after {busy.ATTEMPTS} attempts")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Items in the order of their sort key, or backwards. `last` is where the next page goes on, if one does."""

    items: Sequence[Item]
    last: Item | None


def read_page(  # noqa: PLR0913 - the parts of a Query, all by keyword
    world: World,
    *,
    table: str,
    condition: str,
    values: Item,
    most: int,
    index: str | None = None,
    after: Item | None = None,
    newest_first: bool = False,
) -> Page:
    """A page of at most `most` items. `condition` has `#name` and `:value`; `values` is without the colons."""
    given: Any = {
        **({"IndexName": index} if index else {"ConsistentRead": True}),
        **({"ExclusiveStartKey": to_attributes(after)} if after else {}),
    }
    with store_answers():
        answer = world.dynamodb.query(
            TableName=table,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names_in(condition),
            ExpressionAttributeValues=to_attributes({f":{name}": value for name, value in values.items()}),
            Limit=most,
            ScanIndexForward=not newest_first,
            **given,
        )
    last = answer.get("LastEvaluatedKey")
    return Page(
        items=[from_attributes(item) for item in answer["Items"]],
        last=from_attributes(last) if last else None,
    )


@contextmanager
def store_answers() -> Iterator[None]:
    """A store that is busy or silent is Transient."""
    try:
        yield
    except BotoCoreError as error:
        raise Transient(f"the store did not answer: {error}") from error
    except ClientError as error:
        if busy.is_busy(error):
            raise Transient(f"the store was busy: {busy.error_code(error)}") from error
        raise
