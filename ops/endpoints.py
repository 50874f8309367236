"""The API's client for endpoints: register where to be called back, and take it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ops import orders
from ops.errors import RunFailed
from ops.orders import Answer


class Ask(Protocol):
    """One exchange with an API, whose answers may be refusals."""

    def __call__(self, method: str, path: str, *, body: Mapping[str, Any] | None = None) -> Answer: ...


@dataclass(frozen=True, kw_only=True)
class Registered:
    """An endpoint, with the secret that was shown when it was registered."""

    endpoint_id: str
    url: str
    secret: str


def api_at(api_url: str) -> Ask:
    def ask(method: str, path: str, *, body: Mapping[str, Any] | None = None) -> Answer:
        return orders.request(method, api_url + path, body=body)

    return ask


def register(ask: Ask, url: str, *, description: str) -> Registered:
    """Raises RunFailed, with the problem that the API has with it."""
    answer = asked(ask, "POST", "/endpoints", body={"url": url, "description": description}, status=201)
    return Registered(endpoint_id=answer["endpoint_id"], url=answer["url"], secret=answer["secret"])


def remove(ask: Ask, endpoint_id: str) -> None:
    """Raises RunFailed."""
    asked(ask, "DELETE", f"/endpoints/{endpoint_id}", status=204)


def asked(
    ask: Ask, method: str, path: str, *, status: int, body: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """The body of the answer. Raises RunFailed for one with another status."""
    answer = ask(method, path, body=body)
    if answer.status != status:
        raise RunFailed(f"{method} {path} answered {answer.status}: {json.dumps(dict(answer.body))}")
    return answer.body
