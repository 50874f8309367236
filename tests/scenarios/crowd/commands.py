"""The commands that a saga has sent, as far as its journals tell: to have them delivered once more, however late.

Lambda delivers at least once, and a function whose caller has given up goes on. So each of these may come again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lambdas.shared.items import from_attributes, to_attributes
from statemachines.generate import SAGAS
from statemachines.names import Function
from statemachines.step import Given, Source, Step
from tests.scenarios.crowd.runs import Saga

if TYPE_CHECKING:
    from tests.scenarios.targets.target import Target

_TABLES = {saga.name: saga for saga in SAGAS}
_UNDONE = ("COMPENSATED", "VOID")
_ERROR = {"Error": "Test", "Cause": "LATE: it comes again"}

Command = tuple[Function, dict[str, Any]]
Journal = Mapping[str, Mapping[str, Any]]


def commands_of(target: Target, saga: Saga, arn: str) -> Iterator[Command]:
    """Actions first, then what undid them; `arn` is of the saga's own execution."""
    given = json.loads(target.states.describe_execution(executionArn=arn)["input"])["input"]
    steps = [step for step in _TABLES[saga.name].steps if not step.patience]
    journal = {step.name: found for step in steps if (found := _item(target, saga, step))}
    for step in steps:
        if step.name in journal and (takes := _taken(step.takes, given, journal)) is not None:
            yield step.function, {"saga_id": saga.saga_id, "step": step.name, "input": takes}
    for step in reversed(steps):
        if step.compensation and journal.get(step.name, {}).get("status") in _UNDONE:
            takes = {name: given[source.field] for name, source in step.compensation.takes.items()}
            yield (
                step.compensation.function,
                {"saga_id": saga.saga_id, "step": step.name, "input": takes, "error": _ERROR},
            )


def _taken(takes: Mapping[str, Source], given: Mapping[str, Any], journal: Journal) -> dict[str, Any] | None:
    """None when a reply is not there: then the step itself was never asked for."""
    taken = {}
    for name, source in takes.items():
        if isinstance(source, Given):
            taken[name] = given[source.field]
        elif source.field in (reply := journal.get(source.step, {}).get("reply", {})):
            taken[name] = reply[source.field]
        else:
            return None
    return taken


def _item(target: Target, saga: Saga, step: Step) -> Mapping[str, Any] | None:
    key = to_attributes({"pk": f"saga#{saga.saga_id}", "sk": step.name})
    table = target.world.table(step.function.participant)
    found = target.world.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    return from_attributes(found) if found else None
