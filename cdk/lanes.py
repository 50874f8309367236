"""The two queues that feed the webhooks' sender: one for endpoints in good health, one for those that are not.

Each has senders of its own, so receivers that fail or are slow make those wait that are on their lane, and nobody
else. A message says which delivery to look at; it carries its endpoint as the group, by which SQS is fair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from cdk.queues import feed, last_stop, queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import Duration
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_sqs as sqs

_PROMPT_SENDERS = 50
_PATIENT_SENDERS = 10
_ATTEMPTS = 5


class Lanes(Construct):
    """For a sender with this timeout. `last_stops` are by what the alarm on each is called."""

    def __init__(self, scope: Construct, id_: str, *, timeout: Duration) -> None:
        super().__init__(scope, id_)
        self.last_stops: dict[str, sqs.Queue] = {}
        self.prompt = self._lane("Prompt", timeout)
        self.patient = self._lane("Patient", timeout)

    @property
    def environment(self) -> Mapping[str, str]:
        """For whoever may send to them."""
        return {"PROMPT_QUEUE_URL": self.prompt.queue_url, "PATIENT_QUEUE_URL": self.patient.queue_url}

    def grant_send(self, grantee: iam.IGrantable) -> None:
        """To send, not to look: less than the queues' own grants."""
        for lane in (self.prompt, self.patient):
            lane.grant(grantee, "sqs:SendMessage")

    def feed(self, sender: lambda_.Function) -> None:
        feed(sender, self.prompt, at_once=_PROMPT_SENDERS)
        feed(sender, self.patient, at_once=_PATIENT_SENDERS)

    def _lane(self, name: str, timeout: Duration) -> sqs.Queue:
        """A hint that is given up loses no delivery: the sweep sends another. It is kept to find out why."""
        stop = last_stop(self, f"{name}Unfollowed", reason="Holds hints given up until a person reads them.")
        self.last_stops[f"{name}Unfollowed"] = stop
        return queue(self, name, timeout=timeout, attempts=_ATTEMPTS, dead_letters=stop)
