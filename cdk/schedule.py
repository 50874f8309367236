"""Functions that run regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct


def regularly(scope: Construct, function: lambda_.Function, *, every: Duration, description: str) -> None:
    """A run that failed is not repeated: the next one comes soon. A timeout below `every` keeps runs apart.

    No concurrency is reserved for that: an account with AWS's least limit, 10, refuses any reservation.
    """
    function.configure_async_invoke(retry_attempts=0)
    events.Rule(
        scope,
        "Regularly",
        description=description,
        schedule=events.Schedule.rate(every),
        targets=[targets.LambdaFunction(function)],
    )
