"""Making up for status-change events that were lost: every order PENDING for too long is looked at.

What runs, or waits parked, is counted only; what was cut off is recovered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lambdas.recovery.recovering import GIVEN_UP, recover
from lambdas.recovery.refused import Refused
from lambdas.shared.telemetry import logger_of

if TYPE_CHECKING:
    from lambdas.recovery.executions import Executions

logger = logger_of("recovery")


class Finding(StrEnum):
    """What became of one order. The values name the metrics."""

    WAITING = "PendingTooLong"
    RECOVERED = "RecoveryStarted"
    GIVEN_UP = "RecoveryGivenUp"
    FAILED = "SweepFailed"


@dataclass(frozen=True, kw_only=True)
class Sweep:
    executions: Executions

    def run(self, order_ids: Iterable[str]) -> Counter[Finding]:
        """How many orders there were of each finding. One that cannot be looked at does not stop the rest."""
        return Counter(self._look_at(order_id) for order_id in order_ids)

    def _look_at(self, order_id: str) -> Finding:
        with logger.append_context_keys(saga_id=order_id):
            try:
                return self._take_up(order_id)
            except Exception:
                logger.exception("not looked at")
                return Finding.FAILED

    def _take_up(self, order_id: str) -> Finding:
        execution = self.executions.of_saga(order_id)
        if execution is None:
            logger.error("PENDING without an execution")
            return Finding.GIVEN_UP
        if not execution.dead:
            logger.warning("PENDING for too long", status=execution.status)
            return Finding.WAITING
        try:
            recovery = recover(execution, self.executions)
        except Refused as refused:
            logger.error("not recovered", code=refused.code, detail=refused.message)  # noqa: TRY400 - it is told
            return Finding.GIVEN_UP if refused.code == GIVEN_UP else Finding.FAILED
        logger.warning("recovered" if recovery.started else "PENDING for too long", **recovery.as_dict())
        return Finding.RECOVERED if recovery.started else Finding.WAITING
