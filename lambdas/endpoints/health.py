"""How an endpoint has done lately: since when it only fails, whether it is slow, and when it wants to be asked again.

Written when it changes and not otherwise, so an endpoint in good health costs nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.endpoints.delivery import expiry
from lambdas.endpoints.registry import TABLE
from lambdas.endpoints.times import moment_of, text_of
from lambdas.shared.commit import commit
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

STATE_PREFIX = "state#"
HEALTH = f"{STATE_PREFIX}health"

_REFUSED = unexpected("the endpoint does not fail as it did")


@dataclass(frozen=True, kw_only=True)
class Health:
    """`ailing`: the last attempt failed, or was slow. `failing_since` is None after a success."""

    ailing: bool = False
    failing_since: datetime | None = None
    not_before: datetime | None = None


def health_of(item: Item | None) -> Health:
    if item is None:
        return Health()
    return Health(
        ailing=item.get("ailing", False),
        failing_since=_moment(item.get("failing_since")),
        not_before=_moment(item.get("not_before")),
    )


def after_failure(
    world: World, endpoint_id: str, before: Health, *, not_before: datetime | None
) -> tuple[Write, ...]:
    """That it failed; the first failure in a row is the one that counts."""
    if before.ailing and before.failing_since and not_before is None:
        return ()
    pause = ", #not_before = :not_before" if not_before else ""
    return (
        _update(
            world,
            endpoint_id,
            f"SET #ailing = :yes, #failing_since = if_not_exists(#failing_since, :now){pause}",
            {
                "yes": True,
                "now": text_of(world.clock()),
                **({"not_before": text_of(not_before)} if not_before else {}),
            },
        ),
    )


def still_failing(world: World, endpoint_id: str, before: Health) -> tuple[Write, ...]:
    """Refused when there was a success since `before`, or its owner enabled it again: for a judgement on that."""
    if before.failing_since is None:
        return ()
    since = text_of(before.failing_since)
    return (
        _update(
            world,
            endpoint_id,
            "SET #ailing = :yes",
            {"yes": True, "since": since},
            condition="#failing_since = :since",
        ),
    )


def after_success(world: World, endpoint_id: str, before: Health, *, slow: bool) -> tuple[Write, ...]:
    if before == Health(ailing=slow):
        return ()
    return (
        _update(world, endpoint_id, "SET #ailing = :slow REMOVE #failing_since, #not_before", {"slow": slow}),
    )


def forget(world: World, endpoint_id: str) -> None:
    """What was is past: for an endpoint that its owner enables again. Raises Transient."""
    commit(world, after_success(world, endpoint_id, Health(ailing=True), slow=False))


def _update(
    world: World, endpoint_id: str, expression: str, values: dict[str, Any], *, condition: str | None = None
) -> Write:
    """Forgotten with the log of the attempts that it is about: nothing stays of an endpoint that is gone."""
    return update(
        table=world.table(TABLE),
        key={"pk": f"endpoint#{endpoint_id}", "sk": HEALTH},
        expression=expression.replace("SET ", "SET #expires_at = :expires_at, ", 1),
        values={**values, "expires_at": expiry(world.clock())},
        condition=condition,
        refused=_REFUSED,
    )


def _moment(text: str | None) -> datetime | None:
    return moment_of(text) if text else None
