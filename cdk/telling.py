"""The way from an answer's event to the execution that waits for it: queue, teller; what stays untold is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_events as events
from constructs import Construct

from cdk.outcomes import DECISIONS, outcomes
from cdk.queues import feed, last_stop
from cdk.table import JOURNAL, QUESTIONS, grant_items, grant_items_under

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_stepfunctions as sfn

    from cdk.functions import Functions

_TIMEOUT = Duration.seconds(15)
_TELLERS_AT_ONCE = 10


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Events by their types, told by one service, of these services; `detail` is what an event has to be like besides.

    `writes` are what its function may do to items, by how their keys begin.
    """

    service: str
    types: Sequence[str]
    of: Sequence[str]
    detail: Mapping[str, object] | None = None
    writes: Mapping[str, Sequence[str]] = field(default_factory=dict)


APPROVALS = Answers(
    service="approvals",
    types=("ApprovalGranted", "ApprovalRefused", "ApprovalAnswerRepeated", "PartUnwanted"),
    of=("approvals", "orders"),
    writes={QUESTIONS: ["UpdateItem"], JOURNAL: ["PutItem"]},
)
"""What is answered, and orders of groups that are not wanted any more: whoever was asked need not answer."""

PARTS = Answers(
    service="orders",
    of=("orders",),
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
            sources=[f"saga.{service}" for service in answers.of],
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
        for prefix, actions in answers.writes.items():
            grant_items_under(prefix, table, teller, *actions)
        for machine in machines:
            machine.grant(teller, "states:SendTaskSuccess", "states:SendTaskFailure")
        feed(teller, waiting, at_once=_TELLERS_AT_ONCE)
