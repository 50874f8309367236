"""The tables as they are, item by item."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from lambdas.shared.items import from_attributes

if TYPE_CHECKING:
    from lambdas.shared.world import World


def items_of(world: World, participant: str, *, about: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The items about these sagas or orders, by the first part of their key: `{"order": […], "saga": […]}`."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for page in world.dynamodb.get_paginator("scan").paginate(TableName=world.table(participant)):
        for item in map(from_attributes, page["Items"]):
            kind, _, owner = item["pk"].partition("#")
            if owner in about:
                kinds.setdefault(kind, []).append(item)
    return kinds
