"""All endpoints of a caller, in one item with a version: they are few, and rules hold over all of them.

A change is a function of what is registered. It is made again when another change came between, and also when
it was made and the answer was lost, so it has to be one that can be made twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from lambdas.endpoints.endpoint import Endpoint, endpoint_of
from lambdas.shared import busy
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.errors import SagaError, Transient
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, put, unexpected

if TYPE_CHECKING:
    from lambdas.shared.world import World

TABLE = "webhooks"
MOST_ENDPOINTS = 10
"""Of one caller: each decided order may go to all of them."""


class EndpointExists(SagaError):  # noqa: N818 - named as the other outcomes are
    """The caller has an endpoint with this URL."""

    def __init__(self, existing: Endpoint) -> None:
        super().__init__(f"{existing.endpoint_id} has this URL already")
        self.existing = existing


class TooManyEndpoints(SagaError):  # noqa: N818 - named as the other outcomes are
    """The caller has as many as there may be."""


class NoSuchEndpoint(SagaError):  # noqa: N818 - named as the other outcomes are
    """The caller has no endpoint with this id."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What a caller has registered, oldest first. Version 0 is that of nothing."""

    caller: str
    version: int = 0
    endpoints: tuple[Endpoint, ...] = ()

    def find(self, endpoint_id: str) -> Endpoint | None:
        return next((each for each in self.endpoints if each.endpoint_id == endpoint_id), None)

    def at(self, url: str) -> Endpoint | None:
        return next((each for each in self.endpoints if each.url == url), None)

    def with_new(self, endpoint: Endpoint) -> Registered:
        """Raises EndpointExists, TooManyEndpoints."""
        existing = self.at(endpoint.url)
        if existing and existing.endpoint_id != endpoint.endpoint_id:
            raise EndpointExists(existing)
        if existing:
            return self
        if len(self.endpoints) == MOST_ENDPOINTS:
            raise TooManyEndpoints(f"there are {MOST_ENDPOINTS} endpoints, and more are not allowed")
        return replace(self, endpoints=(*self.endpoints, endpoint))

    def without(self, endpoint_id: str) -> Registered:
        return replace(self, endpoints=tuple(e for e in self.endpoints if e.endpoint_id != endpoint_id))

    def with_changed(self, endpoint_id: str, change: Callable[[Endpoint], Endpoint]) -> Registered:
        """Raises NoSuchEndpoint."""
        if self.find(endpoint_id) is None:
            raise NoSuchEndpoint(f"there is no endpoint {endpoint_id[:64]}")
        changed = (change(e) if e.endpoint_id == endpoint_id else e for e in self.endpoints)
        return replace(self, endpoints=tuple(changed))


Change: TypeAlias = Callable[[Registered], Registered]


def registered(world: World, caller: str) -> Registered:
    """Raises Transient."""
    item = read(world, table=world.table(TABLE), key=_key(caller))
    if item is None:
        return Registered(caller=caller)
    endpoints = tuple(endpoint_of(each) for each in item["endpoints"])
    return Registered(caller=caller, version=item["version"], endpoints=endpoints)


def change(world: World, caller: str, how: Change) -> Registered:
    """What is registered after the change. Raises Transient, and what `how` raises."""
    for attempt in range(busy.ATTEMPTS):
        before = registered(world, caller)
        after = how(before)
        if after == before:
            return before
        try:
            commit(world, (replacing(world, before, after),))
        except ConditionFailed:
            busy.pause(world, attempt)
        else:
            return replace(after, version=before.version + 1)
    raise Transient(f"the endpoints of {caller} were changed by others {busy.ATTEMPTS} times")


def replacing(world: World, before: Registered, after: Registered) -> Write:
    """The write of a change, for those who have others to make with it. Its condition is the version."""
    condition = "#version = :version" if before.version else "attribute_not_exists(#pk)"
    item = {
        **_key(after.caller),
        "version": before.version + 1,
        "endpoints": [each.as_item() for each in after.endpoints],
    }
    values = {"version": before.version} if before.version else {}
    return put(
        table=world.table(TABLE),
        item=item,
        condition=condition,
        values=values,
        refused=unexpected("the endpoints have another version"),
    )


def _key(caller: str) -> dict[str, str]:
    return {"pk": f"caller#{caller}", "sk": "endpoints"}
