"""The way from a decided order to the client's callback: rule, queue, sender; what stays undelivered is kept.

Only events with a callback URL are let through by the rule, so an order without one costs nothing here.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk.acknowledge import acknowledge
from cdk.keeping import removal_policy
from cdk.queues import last_stop, queue

if TYPE_CHECKING:
    from cdk.functions import Functions
    from cdk.settings import Settings

_TIMEOUT = Duration.seconds(30)
_VISIBILITY = Duration.seconds(6 * 30)
"""Six times the function's timeout, as AWS advises: a throttled sender shall not meet its own message."""

_ATTEMPTS = 12
_SENDERS_AT_ONCE = 10
_SECRET_LENGTH = 44
"""44 letters and digits are valid base64 of 33 bytes: Standard Webhooks wants 24 to 64."""


class Webhooks(Construct):
    """`undelivered` holds what was given up."""

    def __init__(
        self, scope: Construct, id_: str, *, bus: events.IEventBus, functions: Functions, settings: Settings
    ) -> None:
        super().__init__(scope, id_)
        self.undelivered = last_stop(
            self, "Undelivered", reason="Holds callbacks given up until a person reads them."
        )
        self.queue = queue(
            self, "Queue", visibility=_VISIBILITY, attempts=_ATTEMPTS, dead_letters=self.undelivered
        )
        self.secret = self._secret(settings)
        self._rule(bus)
        self._sender(functions, settings)

    @property
    def outputs(self) -> dict[str, str]:
        return {"WebhookSecretArn": self.secret.secret_arn}

    def _secret(self, settings: Settings) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "Secret",
            description="Signs webhooks (Standard Webhooks; the prefix whsec_ is added by the sender)",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=_SECRET_LENGTH,
                exclude_punctuation=True,
                exclude_characters=string.punctuation,  # again, for a local cloud that knows only this one
            ),
            removal_policy=removal_policy(settings),
        )
        acknowledge(
            secret, "SMG4", reason="Receivers hold the same secret: it is rotated together with them."
        )
        return secret

    def _rule(self, bus: events.IEventBus) -> None:
        events.Rule(
            self,
            "Decided",
            event_bus=bus,
            event_pattern=events.EventPattern(
                source=["saga.orders"],
                detail_type=["OrderApproved", "OrderRejected"],
                detail={"data": {"callback_url": events.Match.exists()}},
            ),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=self.undelivered)],
        )

    def _sender(self, functions: Functions, settings: Settings) -> None:
        sender = functions.make(
            self,
            "Sender",
            handler="lambdas.webhooks.handler.send",
            packages=("webhooks",),
            timeout=_TIMEOUT,
            environment={"WEBHOOK_SECRET_ARN": self.secret.secret_arn, "STAGE": settings.stage},
        )
        self.secret.grant_read(sender)
        sender.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=1, max_concurrency=_SENDERS_AT_ONCE, report_batch_item_failures=True
            )
        )
