"""AWS clients, one session for all of them: a second session costs 85 ms of a cold start.

The time limits are far below a function's own, so that a slow service shows as an error that can be retried
and not as a function that was cut off with its outcome unknown.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from boto3.session import Session

_CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})


@cache
def session() -> Session:
    return boto3.session.Session()


@cache
def client(service: str, *, endpoint: str | None = None) -> Any:  # noqa: ANN401 - callers know what they asked for
    """The client of an AWS service by boto3's name for it, made once. `endpoint` is for one that has many."""
    return session().client(service, endpoint_url=endpoint, config=_CONFIG)  # type: ignore[call-overload]
