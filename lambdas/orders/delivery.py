"""The function that passes on to groups what became of their orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.orders import telling
from lambdas.shared import world as worlds
from lambdas.shared.passing_on import pass_on


def tell(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`."""
    world = worlds.current()
    states = world.service("stepfunctions")
    return pass_on(event, service="orders", tell=lambda order_id: telling.tell(world, order_id, states))
