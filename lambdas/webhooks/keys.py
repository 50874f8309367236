"""The keys of an endpoint, opened by the key service and kept in memory: what is sealed never changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lambdas.endpoints.endpoint import Endpoint

_MOST_KEPT = 1000


class Opens(Protocol):
    """The key service, or what stands in for it."""

    def open(self, sealed: str, *, endpoint_id: str) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Calling it gives the keys whose secrets are good, the latest first. Raises Transient."""

    service: Opens
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def __call__(self, endpoint: Endpoint, now: datetime) -> list[bytes]:
        return [
            self._open(secret.sealed, endpoint_id=endpoint.endpoint_id)
            for secret in endpoint.good_secrets(now)
        ]

    def _open(self, sealed: str, *, endpoint_id: str) -> bytes:
        if sealed not in self._kept:
            self._kept[sealed] = self.service.open(sealed, endpoint_id=endpoint_id)
        self._kept.move_to_end(sealed)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[sealed]
