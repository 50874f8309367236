"""What a cold start imports, handler by handler: which modules, and for how long next to a bare DynamoDB client."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.perf.probe import BARE

HANDLERS: Mapping[str, tuple[str, ...]] = {
    "lambdas.orders.handler": ("dynamodb",),
    "lambdas.approvals.handler": ("dynamodb", "stepfunctions"),
    "lambdas.inventory.handler": ("dynamodb",),
    "lambdas.customers.handler": ("dynamodb",),
    "lambdas.payments.handler": ("dynamodb",),
    "lambdas.outbox.handler": ("events", "sqs"),
    "lambdas.api.handler": ("stepfunctions", "dynamodb"),
    "lambdas.recovery.handler": ("dynamodb", "stepfunctions"),
    "lambdas.sockets.handler": ("dynamodb", "stepfunctions", "apigatewaymanagementapi"),
    "lambdas.sockets.delivery": ("dynamodb", "apigatewaymanagementapi"),
    "lambdas.webhooks.dispatching": ("dynamodb", "sqs"),
    "lambdas.webhooks.sending": ("dynamodb", "kms", "sqs"),
    "lambdas.webhooks.sweeping": ("dynamodb", "sqs"),
}
"""Each handler module with the services it makes clients for."""

ROUNDS = 5
_ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Modules by dotted name, the standard library's left out."""

    modules: frozenset[str]
    sessions: int

    @property
    def packages(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self.modules)


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """To a bare DynamoDB client: the median of all rounds, the least and the most."""

    median: float
    least: float
    most: float


def loaded(handler: str) -> Loaded:
    answer = _probe("loaded", handler)
    ours = (name for name in answer["modules"] if not _is_pythons_own(name))
    return Loaded(modules=frozenset(ours), sessions=answer["sessions"])


def ratios() -> Mapping[str, Ratio]:
    """By handler. Each round takes the bare client and every handler once, so that all meet the same weather.

    The median also forgets a first round in which something had yet to be compiled.
    """
    found: dict[str, list[float]] = {handler: [] for handler in HANDLERS}
    for _ in range(ROUNDS):
        bare = _probe("seconds", BARE)["seconds"]
        for handler, seen in found.items():
            seen.append(_probe("seconds", handler)["seconds"] / bare)
    return {
        handler: Ratio(median=median(seen), least=min(seen), most=max(seen))
        for handler, seen in found.items()
    }


def _probe(what: str, handler: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.perf.probe", what, handler, *HANDLERS.get(handler, ())]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    if done.returncode:
        raise RuntimeError(f"{handler} cannot be imported by itself:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _is_pythons_own(name: str) -> bool:
    """`__mp_main__` is the main module under its name for child processes."""
    top = name.partition(".")[0]
    return top in sys.stdlib_module_names or top.startswith("__")
