"""Finding an order for the one who placed it: in the orders table, or in its execution before the first step.

Whoever answers a client asks here, so that all ways of asking agree, from the moment the order was accepted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared import view
from lambdas.shared.busy import error_code
from lambdas.shared.errors import Transient
from lambdas.shared.reads import read

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.world import World

ORDER_ID = "o-[0-9a-f]{32}"
_BUSY = frozenset(
    {
        "ExecutionLimitExceeded",
        "InternalServerError",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


@dataclass(frozen=True, kw_only=True)
class OrderLookup:
    """An order of another caller is as if it were not there."""

    states: SFNClient
    world: World
    state_machine_arn: str

    def find(self, order_id: str, *, caller: str) -> dict[str, Any] | None:
        """The order as its caller sees it, or None, also for what is no id. Raises Transient."""
        if not re.fullmatch(ORDER_ID, order_id):
            return None
        item = item_of(self.world, order_id)
        if item:
            return view.from_item(item) if item.get("caller") == caller else None
        started = self.input_of(order_id)
        given = started["input"] if started else {}
        return view.from_input(order_id, given) if given.get("caller") == caller else None

    def input_of(self, order_id: str) -> Mapping[str, Any] | None:
        """What the order's execution was started with, or None when there is none. Raises Transient."""
        arn = f"{self.state_machine_arn.replace(':stateMachine:', ':execution:', 1)}:{order_id}"
        with states_answer():
            try:
                execution = self.states.describe_execution(executionArn=arn)
            except self.states.exceptions.ExecutionDoesNotExist:
                return None
        given: Mapping[str, Any] = json.loads(execution["input"])
        return given


def item_of(world: World, order_id: str) -> Mapping[str, Any] | None:
    """The order's item, whoever placed it: for those who know the caller. Raises Transient."""
    return read(world, table=world.table("orders"), key={"pk": f"order#{order_id}", "sk": "order"})


@contextmanager
def states_answer() -> Iterator[None]:
    """Step Functions that is busy or silent is Transient."""
    try:
        yield
    except BotoCoreError as error:
        raise Transient(f"Step Functions did not answer: {error}") from error
    except ClientError as error:
        if error_code(error) in _BUSY:
            raise Transient(f"Step Functions was busy: {error_code(error)}") from error
        raise
