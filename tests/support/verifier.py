"""Two receivers' ways to verify a webhook: by the specification's text, and by the package that is published.

Standard Webhooks 1.0.0, "Signature scheme" and "Verifying webhooks". Nothing of what signs is used here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

import standardwebhooks.webhooks as published
from standardwebhooks import Webhook

TOLERANCE = timedelta(minutes=5)


class Refused(AssertionError):  # noqa: N818 - what a receiver does
    """What a receiver would say to it."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """`headers` have lower-case names, `body` is as it came. Raises Refused."""
    prefix, _, encoded = secret.partition("_")
    key = base64.b64decode(encoded, validate=True)
    if prefix != "whsec" or not 24 <= len(key) <= 64:
        raise Refused(f"a secret of {len(key)} bytes with the prefix {prefix}")
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if not re.fullmatch(r"[!-\-/-~]+", message_id):
        raise Refused(f"an id that is not of visible ASCII without full stops: {message_id!r}")
    if not re.fullmatch(r"[0-9]+", timestamp):
        raise Refused(f"a timestamp that is no whole number: {timestamp!r}")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise Refused(f"a timestamp of another time: {timestamp} at {now.timestamp():.0f}")
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    mine = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if mine not in headers["webhook-signature"].split(" "):
        raise Refused("no signature of this secret's")


def verify_twice(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """In both ways. Raises Refused, or the package's own error."""
    verify(secret, headers, body, now=now)
    with _told_the_time(now):
        Webhook(secret).verify(body, dict(headers), json_parse=False)


@contextmanager
def _told_the_time(now: datetime) -> Iterator[None]:
    """The package asks its module's `datetime` what time it is, and takes no other clock."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Then:
            return cls.fromtimestamp(now.timestamp(), tz)

    theirs = vars(published)
    real, theirs["datetime"] = theirs["datetime"], Then
    try:
        yield
    finally:
        theirs["datetime"] = real
