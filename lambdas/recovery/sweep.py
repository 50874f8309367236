"""Making up for status-change events that were lost: every order PENDING for too long is looked at.

What runs, or waits parked, is counted only; what was cut off is recovered. A saga that was cut off after its
order was decided is PENDING no more, and other sagas leave no order PENDING; so the latest executions of every
saga that were cut off are looked at too. That is also how the lock of a dead one is released.
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
    from lambdas.recovery.executions import Execution, Executions

logger = logger_of("recovery")


class Finding(StrEnum):
    """What became of one order. The values name the metrics."""

    WAITING = "PendingTooLong"
    RECOVERED = "RecoveryStarted"
    GIVEN_UP = "RecoveryGivenUp"
    FAILED = "SweepFailed"


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Of one saga."""

    executions: Executions

    def run(self, order_ids: Iterable[str]) -> Counter[Finding]:
        """How many orders there were of each finding. One that cannot be looked at does not stop the rest."""
        return Counter(self._look_at(order_id) for order_id in order_ids)

    def run_cut_off(self) -> Counter[Finding]:
        """How many of the executions that were cut off nobody had taken up. One given up is told elsewhere.

        When they cannot be listed, that counts as one failure, and stops no other saga's sweep.
        """
        found: Counter[Finding] = Counter()
        try:
            for execution in self.executions.cut_off():
                with logger.append_context_keys(execution=execution.arn):
                    finding = self._make_up_for(execution)
                if finding:
                    found[finding] += 1
        except Exception:
            logger.exception("not all looked at", machine=self.executions.saga)
            found[Finding.FAILED] += 1
        return found

    def _make_up_for(self, execution: Execution) -> Finding | None:
        try:
            recovery = recover(execution, self.executions)
        except Refused:
            return None
        except Exception:
            logger.exception("not looked at")
            return Finding.FAILED
        if not recovery.started:
            return None
        logger.warning("recovered, though no event told of it", **recovery.as_dict())
        return Finding.RECOVERED

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
