"""The key service and the lanes' queues, in memory and on the test's clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, cast

from botocore.exceptions import ClientError

from lambdas.endpoints.lanes import Hint, Lane, Lanes, hint_of
from lambdas.endpoints.secret import KeyService
from lambdas.shared.telemetry import logger_of

KEY_ID = "arn:aws:kms:us-east-1:123456789012:key/webhooks"
VISIBILITY = timedelta(minutes=3)
MOST_RECEIVED = 5
QUEUES = {lane: f"https://sqs.example/123456789012/{lane.value.title()}" for lane in Lane}


@dataclass
class FakeKms:
    """What is sealed has its context beside it, and opens for that alone. `fails_with` is raised by every call."""

    fails_with: Exception | None = None
    opened: int = 0

    def encrypt(
        self,
        *,
        KeyId: str,  # noqa: N803 - as the service names it
        Plaintext: bytes,  # noqa: N803
        EncryptionContext: Mapping[str, str],  # noqa: N803
    ) -> dict[str, Any]:
        self._fail()
        return {"CiphertextBlob": _sealed(KeyId, EncryptionContext) + Plaintext[::-1]}

    def decrypt(
        self,
        *,
        KeyId: str,  # noqa: N803
        CiphertextBlob: bytes,  # noqa: N803
        EncryptionContext: Mapping[str, str],  # noqa: N803
    ) -> dict[str, Any]:
        self._fail()
        sealed = _sealed(KeyId, EncryptionContext)
        if not CiphertextBlob.startswith(sealed):
            raise ClientError({"Error": {"Code": "InvalidCiphertextException"}}, "Decrypt")
        self.opened += 1
        return {"Plaintext": CiphertextBlob.removeprefix(sealed)[::-1]}

    def _fail(self) -> None:
        if self.fails_with:
            raise self.fails_with


def _sealed(key_id: str, context: Mapping[str, str]) -> bytes:
    return json.dumps([key_id, dict(context)]).encode() + b"\n"


def key_service(kms: FakeKms | None = None) -> KeyService:
    return KeyService(kms=cast("Any", kms or FakeKms()), key_id=KEY_ID)


@dataclass(frozen=True, kw_only=True)
class Message:
    """`due` is when the queue hands it out, for the `received`-th time."""

    hint: Hint
    lane: Lane
    due: datetime
    group: str
    received: int = 1


@dataclass
class FakeQueues:
    """Both lanes' queues. `waiting` is in the order of arrival, and `at_once` are handed out in a call. What `loses`
    says yes to is answered as sent, and gone; `fails_with` is raised by every call, `refuses` is answered for
    every entry.
    """

    clock: Callable[[], datetime]
    waiting: list[Message] = field(default_factory=list)
    given_up: list[Message] = field(default_factory=list)
    at_once: int | None = None
    loses: Callable[[Message], bool] = lambda _: False
    fails_with: Exception | None = None
    refuses: str | None = None
    _lock: Lock = field(default_factory=Lock)

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:  # noqa: N803
        assert 0 < len(Entries) <= 10, f"{len(Entries)} entries in a call"
        assert len({entry["Id"] for entry in Entries}) == len(Entries)
        if self.fails_with:
            raise self.fails_with
        if self.refuses:
            return {"Failed": [{"Id": entry["Id"], "Code": self.refuses} for entry in Entries]}
        (lane,) = [lane for lane, url in QUEUES.items() if url == QueueUrl]
        for entry in Entries:
            self._take(lane, entry)
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

    def due(self) -> list[Message]:
        """Those whose time has come, taken out."""
        now = self.clock()
        with self._lock:
            due = [message for message in self.waiting if message.due <= now]
            later = [message for message in self.waiting if message.due > now]
            taken = due[: self.at_once]
            self.waiting = due[len(taken) :] + later
        return taken

    def back(self, message: Message) -> None:
        """Its consumer failed: it is handed out again when its visibility timeout is over, up to five times."""
        again = replace(message, due=self.clock() + VISIBILITY, received=message.received + 1)
        with self._lock:
            (self.waiting if again.received <= MOST_RECEIVED else self.given_up).append(again)

    def hints(self, lane: Lane) -> list[Hint]:
        """Those that wait."""
        return [message.hint for message in self.waiting if message.lane is lane]

    def _take(self, lane: Lane, entry: Mapping[str, Any]) -> None:
        delay = entry.get("DelaySeconds", 0)
        assert isinstance(delay, int), f"a delay of {delay!r}"
        assert 0 <= delay <= 900, f"a delay of {delay} s, which no queue takes"
        message = Message(
            hint=hint_of(entry["MessageBody"]),
            lane=lane,
            due=self.clock() + timedelta(seconds=delay),
            group=entry["MessageGroupId"],
        )
        with self._lock:
            if not self.loses(message):
                self.waiting.append(message)


def lanes_on(queues: FakeQueues) -> Lanes:
    return Lanes(sqs=cast("Any", queues), urls=QUEUES, logger=logger_of("test"))
