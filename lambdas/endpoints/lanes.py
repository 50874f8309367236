"""The two queues that feed the sender: a message in them is a hint that a delivery may be due, and no more.

Endpoints that failed or were slow the last time have a lane of their own, so that they make nobody else wait.
A hint may be lost, late or there twice: the table says what is due, and the sweep finds what was forgotten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.errors import SagaError

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger
    from mypy_boto3_sqs import SQSClient

LONGEST_DELAY = timedelta(minutes=15)
"""SQS holds a message back no longer. What waits longer is found by the sweep."""

_BATCH = 10


class Lane(StrEnum):
    PROMPT = "PROMPT"
    PATIENT = "PATIENT"


class NotAHint(SagaError):  # noqa: N818 - named as the other outcomes are
    """What was queued is no hint."""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Which delivery to look at."""

    endpoint_id: str
    delivery_id: str

    def text(self) -> str:
        return json.dumps({"endpoint_id": self.endpoint_id, "delivery_id": self.delivery_id})


def hint_of(text: str) -> Hint:
    """Raises NotAHint."""
    try:
        given = json.loads(text)
        return Hint(endpoint_id=given["endpoint_id"], delivery_id=given["delivery_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotAHint(f"the queued message is no hint: {error!r}") from error


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """`urls` are the queues'."""

    sqs: SQSClient
    urls: Mapping[Lane, str]
    logger: Logger

    def send(self, hints: Iterable[Hint], *, lane: Lane, delay: timedelta = timedelta()) -> None:
        """`delay` is at most LONGEST_DELAY. Never raises: what could not be sent is found by the sweep."""
        entries = ({"MessageBody": hint.text(), "MessageGroupId": hint.endpoint_id} for hint in hints)
        for batch in _batches(entries):
            numbered = [
                {"Id": str(index), "DelaySeconds": _seconds(delay), **entry}
                for index, entry in enumerate(batch)
            ]
            self._send(numbered, lane)

    def _send(self, entries: Sequence[Any], lane: Lane) -> None:
        try:
            answer = self.sqs.send_message_batch(QueueUrl=self.urls[lane], Entries=entries)
        except (BotoCoreError, ClientError):
            self.logger.exception("hints not sent", lane=lane.value, hints=len(entries))
            return
        for failed in answer.get("Failed", []):
            self.logger.error("hint not sent", lane=lane.value, code=failed["Code"])


def lanes_from_environment(*, sqs: SQSClient, logger: Logger) -> Lanes:
    """Those of PROMPT_QUEUE_URL and PATIENT_QUEUE_URL: a function has the lanes that it may send to."""
    urls = {lane: os.environ.get(f"{lane}_QUEUE_URL", "") for lane in Lane}
    return Lanes(sqs=sqs, urls={lane: url for lane, url in urls.items() if url}, logger=logger)


def _seconds(delay: timedelta) -> int:
    """Rounded up: a hint that is early by less than a second would be sent again at once, and be early again."""
    return min(ceil(delay.total_seconds()), int(LONGEST_DELAY.total_seconds()))


def _batches(entries: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        yield batch
