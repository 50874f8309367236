"""How a point was reached: a chain of states, each with what led to it, shared between the points that follow."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Trail:
    """`label` stands on the arrow to `state`."""

    state: str
    label: str | None = None
    before: Trail | None = None

    def then(self, state: str, label: str | None = None) -> Trail:
        return Trail(state=state, label=label, before=self)

    def hops(self) -> list[Trail]:
        found: list[Trail] = []
        at: Trail | None = self
        while at is not None:
            found.append(at)
            at = at.before
        return found[::-1]

    def text(self, *, since: Collection[str] = ()) -> str:
        """From the first of these states on, from the start when none of them is on the way."""
        hops = self.hops()
        first = next((number for number, hop in enumerate(hops) if hop.state in since), 0)
        arrows = (f" --{hop.label}--> " if hop.label else " --> " for hop in hops[first + 1 :])
        return hops[first].state + "".join(
            arrow + hop.state for arrow, hop in zip(arrows, hops[first + 1 :], strict=True)
        )
