"""The events that passed over the bus in an account, from the log group that keeps them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.tap import Event, event_of

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_logs import CloudWatchLogsClient

_LOGICAL_ID = "EventsAuditTrail"
_LOG_GROUP = "AWS::Logs::LogGroup"
_SECONDS = 90.0
"""A log is searched some time after it was written, and not at once."""
_PAUSE = 2.0


def audit_trail(cloudformation: CloudFormationClient, stack: str) -> str | None:
    """The name of the stack's log group of events, if it has one."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    for page in pages:
        for resource in page["StackResourceSummaries"]:
            if resource["ResourceType"] == _LOG_GROUP and resource["LogicalResourceId"].startswith(
                _LOGICAL_ID
            ):
                return resource["PhysicalResourceId"]
    return None


@dataclass(frozen=True, kw_only=True)
class Trail:
    """`since` is in milliseconds: what is older is not searched."""

    logs: CloudWatchLogsClient
    group: str
    since: int
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def wait_for(self, saga_id: str, types: Collection[str]) -> tuple[Event, ...]:
        """The saga's events as soon as every one of `types` is among them, or when the time is over."""
        deadline = self.clock() + _SECONDS
        found = self._of(saga_id)
        while not set(types) <= {event.type for event in found} and self.clock() < deadline:
            self.sleep(_PAUSE)
            found = self._of(saga_id)
        return found

    def _of(self, saga_id: str) -> tuple[Event, ...]:
        """Each once: the bus may deliver again."""
        pages = self.logs.get_paginator("filter_log_events").paginate(
            logGroupName=self.group, filterPattern=f'"{saga_id}"', startTime=self.since
        )
        events = [event_of(entry["message"]) for page in pages for entry in page["events"]]
        kept = {event.id: event for event in events if event.saga_id == saga_id}
        return tuple(sorted(kept.values(), key=lambda event: event.time))
