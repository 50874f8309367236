"""An endpoint: a receiver of webhooks as its owner registered it, and the secrets that sign what it gets."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lambdas.endpoints.times import moment_of, text_of
from lambdas.shared.errors import SagaError
from lambdas.shared.items import Item

ENDPOINT_ID = "e-[0-9a-f]{32}"
OVERLAP = timedelta(hours=24)
"""How long a secret stays good after it was replaced."""

MOST_SECRETS = 5
"""Good at once. A receiver that missed a rotation, or two, still holds one of them."""


class TooManySecrets(SagaError):  # noqa: N818 - named as the other outcomes are
    """Rotated again and again: the oldest secret would go before its time."""


class EndpointStatus(StrEnum):
    ENABLED = "ENABLED"
    DISABLED = "DISABLED"


@dataclass(frozen=True, kw_only=True)
class Secret:
    """`sealed` is opened by the sender alone; `valid_until` is None for the latest."""

    sealed: str
    created_at: str
    valid_until: str | None = None

    def is_good(self, now: datetime) -> bool:
        return self.valid_until is None or now < moment_of(self.valid_until)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """`secrets` are latest first. `disabled_reason` is for people, None while it is enabled."""

    endpoint_id: str
    url: str
    description: str
    created_at: str
    secrets: tuple[Secret, ...]
    status: EndpointStatus = EndpointStatus.ENABLED
    disabled_reason: str | None = None

    @property
    def enabled(self) -> bool:
        return self.status is EndpointStatus.ENABLED

    def good_secrets(self, now: datetime) -> tuple[Secret, ...]:
        return tuple(secret for secret in self.secrets if secret.is_good(now))

    def rotated(self, sealed: str, *, now: datetime) -> Endpoint:
        """With a new secret, beside which those before stay good for a day. Raises TooManySecrets.

        Applied twice with the same secret, it is as if applied once.
        """
        if any(secret.sealed == sealed for secret in self.secrets):
            return self
        until = text_of(now + OVERLAP)
        before = [
            replace(secret, valid_until=secret.valid_until or until) for secret in self.good_secrets(now)
        ]
        if len(before) == MOST_SECRETS:
            first_to_go = min(str(secret.valid_until) for secret in before)
            raise TooManySecrets(f"{MOST_SECRETS} secrets are good at this moment, one until {first_to_go}")
        latest = Secret(sealed=sealed, created_at=text_of(now))
        return replace(self, secrets=(latest, *before))

    def disabled(self, reason: str) -> Endpoint:
        """The first reason stays."""
        if not self.enabled:
            return self
        return replace(self, status=EndpointStatus.DISABLED, disabled_reason=reason)

    def again_enabled(self) -> Endpoint:
        return replace(self, status=EndpointStatus.ENABLED, disabled_reason=None)

    def as_item(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "status": self.status.value,
            "secrets": [asdict(each) for each in self.secrets],
        }


def endpoint_of(item: Item) -> Endpoint:
    secrets = tuple(Secret(**secret) for secret in item["secrets"])
    return Endpoint(**{**item, "status": EndpointStatus(item["status"]), "secrets": secrets})
