"""What a person does to a saga that is stuck: look, mend, retry, skip, stop, recover."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.support.cloud import Ended, MotoCloud
from tests.support.worlds import everything

T = TypeVar("T")

_PATIENCE = 30.0


@dataclass(frozen=True)
class Operator:
    cloud: MotoCloud

    def parked(self, saga_id: str) -> dict[str, dict[str, Any]]:
        """What waits for a decision, by function."""
        items = everything(self.cloud.world, "recovery")
        return {
            item["function"]: item
            for item in items
            if item["saga_id"] == saga_id and item["status"] == "PARKED"
        }

    def wait_for_parked(self, saga_id: str, function: str) -> dict[str, Any]:
        return self._until(
            lambda: self.parked(saga_id).get(function), f"{function} of {saga_id} is not parked"
        )

    def decide(self, saga_id: str, function: str, action: str, **more: object) -> dict[str, Any]:
        told = {"saga_id": saga_id, "function": function, "action": action, "by": "olga", **more}
        answer: dict[str, Any] = self.cloud.bridge.call("lambdas.recovery.handler.decide", told)
        return answer

    def recover(self, arn: str) -> Ended:
        """What the status change of a dead execution starts, seen through to its end."""
        event = {"detail-type": "Step Functions Execution Status Change", "detail": {"executionArn": arn}}
        answer = self.cloud.bridge.call("lambdas.recovery.handler.recover", event)
        return self.cloud.ended(answer["execution_arn"])

    @staticmethod
    def _until(look: Callable[[], T | None], complaint: str) -> T:
        deadline = time.monotonic() + _PATIENCE
        while (found := look()) is None:
            assert time.monotonic() < deadline, complaint
            time.sleep(0.02)
        return found


def decision_of(item: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """(action, by, reason) of the last decision on a parked item."""
    last = item["decisions"][-1]
    return last["action"], last["by"], last["reason"]
