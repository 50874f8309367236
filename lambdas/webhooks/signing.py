"""Standard Webhooks 1.0.0, the sender's side: what is signed, with which keys, in which headers.

The signed text is `id.timestamp.body`; a signature is `v1,` and the base64 of its HMAC-SHA256. While a secret is
replaced, there is one signature for each that is good, with spaces between, and a receiver is content with any.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970. Raises ValueError for a time without a zone: it would be taken as local."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return int(moment.timestamp())


def signature(*, key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(*, keys: Sequence[bytes], message_id: str, attempted_at: datetime, body: bytes) -> dict[str, str]:
    """The headers of one attempt: the id stays over all of them, the timestamp is the attempt's own."""
    timestamp = seconds(attempted_at)
    signatures = (signature(key=key, message_id=message_id, timestamp=timestamp, body=body) for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def message_id(event_id: str) -> str:
    """An event's id, fit for the header: one to one, visible ASCII, and without the `.` that separates
    what is signed.
    """
    return quote(event_id, safe="").replace("~", "%7E").replace(".", "~")
