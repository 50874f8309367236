"""Puts entries on the bus, and tells apart what to try again from what will never be taken.

PutEvents can fail in part: its answer has one entry for each of the request, in the same order. What is
throttled or fails inside EventBridge is tried again here, then by Lambda with the whole record. What is
refused for good is parked whole, so that one bad event does not hold up its shard for a day. An entry may
go out twice: ids are stable, consumers dedupe.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.outbox.entries import MOST_BYTES, batches, size_of
from lambdas.shared.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef as Entry
    from mypy_boto3_sqs import SQSClient

_ATTEMPTS = 3
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0

_WORTH_A_RETRY = frozenset(
    {
        "InternalException",
        "InternalFailure",
        "ServiceUnavailable",
        "ThrottledException",
        "ThrottlingException",
    }
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How many entries went on the bus, and how many were set aside."""

    published: int = 0
    parked: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(published=self.published + other.published, parked=self.parked + other.parked)


@dataclass(frozen=True, kw_only=True)
class _Refusal:
    entry: Entry
    code: str
    message: str

    @property
    def final(self) -> bool:
        return self.code not in _WORTH_A_RETRY


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """`parking_queue_url` gets `{"entry", "error": {"code", "message"}}`; sleep takes seconds."""

    events: EventBridgeClient
    queue: SQSClient
    parking_queue_url: str
    sleep: Callable[[float], None] = time.sleep
    random: Random = field(default_factory=Random)

    def publish(self, entries: Iterable[Entry]) -> Outcome:
        """All entries, published or parked. Raises Transient when some could be neither for now."""
        fitting: list[Entry] = []
        outcome = Outcome()
        for entry in entries:
            if size_of(entry) > MOST_BYTES:
                outcome += self._park(_too_large(entry))
            else:
                fitting.append(entry)
        return sum((self._publish_batch(batch) for batch in batches(fitting)), outcome)

    def _publish_batch(self, batch: Sequence[Entry]) -> Outcome:
        outcome, left = Outcome(), list(batch)
        refusals: list[_Refusal] = []
        for attempt in range(_ATTEMPTS):
            if attempt:
                self.sleep(self._pause(attempt))
            refusals = self._put(left)
            outcome += Outcome(published=len(left) - len(refusals))
            outcome = sum((self._park(refusal) for refusal in refusals if refusal.final), outcome)
            left = [refusal.entry for refusal in refusals if not refusal.final]
            if not left:
                return outcome
        last = next(refusal for refusal in refusals if not refusal.final)
        raise Transient(
            f"EventBridge did not take {len(left)} of {len(batch)} events: {last.code}: {last.message}"
        )

    def _put(self, entries: Sequence[Entry]) -> list[_Refusal]:
        """One call. What was not taken, in order; all of it when the call itself failed for now."""
        try:
            answer = self.events.put_events(Entries=entries)
        except BotoCoreError as error:  # no answer: what became of the entries is not known
            return [_Refusal(entry=entry, code="ServiceUnavailable", message=str(error)) for entry in entries]
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code not in _WORTH_A_RETRY:
                raise
            return [_Refusal(entry=entry, code=code, message=str(error)) for entry in entries]
        if not answer["FailedEntryCount"]:
            return []
        return [
            _Refusal(entry=entry, code=result["ErrorCode"], message=result.get("ErrorMessage", ""))
            for entry, result in zip(entries, answer["Entries"], strict=True)
            if "ErrorCode" in result
        ]

    def _park(self, refusal: _Refusal) -> Outcome:
        entry = {**refusal.entry, "Time": refusal.entry["Time"].isoformat()}  # type: ignore[union-attr]
        body = {"entry": entry, "error": {"code": refusal.code, "message": refusal.message}}
        self.queue.send_message(
            QueueUrl=self.parking_queue_url, MessageBody=json.dumps(body, ensure_ascii=False)
        )
        return Outcome(parked=1)

    def _pause(self, attempt: int) -> float:
        """Exponential backoff with full jitter, in seconds."""
        return self.random.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (attempt - 1)))


def _too_large(entry: Entry) -> _Refusal:
    message = f"{size_of(entry)} bytes, and PutEvents takes {MOST_BYTES}"
    return _Refusal(entry=entry, code="EntryTooLarge", message=message)
