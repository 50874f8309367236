"""Standard Webhooks 1.0.0, the sender's side: what is signed, with which key, in which headers.

The signed text is `id.timestamp.body`; the signature is `v1,` and the base64 of its HMAC-SHA256.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode
from datetime import datetime
from urllib.parse import quote

_PREFIX = "whsec_"
_FEWEST_KEY_BYTES = 24
_MOST_KEY_BYTES = 64


def key_of(secret: str) -> bytes:
    """The key in a secret as it is handed out: `whsec_` (may be left out) and base64 of 24 to 64 bytes.

    Raises ValueError, which does not repeat the secret.
    """
    try:
        key = b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(f"the webhook secret must be {_PREFIX} and base64: {error}") from None
    if not _FEWEST_KEY_BYTES <= len(key) <= _MOST_KEY_BYTES:
        raise ValueError(
            f"the webhook secret must hold {_FEWEST_KEY_BYTES} to {_MOST_KEY_BYTES} bytes, not {len(key)}"
        )
    return key


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970. Raises ValueError for a time without a zone: it would be taken as local."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return int(moment.timestamp())


def signature(*, key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(*, key: bytes, message_id: str, attempted_at: datetime, body: bytes) -> dict[str, str]:
    """The headers of one attempt: the id stays over redeliveries, the timestamp is the attempt's own."""
    timestamp = seconds(attempted_at)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key=key, message_id=message_id, timestamp=timestamp, body=body),
    }


def message_id(event_id: str) -> str:
    """An event's id, fit for the header: one to one, visible ASCII, and without the `.` that separates
    what is signed.
    """
    return quote(event_id, safe="").replace("~", "%7E").replace(".", "~")
