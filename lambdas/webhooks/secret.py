"""The signing key, fetched from Secrets Manager and kept for a short while, so that a rotation arrives."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from lambdas.webhooks.signing import key_of

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

LIFE_SECONDS = 300.0


class CachedKey:
    """Calling it gives the key. `clock` counts seconds and never goes back."""

    def __init__(self, fetch: Callable[[], str], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: tuple[bytes, float] | None = None

    def __call__(self) -> bytes:
        now = self._clock()
        if self._kept is None or now >= self._kept[1]:
            self._kept = (key_of(self._fetch()), now + LIFE_SECONDS)
        return self._kept[0]


def fetch_secret(client: SecretsManagerClient, arn: str) -> str:
    return client.get_secret_value(SecretId=arn)["SecretString"]
