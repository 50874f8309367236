"""Runs in an interpreter of its own: imports a handler, makes its clients, and tells what that took, as JSON.

    python -m tests.perf.probe seconds lambdas.orders.handler dynamodb
    python -m tests.perf.probe loaded lambdas.orders.handler dynamodb

`seconds` gives {"seconds"} of processor time, which other work on the machine hardly changes. `loaded` gives
{"modules", "sessions"}, the number of boto3 sessions. The module `bare` stands for boto3 and one DynamoDB
client, with nothing of this project.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from typing import Any

BARE = "bare"


def main(what: str, module: str, services: list[str]) -> dict[str, Any]:
    sys.modules["certifi"] = None  # type: ignore[assignment] # here for the tests' sake; the layer has none
    if what == "loaded":
        gc.disable()  # a session is part of a cycle: so it is still there to be counted, even if dropped
    before, begun = set(sys.modules), time.process_time()
    made = _bare() if module == BARE else _handler(module, services)
    seconds = time.process_time() - begun
    assert made
    if what == "seconds":
        return {"seconds": seconds}
    return {"modules": sorted(set(sys.modules) - before), "sessions": _sessions()}


def _bare() -> list[Any]:
    boto3: Any = importlib.import_module("boto3")
    return [boto3.client("dynamodb")]


def _handler(module: str, services: list[str]) -> list[Any]:
    handler = importlib.import_module(module)
    clients = importlib.import_module("lambdas.shared.clients")
    return [handler, *(clients.client(service) for service in services)]


def _sessions() -> int:
    """Every boto3 session has one of botocore's own."""
    kind: Any = importlib.import_module("botocore.session").Session
    return sum(isinstance(thing, kind) for thing in gc.get_objects())


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3:])))
