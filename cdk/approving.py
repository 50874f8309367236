"""The way from a person's answer to the execution that waits for it: queue, teller; what stays untold is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from cdk.outcomes import outcomes
from cdk.queues import feed, last_stop
from cdk.table import grant_items

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_events as events
    from aws_cdk import aws_stepfunctions as sfn

    from cdk.functions import Functions

ANSWERS = ("ApprovalGranted", "ApprovalRefused", "ApprovalAnswerRepeated")

_TIMEOUT = Duration.seconds(15)
_TELLERS_AT_ONCE = 10


class Approving(Construct):
    """`untold` holds what was given up: a person answered, and the saga waits on."""

    def __init__(  # noqa: PLR0913 - all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        approvals: dynamodb.Table,
        machines: Iterable[sfn.StateMachine],
        bus: events.IEventBus,
        functions: Functions,
    ) -> None:
        super().__init__(scope, id_)
        self.untold = last_stop(
            self, "Untold", reason="Holds answers that no saga heard of until a person moves them back."
        )
        waiting = outcomes(
            self, bus=bus, source="saga.approvals", types=ANSWERS, timeout=_TIMEOUT, undelivered=self.untold
        )
        teller = functions.make(
            self,
            "Teller",
            handler="lambdas.approvals.handler.tell",
            packages=("approvals",),
            timeout=_TIMEOUT,
            environment={"APPROVALS_TABLE": approvals.table_name},
        )
        grant_items(approvals, teller, "GetItem")
        for machine in machines:
            machine.grant(teller, "states:SendTaskSuccess", "states:SendTaskFailure")
        feed(teller, waiting, at_once=_TELLERS_AT_ONCE)
