"""The endpoints of a caller, as the API shows and changes them. A secret is made here, handed out once, and sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lambdas.api.endpoint_request import EndpointRequest
from lambdas.api.links import Links
from lambdas.api.webhooks import Webhooks
from lambdas.endpoints import health, registry
from lambdas.endpoints.endpoint import Endpoint, Secret, TooManySecrets
from lambdas.endpoints.registry import EndpointExists, NoSuchEndpoint, TooManyEndpoints
from lambdas.endpoints.secret import secret_of
from lambdas.endpoints.times import text_of
from lambdas.shared.problem import Problem
from lambdas.shared.problems import ENDPOINT_EXISTS, NO_SUCH_ENDPOINT, TOO_MANY_ENDPOINTS, TOO_MANY_SECRETS

BY_ITS_OWNER = "by its owner"


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """An endpoint with its latest secret as it is handed out: `whsec_…`."""

    endpoint: Endpoint
    secret: str


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """Of one caller: an endpoint of another is as if it were not there.

    Everything here raises Transient, and Problem (404, 409).
    """

    caller: str
    webhooks: Webhooks
    links: Links

    def all(self) -> Sequence[Endpoint]:
        """Oldest first."""
        return registry.registered(self.webhooks.world, self.caller).endpoints

    def find(self, endpoint_id: str) -> Endpoint:
        found = registry.registered(self.webhooks.world, self.caller).find(endpoint_id)
        if found is None:
            raise _none(endpoint_id)
        return found

    def register(self, wanted: EndpointRequest) -> Keyed:
        endpoint_id, now = f"e-{self.webhooks.fresh_digits()}", text_of(self.webhooks.world.clock())
        sealed, secret = self._new_secret(endpoint_id)
        endpoint = Endpoint(
            endpoint_id=endpoint_id,
            url=wanted.url,
            description=wanted.description,
            created_at=now,
            secrets=(Secret(sealed=sealed, created_at=now),),
        )
        try:
            registry.change(self.webhooks.world, self.caller, lambda before: before.with_new(endpoint))
        except EndpointExists as error:
            there = self.links.endpoint(error.existing.endpoint_id)
            raise Problem(ENDPOINT_EXISTS, detail=str(error), instance=there) from error
        except TooManyEndpoints as error:
            raise Problem(TOO_MANY_ENDPOINTS, detail=str(error)) from error
        return Keyed(endpoint=endpoint, secret=secret)

    def rotate(self, endpoint_id: str) -> Keyed:
        """With a new secret; those before stay good for a day."""
        self.find(endpoint_id)
        sealed, secret = self._new_secret(endpoint_id)
        now = self.webhooks.world.clock()
        try:
            rotated = self._changed(endpoint_id, lambda before: before.rotated(sealed, now=now))
        except TooManySecrets as error:
            there = self.links.endpoint(endpoint_id)
            raise Problem(TOO_MANY_SECRETS, detail=str(error), instance=there) from error
        return Keyed(endpoint=rotated, secret=secret)

    def disable(self, endpoint_id: str) -> Endpoint:
        return self._changed(endpoint_id, lambda before: before.disabled(BY_ITS_OWNER))

    def enable(self, endpoint_id: str) -> Endpoint:
        """What was wrong with it is forgotten first, lest its next failure be taken for one too many."""
        self.find(endpoint_id)
        health.forget(self.webhooks.world, endpoint_id)
        return self._changed(endpoint_id, Endpoint.again_enabled)

    def delete(self, endpoint_id: str) -> None:
        self.find(endpoint_id)
        registry.change(self.webhooks.world, self.caller, lambda before: before.without(endpoint_id))

    def _changed(self, endpoint_id: str, how: Callable[[Endpoint], Endpoint]) -> Endpoint:
        try:
            after = registry.change(
                self.webhooks.world, self.caller, lambda before: before.with_changed(endpoint_id, how)
            )
        except NoSuchEndpoint as error:
            raise _none(endpoint_id) from error
        return next(each for each in after.endpoints if each.endpoint_id == endpoint_id)

    def _new_secret(self, endpoint_id: str) -> tuple[str, str]:
        """Sealed, and as it is handed out."""
        key = self.webhooks.fresh_key()
        return self.webhooks.keys().seal(key, endpoint_id=endpoint_id), secret_of(key)


def _none(endpoint_id: str) -> Problem:
    return Problem(NO_SUCH_ENDPOINT, detail=f"there is no endpoint {endpoint_id[:64]}")
