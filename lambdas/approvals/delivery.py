"""The function that passes persons' answers on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.approvals.telling import tell as tell_those_who_wait
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.answering import find
from lambdas.shared.passing_on import pass_on

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.world import World


def tell(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`."""
    return tell_batch(event, world=worlds.current(), states=clients.client("stepfunctions"))


def tell_batch(event: dict[str, Any], *, world: World, states: SFNClient) -> Mapping[str, Any]:
    def told(order_id: str) -> int:
        found = find(world, order_id)
        return tell_those_who_wait(found, states) if found else 0

    return pass_on(event, service="approvals", tell=told)
