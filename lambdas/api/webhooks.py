"""What the API needs to keep endpoints and to have them told something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from lambdas.endpoints.lanes import Hint, Lane, Lanes
from lambdas.endpoints.secret import KeyService, fresh_key

if TYPE_CHECKING:
    from lambdas.endpoints.delivery import Delivery
    from lambdas.shared.world import World


def _fresh_digits() -> str:
    return uuid4().hex


@dataclass(frozen=True, kw_only=True)
class Webhooks:
    """`keys` and `lanes` make their clients when they are first asked: a request about an order never does.

    `fresh_digits` gives 32 hexadecimal digits that nobody has had.
    """

    world: World
    keys: Callable[[], KeyService]
    lanes: Callable[[], Lanes]
    fresh_key: Callable[[], bytes] = fresh_key
    fresh_digits: Callable[[], str] = _fresh_digits

    def hint(self, delivery: Delivery) -> None:
        """Have the sender look at it soon. Never raises: what is not sent now is found by the sweep."""
        hint = Hint(endpoint_id=delivery.endpoint_id, delivery_id=delivery.delivery_id)
        self.lanes().send([hint], lane=Lane.PROMPT)
