"""Alarms for what needs a person: sagas that parked or were cut off, messages nobody took, publishing that lags.

A saga that was compensated is no failure, so an execution that failed always means that it was cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk.functions import METRICS_NAMESPACE
from statemachines.deployed import title_of

if TYPE_CHECKING:
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_sqs as sqs
    from aws_cdk import aws_stepfunctions as sfn

    from cdk.outbox import Outbox
    from cdk.settings import Settings
    from cdk.webhooks import Webhooks

_PERIOD = Duration.minutes(5)


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """An alarm goes off above these: counts in five minutes, a number of messages, an age."""

    unfinished_sagas: int = 0
    parked: int = 0
    given_up: int = 0
    failed_sweeps: int = 0
    waiting_messages: int = 0
    publishing_lag: timedelta = timedelta(minutes=5)
    webhooks_lag: timedelta = timedelta(minutes=5)


class Monitoring(Construct):
    """Alarms go to the topic in the settings, if there is one."""

    def __init__(
        self, scope: Construct, id_: str, *, settings: Settings, thresholds: Thresholds | None = None
    ) -> None:
        super().__init__(scope, id_)
        self._thresholds = thresholds or Thresholds()
        arn = settings.alarm_topic_arn
        self._action = actions.SnsAction(sns.Topic.from_topic_arn(self, "Topic", arn)) if arn else None

    def saga(self, saga: str, machine: sfn.StateMachine) -> None:
        """`saga` is its name."""
        metrics = {
            "Failed": machine.metric_failed(period=_PERIOD, statistic="Sum"),
            "TimedOut": machine.metric_timed_out(period=_PERIOD, statistic="Sum"),
            "Aborted": machine.metric_aborted(period=_PERIOD, statistic="Sum"),
        }
        for name, metric in metrics.items():
            self._alarm(
                f"{title_of(saga)}{name}",
                metric,
                threshold=self._thresholds.unfinished_sagas,
                description=f"A {saga} saga ended as {name}: recovery finishes it; find out what cut it off.",
            )

    def recovery(self, *, sweep: lambda_.Function) -> None:
        self._alarm(
            "SagaParked",
            _counted("Parked"),
            threshold=self._thresholds.parked,
            description="A saga waits for a person: `saga list --status parked`, then retry it or skip.",
        )
        self._alarm(
            "RecoveryGivenUp",
            _counted("RecoveryGivenUp"),
            threshold=self._thresholds.given_up,
            description="A saga is unfinished and nothing will finish it by itself: see the log of recovery.",
        )
        self._alarm(
            "SweepFailed",
            sweep.metric_errors(period=_PERIOD, statistic="Sum"),
            threshold=self._thresholds.failed_sweeps,
            description="Orders that stay PENDING could not all be looked at: see the log of the sweep.",
        )

    def webhooks(self, webhooks: Webhooks) -> None:
        """That a receiver fails is its owner's trouble, and no alarm; that a healthy one waits is ours."""
        self.last_stop("WebhooksUndelivered", webhooks.undispatched)
        for name, queue in webhooks.lanes.last_stops.items():
            self.last_stop(f"Webhooks{name}", queue)
        self._alarm(
            "WebhooksLag",
            webhooks.lanes.prompt.metric_approximate_age_of_oldest_message(
                period=_PERIOD, statistic="Maximum"
            ),
            threshold=self._thresholds.webhooks_lag.total_seconds(),
            description="Receivers in good health are told late: see the log and the throttles of the sender.",
        )
        self._alarm(
            "WebhooksSweepFailed",
            webhooks.sweep.metric_errors(period=_PERIOD, statistic="Sum"),
            threshold=self._thresholds.failed_sweeps,
            description="Deliveries whose time has come could not all be found: see the log of the sweep.",
        )

    def outbox(self, name: str, outbox: Outbox) -> None:
        """`name` is the participant's, and begins the names of the alarms."""
        self.last_stop(f"{name}EventsParked", outbox.parked)
        self.last_stop(f"{name}StreamUnread", outbox.unread)
        self._alarm(
            f"{name}PublishingLags",
            outbox.publisher.metric("IteratorAge", period=_PERIOD, statistic="Maximum"),
            threshold=self._thresholds.publishing_lag / timedelta(milliseconds=1),
            description="Events are published late; the stream forgets them after a day.",
        )

    def last_stop(self, name: str, queue: sqs.Queue) -> None:
        self._alarm(
            name,
            queue.metric_approximate_number_of_messages_visible(period=_PERIOD, statistic="Maximum"),
            threshold=self._thresholds.waiting_messages,
            description="Messages wait in a queue that only a person empties.",
        )

    def _alarm(self, name: str, metric: cloudwatch.IMetric, *, threshold: float, description: str) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=description,
        )
        if self._action:
            alarm.add_alarm_action(self._action)


def _counted(name: str) -> cloudwatch.Metric:
    """A metric that the functions of recovery count, over all steps."""
    return cloudwatch.Metric(
        namespace=METRICS_NAMESPACE,
        metric_name=name,
        dimensions_map={"service": "recovery"},
        period=_PERIOD,
        statistic="Sum",
    )
