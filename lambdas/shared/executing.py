"""Starting the execution of a saga, once: it is named as the saga, and the name is taken from then on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.shared.lookup import states_answer

if TYPE_CHECKING:
    from lambdas.shared.world import World


def canonical(value: Mapping[str, object]) -> str:
    """The same bytes for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def start(world: World, saga: str, *, saga_id: str, given: Mapping[str, Any]) -> None:
    """Nothing, if it was started before, whether it is over or not. Raises Transient, and whatever else it is told."""
    states = world.service("stepfunctions")
    with states_answer():
        try:
            states.start_execution(
                stateMachineArn=world.machine(saga),
                name=saga_id,
                input=canonical({"saga_id": saga_id, "input": given}),
            )
        except states.exceptions.ExecutionAlreadyExists:
            return
