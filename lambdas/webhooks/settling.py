"""After an attempt: its log, what becomes of the delivery, and what is now known of the endpoint. One transaction.

A delivery that was replayed meanwhile is somebody else's: then the attempt is logged, and settles nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lambdas.endpoints.delivery import DeliveryStatus, attempt_item, key_of
from lambdas.endpoints.health import Health, after_failure, after_success, still_failing
from lambdas.endpoints.lanes import Hint
from lambdas.endpoints.registry import TABLE, Registered, registered
from lambdas.endpoints.times import text_of
from lambdas.shared import busy
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.errors import Transient
from lambdas.shared.writes import Write, put, unexpected, update
from lambdas.webhooks.attempting import Result
from lambdas.webhooks.claiming import Claim, look_at
from lambdas.webhooks.disabling import NOTHING, Disabling, disabling
from lambdas.webhooks.slots import freeing, state_of
from lambdas.webhooks.verdict import Verdict, verdict_of

if TYPE_CHECKING:
    from lambdas.shared.world import World

SLOW = timedelta(seconds=2)
"""An endpoint that takes longer to answer goes on the patient lane, though it answers well."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """`due_at` is that of the next try, None when there is none. `disabled` says why the endpoint was disabled
    by this attempt, if it was. `hints` are for others, to be sent at once.
    """

    status: DeliveryStatus
    due_at: datetime | None = None
    disabled: str | None = None
    hints: tuple[Hint, ...] = ()


def settle(world: World, claim: Claim, result: Result, *, before: Registered, health: Health) -> Settled:
    """`before` and `health` are from before the attempt. Raises Transient."""
    now, delivery = world.clock(), claim.delivery
    for attempt in range(busy.ATTEMPTS):
        verdict = verdict_of(result, tries=delivery.tries, health=health, now=now, random=world.random)
        more = _more(world, before, delivery.endpoint_id, verdict, now=now)
        settled = _settled(verdict, more)
        try:
            commit(
                world,
                (
                    _settling(world, claim, verdict, now=now),
                    *_log(world, claim, result, now=now),
                    *_health(world, delivery.endpoint_id, result, verdict, before=health),
                    *more.writes,
                ),
            )
        except ConditionFailed as failed:
            if failed.index == 0:
                return (
                    settled if _is_logged(world, claim, result, now=now) else Settled(status=verdict.status)
                )
            busy.pause(world, attempt)
            # Its caller has changed something meanwhile, or another attempt at the endpoint has.
            before = registered(world, delivery.caller)
            health = state_of(world, delivery.endpoint_id, now=now).health
        else:
            return settled
    raise Transient(f"the endpoints of {delivery.caller} were changed by others all the time")


def _more(
    world: World, before: Registered, endpoint_id: str, verdict: Verdict, *, now: datetime
) -> Disabling:
    if verdict.disables is None:
        return NOTHING
    return disabling(world, before, endpoint_id, reason=verdict.disables, now=now)


def _settled(verdict: Verdict, more: Disabling) -> Settled:
    return Settled(
        status=verdict.status,
        due_at=verdict.due_at,
        disabled=verdict.disables if more.writes else None,
        hints=more.hints,
    )


def _settling(world: World, claim: Claim, verdict: Verdict, *, now: datetime) -> Write:
    values: dict[str, Any] = {"status": verdict.status.value, "claim": claim.token, "none": 0}
    sets, removes = "#status = :status, #deferred = :none", "#claim, #claimed_until"
    if verdict.due_at:
        sets += ", #due_at = :due_at, #look_at = :look_at"
        values |= {
            "due_at": text_of(verdict.due_at),
            "look_at": text_of(look_at(verdict.due_at, now=now)),
        }
    else:
        sets += ", #reason = :reason"
        removes += ", #due_shard, #look_at"
        values |= {"reason": verdict.reason}
    return update(
        table=world.table(TABLE),
        key=key_of(claim.delivery.endpoint_id, claim.delivery.delivery_id),
        expression=f"SET {sets} REMOVE {removes}",
        condition="#claim = :claim",
        values=values,
        refused=unexpected("the delivery is somebody else's"),
    )


def _health(
    world: World, endpoint_id: str, result: Result, verdict: Verdict, *, before: Health
) -> tuple[Write, ...]:
    if result.delivered:
        return after_success(world, endpoint_id, before, slow=result.seconds > SLOW.total_seconds())
    if verdict.disables:
        return still_failing(world, endpoint_id, before)
    return after_failure(world, endpoint_id, before, not_before=verdict.not_before)


def _log(world: World, claim: Claim, result: Result, *, now: datetime) -> tuple[Write, ...]:
    item = attempt_item(claim.delivery, result.attempt)
    logged = put(table=world.table(TABLE), item=item, refused=unexpected("the attempt is logged"))
    return (logged, freeing(world, claim.delivery.endpoint_id, claim.slot, now=now))


def _is_logged(world: World, claim: Claim, result: Result, *, now: datetime) -> bool:
    """Whether it was logged as it is: then all was settled, and the store's first answer was lost. If it was not,
    it is now, unless somebody took this sender for dead and has logged that.
    """
    try:
        commit(world, _log(world, claim, result, now=now))
    except ConditionFailed as failed:
        return failed.old == attempt_item(claim.delivery, result.attempt)
    return False
