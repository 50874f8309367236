"""The way from an answer's event to the execution that waits for it: queue, teller; what stays untold is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_events as events
from constructs import Construct

from cdk.outcomes import DECISIONS, outcomes
from cdk.queues import feed, last_stop
from cdk.table import grant_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_stepfunctions as sfn

    from cdk.functions import Functions

_TIMEOUT = Duration.seconds(15)
_TELLERS_AT_ONCE = 10


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Events of one service, by their types; `detail` is what an event has to be like besides."""

    service: str
    types: Sequence[str]
    detail: Mapping[str, object] | None = None


APPROVALS = Answers(
    service="approvals", types=("ApprovalGranted", "ApprovalRefused", "ApprovalAnswerRepeated")
)
PARTS = Answers(
    service="orders",
    types=(*DECISIONS, "PartToldAgain"),
    detail={"data": {"order_id": events.Match.prefix("o-00000000")}},
)
"""Of groups: their orders have ids that begin like that, see `lambdas/orders/group.py`."""


class Telling(Construct):
    """`untold` holds what was given up: there is an answer, and the saga waits on."""

    def __init__(  # noqa: PLR0913 - all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        answers: Answers,
        table: dynamodb.Table,
        machines: Iterable[sfn.StateMachine],
        bus: events.IEventBus,
        functions: Functions,
    ) -> None:
        super().__init__(scope, id_)
        self.untold = last_stop(
            self, "Untold", reason="Holds answers that no saga heard of until a person moves them back."
        )
        waiting = outcomes(
            self,
            bus=bus,
            source=f"saga.{answers.service}",
            types=answers.types,
            detail=answers.detail,
            timeout=_TIMEOUT,
            undelivered=self.untold,
        )
        teller = functions.make(
            self,
            "Teller",
            handler=f"lambdas.{answers.service}.handler.tell",
            packages=(answers.service,),
            timeout=_TIMEOUT,
            environment={f"{answers.service.upper()}_TABLE": table.table_name},
        )
        grant_items(table, teller, "GetItem")
        for machine in machines:
            machine.grant(teller, "states:SendTaskSuccess", "states:SendTaskFailure")
        feed(teller, waiting, at_once=_TELLERS_AT_ONCE)
