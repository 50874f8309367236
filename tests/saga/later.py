"""What comes after an order was placed: one that is approved and not shipped yet, cancellations and changes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from statemachines.cancel_order import CANCEL_ORDER
from statemachines.change_order import CHANGE_ORDER
from tests.saga.stopping import Held, held_at

if TYPE_CHECKING:
    from statemachines.model import Saga
    from tests.support.cloud import Ended, MotoCloud

TWO_TEAS: dict[str, Any] = {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 2}]}
OF_IT = {"order_id": "o-1"}
"""What a cancellation of the order is given."""


def teas(quantity: int) -> dict[str, Any]:
    """What a change of the order to so many teas is given."""
    return {**OF_IT, "items": [{"sku": "tea", "quantity": quantity}]}


@dataclass(frozen=True)
class Unshipped:
    """Order o-1 of two teas, approved, and its saga held just before the goods leave."""

    cloud: MotoCloud
    arn: str
    held: Held

    def ship(self) -> Ended:
        self.held.release()
        return self.cloud.ended(self.arn)

    def cancel(self) -> Ended:
        return self.cloud.run("x-1", OF_IT, saga=CANCEL_ORDER)

    def change(self, quantity: int) -> Ended:
        return self.cloud.run("g-1", teas(quantity), saga=CHANGE_ORDER)


def unshipped_order(cloud: MotoCloud) -> Unshipped:
    held = held_at(cloud, "inventory.ship")
    arn = cloud.start("o-1", TWO_TEAS)
    held.wait()
    return Unshipped(cloud, arn, held)


@dataclass(frozen=True)
class Queued:
    """A saga on order o-1 that found it locked and has come again; it is held until the lock is released."""

    cloud: MotoCloud
    arn: str
    turn: Held

    def go_on(self) -> Ended:
        self.turn.release()
        return self.cloud.ended(self.arn)


def queued(cloud: MotoCloud, saga_id: str, given: dict[str, Any], *, saga: Saga) -> Queued:
    """Held when it comes for the second time: the first time has to have been in vain."""
    turn = held_at(cloud, saga.steps[0].name, after=1)
    arn = cloud.start(saga_id, given, saga=saga)
    turn.wait()
    return Queued(cloud, arn, turn)


def outcome_of(ended: Ended) -> tuple[str, str | None]:
    """COMPLETED, or COMPENSATED with the code of the reason."""
    assert ended.status == "SUCCEEDED", ended
    assert ended.output
    return ended.output["outcome"], ended.output.get("reason", {}).get("code")
