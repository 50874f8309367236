"""The event bus that everything is published on, and a record of all that passes over it.

On AWS the record is a log group with retention. In the local cloud it is a queue, which a person or a test
can read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.logs import log_group, plain_arn
from cdk.queues import last_stop

if TYPE_CHECKING:
    from aws_cdk import aws_sqs as sqs

    from cdk.settings import Settings

_EVERYTHING = {"source": [{"prefix": "saga."}]}


class Events(Construct):
    """`tap` is None but in the local cloud."""

    def __init__(self, scope: Construct, id_: str, *, settings: Settings) -> None:
        super().__init__(scope, id_)
        self.bus = events.EventBus(self, "Bus", description=f"Domain events of the saga ({settings.stage})")
        self.tap = self._tap() if settings.local else None
        if not settings.local:
            self._audit_trail(settings)

    @property
    def outputs(self) -> dict[str, str]:
        tap = {"EventTapUrl": self.tap.queue_url} if self.tap else {}
        return {"EventBusName": self.bus.event_bus_name, **tap}

    def _tap(self) -> sqs.Queue:
        tap = last_stop(self, "Tap", reason="Read by the person at the machine, and only there.")
        events.Rule(
            self,
            "TapRule",
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=events.Match.prefix("saga.")),
            targets=[targets.SqsQueue(tap)],
        )
        return tap

    def _audit_trail(self, settings: Settings) -> None:
        """By hand, because the CDK's own log target brings a custom resource with a Lambda function."""
        trail = log_group(self, "AuditTrail", settings=settings)
        services = ("events.amazonaws.com", "delivery.logs.amazonaws.com")
        policy = logs.ResourcePolicy(
            self,
            "AuditTrailPolicy",
            policy_statements=[
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal(service) for service in services],
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[trail.log_group_arn],
                )
            ],
        )
        rule = events.CfnRule(
            self,
            "AuditRule",
            event_bus_name=self.bus.event_bus_name,
            event_pattern=_EVERYTHING,
            targets=[events.CfnRule.TargetProperty(id="AuditTrail", arn=plain_arn(trail))],
        )
        rule.node.add_dependency(policy)
