"""The API as a client calls it over HTTP, with what the client need not know at hand: what was started by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from lambdas.api.identity import order_id_of
from ops.orders import Answer
from tests.scenarios.targets.target import Target

PROBLEM = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Client:
    """Places one order, under a key of its own."""

    target: Target
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def order_id(self) -> str:
        return order_id_of(caller=self.target.caller, key=self.key)

    @property
    def api_url(self) -> str:
        return self.target.api_url

    def post(self, order: Mapping[str, Any] | bytes, **headers: str) -> Answer:
        """`headers` with underscores for hyphens; they may say another key, or that there is none."""
        sent = {"Idempotency-Key": self.key, **{name.replace("_", "-"): it for name, it in headers.items()}}
        given = {name: value for name, value in sent.items() if value}
        return self.target.ask("POST", "/orders", body=order, headers=given)

    def get(self, path: str = "", **headers: str) -> Answer:
        """The order, or what is at another path."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.target.ask("GET", path or f"/orders/{self.order_id}", headers=sent)

    @property
    def started(self) -> bool:
        """Whether there is an execution of the order."""
        return self.target.started(self.order_id)
