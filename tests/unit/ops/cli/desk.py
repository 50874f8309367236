"""Where a test sits: a site with sagas on it, and the command line in front of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

from typer.testing import CliRunner, Result

from lambdas.recovery import store
from lambdas.recovery.decision import decision_of
from lambdas.recovery.parked import Parking
from lambdas.shared.world import World
from ops.cli.app import app
from ops.cli.session import Means
from ops.cli.site import Site, Target
from tests.support.worlds import put_item
from tests.unit.ops.cli.fakes import INPUT, NOW, OUTPUTS, FakeFunctions, FakeStates

STEPS = {
    "orders.reject": "orders.create",
    "inventory.release": "inventory.reserve",
    "customers.release_credit": "customers.reserve_credit",
    "orders.end_cancellation": "orders.begin_cancellation",
    "customers.readjust_credit": "customers.adjust_credit",
}


@dataclass
class Desk:
    """`targets` are what the commands were told of where to look."""

    world: World
    states: FakeStates = field(default_factory=FakeStates)
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    outputs: Mapping[str, str] = field(default_factory=lambda: OUTPUTS)
    targets: list[Target] = field(default_factory=list)

    def open(self) -> Site:
        return self._open(Target())

    def run(self, *arguments: str, standard_input: str | None = None) -> Result:
        means = Means(open=self._open, clock=lambda: NOW)
        return CliRunner().invoke(
            app,
            list(arguments),
            input=standard_input,
            obj=means,
            catch_exceptions=False,
            env={"COLUMNS": "200"},
        )

    def json(self, *arguments: str, standard_input: str | None = None) -> dict[str, Any]:
        result = self.run(*arguments, "--json", standard_input=standard_input)
        return cast("dict[str, Any]", json.loads(result.stdout))

    def park(  # noqa: PLR0913 - what is parked, all by keyword
        self,
        saga_id: str,
        function: str,
        execution: str,
        *,
        minutes_ago: float = 5,
        message: str = "the item is absent",
        skippable: bool = True,
        given: Mapping[str, Any] = INPUT,
    ) -> None:
        parking = Parking(
            token=f"token-of-{function}-in-{execution}-{minutes_ago}",
            execution=execution,
            saga=execution.split(":")[6].removesuffix("-recovery"),
            saga_id=saga_id,
            step=STEPS.get(function, function),
            function=function,
            skippable=skippable,
            error={"Error": "Inconsistent", "Cause": json.dumps({"errorMessage": message})},
            state={"saga_id": saga_id, "input": dict(given)},
        )
        store.park(self._at(minutes_ago), parking)

    def decide(self, saga_id: str, function: str, *, minutes_ago: float = 3, **decision: Any) -> None:
        """Recorded, as it is before the execution is told."""
        given = decision_of({"saga_id": saga_id, "function": function, "by": "ann", **decision})
        item = store.find(self.world, saga_id=saga_id, function=function)
        assert item is not None
        world = self._at(minutes_ago)
        store.decide(world, item, entry=given.entry(at=world.clock()), state=item["state"])

    def journal(self, saga_id: str, statuses: Mapping[str, str]) -> None:
        """The journals' items, by step."""
        for step, status in statuses.items():
            item: dict[str, Any] = {"pk": f"saga#{saga_id}", "sk": step, "status": status}
            if status == "REJECTED":
                item["reason"] = {"code": "OUT_OF_STOCK", "message": "none left"}
            put_item(self.world, step.partition(".")[0], item)

    def order(self, order_id: str, status: str, **more: object) -> None:
        """An order's item, as far as the command reads it."""
        item = {
            "pk": f"order#{order_id}",
            "sk": "order",
            "order_id": order_id,
            "status": status,
            "version": 1,
        }
        put_item(self.world, "orders", {**item, **more})

    def _open(self, target: Target) -> Site:
        self.targets.append(target)
        return Site(
            outputs=self.outputs,
            states=cast("Any", self.states),
            functions=cast("Any", self.functions),
            world=self.world,
            caller=lambda: "ann",
        )

    def _at(self, minutes_ago: float) -> World:
        return replace(self.world, clock=lambda: NOW - timedelta(minutes=minutes_ago))
