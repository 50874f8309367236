"""What may be chosen at deployment, read from the CDK context (`-c key=value` or cdk.json).

Every value is checked here, so that a slip shows as one line before anything is built.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

LOCAL = "local"
"""The stage of the local cloud: open API, an event tap, and nothing outlives the stack."""

_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")
_TOPIC_ARN = re.compile(r"arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+")
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
    """`python` is the Lambda runtime's version; `alarm_topic_arn` is the SNS topic that alarms go to."""

    stage: str = "dev"
    python: str = f"{sys.version_info.major}.{sys.version_info.minor}"
    log_retention_days: int = 30
    alarm_topic_arn: str | None = None

    def __post_init__(self) -> None:
        _check(
            key="stage",
            value=self.stage,
            ok=bool(_STAGE.fullmatch(self.stage)),
            allowed=f"like {_STAGE.pattern}",
        )
        _check(
            key="python",
            value=self.python,
            ok=self.python in _PYTHONS,
            allowed=f"one of {', '.join(_PYTHONS)}",
        )
        _check(
            key="log_retention_days",
            value=self.log_retention_days,
            ok=self.log_retention_days in RETENTION,
            allowed=f"one of {', '.join(map(str, RETENTION))}",
        )
        topic = self.alarm_topic_arn
        _check(
            key="alarm_topic_arn",
            value=topic,
            ok=topic is None or bool(_TOPIC_ARN.fullmatch(topic)),
            allowed="the ARN of an SNS topic",
        )

    @property
    def local(self) -> bool:
        return self.stage == LOCAL

    @property
    def stack_name(self) -> str:
        return f"Saga{self.stage.capitalize()}"

    @classmethod
    def from_context(cls, context: Callable[[str], object]) -> Settings:
        """`context` answers a key with its value or None: `app.node.try_get_context`. Raises InvalidSettingError."""
        given = {key: context(key) for key in ("stage", "python", "log_retention_days", "alarm_topic_arn")}
        values = {key: _typed(key, value) for key, value in given.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type] # _typed has seen to it


def _typed(key: str, value: object) -> str | int:
    """A context value from the command line is always a string; from cdk.json it may be a number."""
    if key != "log_retention_days":
        return str(value)
    try:
        return int(str(value))
    except ValueError:
        raise InvalidSettingError(key=key, value=value, allowed="a whole number of days") from None


def _check(*, key: str, value: object, ok: bool, allowed: str) -> None:
    if not ok:
        raise InvalidSettingError(key=key, value=value, allowed=allowed)
