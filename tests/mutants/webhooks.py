"""Defects of webhooks: what senders have done to receivers, and to one another."""

from __future__ import annotations

from functools import partial

from tests.mutants.mutant import Mutant

_mutant = partial(Mutant, checks=("deliveries", "webhooks"))

WEBHOOKS = (
    _mutant(
        name="each attempt has an id of its own",
        path="lambdas/webhooks/attempting.py",
        old="message_id=delivery.message.webhook_id,",
        new='message_id=f"{delivery.message.webhook_id}-{delivery.attempts}",',
    ),
    _mutant(
        name="each attempt has the timestamp of the first",
        path="lambdas/webhooks/attempting.py",
        old="attempted_at=at,",
        new="attempted_at=delivery.created_at,",
    ),
    _mutant(
        name="a redirect is taken for success",
        path="lambdas/webhooks/attempting.py",
        old="HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES",
        new="HTTPStatus.OK <= status < HTTPStatus.BAD_REQUEST",
    ),
    _mutant(
        name="an event that comes twice is told twice",
        path="lambdas/endpoints/deliveries.py",
        old='return put(table=world.table(TABLE), item=item, refused=unexpected("the delivery is there"))',
        new='return put(table=world.table(TABLE), item=item, condition="#pk <> :no", values={"no": "no"}, '
        'refused=unexpected("the delivery is there"))',
    ),
    _mutant(
        name="nobody looks for a hint that was lost",
        path="lambdas/webhooks/sweeping.py",
        old="        self.lanes.send(hints, lane=Lane.PATIENT)\n",
        new="",
    ),
    _mutant(
        name="what a dead sender left is taken for done",
        path="lambdas/webhooks/slots.py",
        old="LEASE = timedelta(seconds=60)",
        new="LEASE = timedelta(days=60)",
    ),
    _mutant(
        name="what a dead sender did is not logged",
        path="lambdas/webhooks/left_behind.py",
        old="    if delivery.claimed_until is None:\n        return ()\n",
        new="    if delivery:\n        return ()\n",
    ),
    _mutant(
        name="a receiver may hold as many senders as there are",
        path="lambdas/webhooks/slots.py",
        old="SLOTS = 4",
        new="SLOTS = 99",
    ),
    _mutant(
        name="endpoints that fail are on the same lane as all",
        path="lambdas/webhooks/delivering.py",
        old="if state.health.ailing and lane is Lane.PROMPT:",
        new="if state.health.ailing and lane is None:",
    ),
    _mutant(
        name="Retry-After is not heard",
        path="lambdas/webhooks/verdict.py",
        old="not_before = now + asked if asked else None",
        new="not_before = None if asked else None",
    ),
    _mutant(
        name="410 is a failure like any other",
        path="lambdas/webhooks/verdict.py",
        old="if result.attempt.status == HTTPStatus.GONE:",
        new="if result.attempt.status == HTTPStatus.LENGTH_REQUIRED:",
    ),
    _mutant(
        name="a success meanwhile does not keep an endpoint from being disabled",
        path="lambdas/endpoints/health.py",
        old='condition="#failing_since = :since",',
        new='condition="attribute_exists(#pk) OR #failing_since = :since",',
    ),
    _mutant(
        name="the wait is any time up to the one that is specified",
        path="lambdas/endpoints/schedule.py",
        old="return wait + wait * random.uniform(0, JITTER)",
        new="return wait * random.uniform(JITTER, 1)",
    ),
    _mutant(
        name="an old secret is bad at once",
        path="lambdas/endpoints/endpoint.py",
        old="OVERLAP = timedelta(hours=24)",
        new="OVERLAP = timedelta(hours=0)",
    ),
    _mutant(
        name="a store's lost answer makes the next try late",
        path="lambdas/webhooks/settling.py",
        old="        return failed.old == attempt_item(claim.delivery, result.attempt)\n",
        new="        return failed.old is None\n",
    ),
)
