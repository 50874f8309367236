"""Items that stand alone and are forgotten after a while: one write each, no journal, no event.

A busy or silent store is Transient. A put or a removal that was made twice is as if it were made once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.shared.busy import error_code
from lambdas.shared.items import Item, from_attributes, to_attributes
from lambdas.shared.reads import store_answers
from lambdas.shared.writes import names_in

if TYPE_CHECKING:
    from lambdas.shared.world import World

EXPIRY = "expires_at"
_LIVING = f"#{EXPIRY} > :now"


def keep(world: World, *, table: str, item: Item, life: timedelta) -> None:
    """Write an item that expires `life` from now."""
    lasting = {**item, EXPIRY: seconds(world) + int(life.total_seconds())}
    with store_answers():
        world.dynamodb.put_item(TableName=table, Item=to_attributes(lasting))


def forget(world: World, *, table: str, key: Item) -> None:
    """Delete an item, if it is there."""
    with store_answers():
        world.dynamodb.delete_item(TableName=table, Key=to_attributes(key))


def take(world: World, *, table: str, key: Item) -> Item | None:
    """Delete an item that lives and return it; of several who take it at once, one gets it and the others None."""
    try:
        with store_answers():
            answer = world.dynamodb.delete_item(
                TableName=table,
                Key=to_attributes(key),
                ConditionExpression=_LIVING,
                ExpressionAttributeNames=names_in(_LIVING),
                ExpressionAttributeValues=to_attributes({":now": seconds(world)}),
                ReturnValues="ALL_OLD",
            )
    except ClientError as error:
        if error_code(error) == "ConditionalCheckFailedException":
            return None
        raise
    return from_attributes(answer["Attributes"])


def lives(item: Item, *, now: int) -> bool:
    """The store deletes what expired, and may take days over it."""
    return bool(item[EXPIRY] > now)


def seconds(world: World) -> int:
    """Now, in whole seconds since 1970."""
    return int(world.clock().timestamp())
