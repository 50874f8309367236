"""What targets in this process share: the API's function behind its gateway, and what none of them can."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.test import Client

from ops.orders import Answer
from tests.fuzz.event import HOST
from tests.fuzz.gateway import Gateway
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.target import JSON, encoded

API_URL = f"http://{HOST}"

NO_CLOUD: Mapping[Capability, str] = {
    Capability.CONNECTIONS: "the API is called in process: nothing listens",
    Capability.SOCKETS: "there is no gateway for sockets in process: tests/saga/test_four_ways.py has one",
    Capability.BREAKING: "nothing is deployed: tests/saga and tests/simulation make the same trouble",
}

Invoke = Callable[[dict[str, Any]], Mapping[str, Any]]
"""The API's function: from the gateway's event to its answer."""


class Api:
    """The API as a client of its gateway sees it."""

    def __init__(self, invoke: Invoke) -> None:
        self._client = Client(Gateway(respond=invoke), use_cookies=False)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        sent = {"Content-Type": JSON, **(headers or {})}
        answer = self._client.open(path, base_url=API_URL, method=method, data=encoded(body), headers=sent)
        received = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(status=answer.status_code, headers=received, body=json.loads(answer.data or b"{}"))
