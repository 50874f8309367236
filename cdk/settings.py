"""What may be chosen at deployment, read from the CDK context (`-c key=value` or cdk.json).

Every value is checked here, so that a slip shows as one line before anything is built.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container
from dataclasses import dataclass, fields

LOCAL = "local"
"""The stage of the local cloud: open API, an event tap, and nothing outlives the stack."""

_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")
_TOPIC_ARN = re.compile(r"arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+")
_ISSUER = re.compile(r"https://[A-Za-z0-9._~:/%-]+")
_AUDIENCE = re.compile(r"[^\s,]+(?:,[^\s,]+)*")
_SCOPE = re.compile(r"[!#-\[\]-~]+")
_LONGEST_WAIT = 20
RETENTION = {
    1: "ONE_DAY",
    7: "ONE_WEEK",
    14: "TWO_WEEKS",
    30: "ONE_MONTH",
    90: "THREE_MONTHS",
    180: "SIX_MONTHS",
    365: "ONE_YEAR",
    1827: "FIVE_YEARS",
    3653: "TEN_YEARS",
}
"""Days for which logs may be kept, with the CDK's name for each."""


class InvalidSettingError(Exception):
    """A context value that cannot be used; the message names key, value and what is allowed."""

    def __init__(self, *, key: str, value: object, allowed: str) -> None:
        super().__init__(f"context {key}={value!r}: must be {allowed}")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`python` is the Lambda runtime's version; `alarm_topic_arn` is the SNS topic that alarms go to.

    `longest_wait` is how many seconds a client may have an answer held back, 0 for none: a gateway gives up
    after 30. Callers sign with IAM, or bring a token of `jwt_issuer` for `jwt_audience`, which may be several,
    with commas between; approvers' tokens have the scope `approver_scope`. The local cloud asks nobody who he is,
    whatever is set.
    """

    stage: str = "dev"
    python: str = f"{sys.version_info.major}.{sys.version_info.minor}"
    log_retention_days: int = 30
    alarm_topic_arn: str | None = None
    longest_wait: int = _LONGEST_WAIT
    jwt_issuer: str | None = None
    jwt_audience: str | None = None
    approver_scope: str = "approve"

    def __post_init__(self) -> None:
        self._check("stage", like=_STAGE, allowed=f"like {_STAGE.pattern}")
        self._check("python", among=_PYTHONS, allowed=f"one of {', '.join(_PYTHONS)}")
        days = ", ".join(map(str, RETENTION))
        self._check("log_retention_days", among=RETENTION, allowed=f"one of {days}")
        self._check("alarm_topic_arn", like=_TOPIC_ARN, allowed="the ARN of an SNS topic")
        seconds = range(_LONGEST_WAIT + 1)
        self._check("longest_wait", among=seconds, allowed=f"from 0 to {_LONGEST_WAIT} seconds")
        self._check("jwt_issuer", like=_ISSUER, allowed="the https URL of an issuer, without a query")
        self._check("jwt_audience", like=_AUDIENCE, allowed="an audience, or several with commas between")
        self._check("approver_scope", like=_SCOPE, allowed="one scope, as RFC 6749 has them")
        self._check_both_or_none("jwt_issuer", "jwt_audience")

    @property
    def local(self) -> bool:
        return self.stage == LOCAL

    @property
    def stack_name(self) -> str:
        return f"Saga{self.stage.capitalize()}"

    @classmethod
    def from_context(cls, context: Callable[[str], object]) -> Settings:
        """`context` answers a key with its value or None: `app.node.try_get_context`. Raises InvalidSettingError."""
        given = {field.name: context(field.name) for field in fields(cls)}
        values = {key: _typed(key, value) for key, value in given.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type] # _typed has seen to it

    def _check(
        self,
        key: str,
        *,
        allowed: str,
        like: re.Pattern[str] | None = None,
        among: Container[object] | None = None,
    ) -> None:
        """Of a value that is there: what it is like, or what it is one of."""
        value = getattr(self, key)
        ok = value is None or (bool(like.fullmatch(value)) if like else value in (among or ()))
        if not ok:
            raise InvalidSettingError(key=key, value=value, allowed=allowed)

    def _check_both_or_none(self, one: str, other: str) -> None:
        for key, beside in ((one, other), (other, one)):
            if getattr(self, key) is None and getattr(self, beside) is not None:
                raise InvalidSettingError(key=key, value=None, allowed=f"there when {beside} is")


def _typed(key: str, value: object) -> str | int:
    """A context value from the command line is always a string; from cdk.json it may be a number."""
    units = {"log_retention_days": "days", "longest_wait": "seconds"}
    if key not in units:
        return str(value)
    try:
        return int(str(value))
    except ValueError:
        raise InvalidSettingError(key=key, value=value, allowed=f"a whole number of {units[key]}") from None
