"""A participant's outbox publisher: from the table's stream to the event bus, nothing lost on the way.

A batch that keeps failing is halved, retried a finite number of times while it is young, and then pointed to
in a queue, well before the stream forgets the records. An event that the bus refuses is parked whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from cdk.acknowledge import acknowledge
from cdk.queues import last_stop

if TYPE_CHECKING:
    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_events as events

    from cdk.functions import Functions

_TIMEOUT = Duration.seconds(30)
_BATCH = 100
_BATCHES_AT_ONCE = 2
_RETRIES = 100
_MAX_AGE = Duration.hours(6)
"""A stream keeps a record for 24 hours: 18 are left for a person to follow the pointer."""

_JOURNAL_ITEM = {"Keys": {"pk": {"S": lambda_.FilterRule.begins_with("saga#")}}}


class Outbox(Construct):
    """`parked` holds whole events, `unread` holds pointers to stream records."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        table: dynamodb.Table,
        bus: events.IEventBus,
        functions: Functions,
    ) -> None:
        super().__init__(scope, id_)
        self.parked = last_stop(
            self, "Parked", reason="Holds what the bus refused until a person replays it."
        )
        self.unread = last_stop(
            self, "Unread", reason="Holds pointers to failed batches until a person reads them."
        )
        self.publisher = functions.make(
            self,
            "Publisher",
            handler="lambdas.outbox.handler.publish",
            packages=("outbox",),
            timeout=_TIMEOUT,
            environment={"EVENT_BUS": bus.event_bus_name, "PARKING_QUEUE_URL": self.parked.queue_url},
        )
        bus.grant_put_events_to(self.publisher)
        self.parked.grant_send_messages(self.publisher)
        self.publisher.add_event_source(self._stream(table))
        acknowledge(self, "IAM5[Resource::*]", reason="ListStreams knows no resource.")

    def _stream(self, table: dynamodb.Table) -> sources.DynamoEventSource:
        wanted = lambda_.FilterCriteria.filter(
            {"eventName": lambda_.FilterRule.or_("INSERT", "MODIFY"), "dynamodb": _JOURNAL_ITEM}
        )
        return sources.DynamoEventSource(
            table,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=_BATCH,
            parallelization_factor=_BATCHES_AT_ONCE,
            filters=[wanted],
            report_batch_item_failures=True,
            bisect_batch_on_error=True,
            retry_attempts=_RETRIES,
            max_record_age=_MAX_AGE,
            on_failure=sources.SqsDlq(self.unread),
        )
