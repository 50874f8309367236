"""What the tasks of this project's machines are for: it follows from the saga.

A task is told by the function it calls, so two states that call the same one have the same role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from lambdas.shared.contract import Answer
from lambdas.shared.errors import Rejected, SagaError, Transient
from statemachines.names import Function
from statemachines.states import PARK
from statemachines.step import Definition, Kind
from statemachines.verify.language.dataflow import ERROR
from statemachines.verify.language.machine import Machine, State
from statemachines.verify.language.shape import Record, Shape, Unknown, record
from statemachines.verify.purpose.roles import NOTHING, Part, Role, Roles

LARGEST_FIELD = 5 * 1024
"""Bytes of one field of a saga's input. The API admits no larger input as a whole."""

_LONGEST_ID = 82
_LARGEST_REPLY = 1024
"""Bytes of one field of a reply."""

_PARTS = {Kind.COMPENSATABLE: Part.STEP, Kind.PIVOT: Part.PIVOT, Kind.RETRIABLE: Part.RETRIABLE}


def roles_of(saga: Definition, machine: Machine, *, recovery: bool) -> Roles:
    """`recovery`: the machine takes up what an execution of the saga left."""
    by_function = _by_function(saga)
    functions = {f"${{{each.placeholder}}}": each for each in (*saga.functions, PARK)}
    tasks = {task.name: functions[task.function] for task in machine.tasks() if task.function in functions}
    states = {task.name: task for task in machine.tasks()}
    return Roles(
        of={name: _role(states[name], function, by_function) for name, function in tasks.items()},
        steps=tuple(step.name for step in saga.steps if step.kind is Kind.COMPENSATABLE),
        pivot=next((step.name for step in saga.steps if step.kind is Kind.PIVOT), None),
        retriable=tuple(step.name for step in saga.steps if step.kind is Kind.RETRIABLE),
        later=_later(saga),
        rejections=frozenset({Rejected.__name__}),
        raised=tuple(error.__name__ for error in SagaError.__subclasses__()),
        transient=(Transient.__name__,),
        answer=record({field.name: Unknown(_LARGEST_REPLY) for field in fields(Answer)}),
        optional=frozenset(step.name for step in saga.steps if step.when),
        settled=("status",),
        timeouts={name: function.timeout for name, function in tasks.items()},
        given=_given(saga, recovery=recovery),
        sized=True,
        begun=recovery,
        complete=True,
        allowed=saga.deadline,
    )


def _by_function(saga: Definition) -> Mapping[str, Role]:
    found: dict[str, Role] = {}
    for step in saga.steps:
        found[step.name] = Role(part=_PARTS[step.kind], step=step.name)
        if step.compensation:
            found[step.compensation.function.name] = Role(part=Part.UNDO, step=step.name)
        if step.resolution:
            found[step.resolution.name] = Role(part=Part.RESOLVE, step=step.name)
    return found


def _role(task: State, function: Function, by_function: Mapping[str, Role]) -> Role:
    """What is parked is told by the payload, as it is to the person who decides."""
    if function.name != PARK.name:
        return by_function[function.name]
    payload = task.raw["Parameters"]["Payload"]
    about = by_function.get(str(payload.get("function")), NOTHING)
    return Role(part=Part.PARK, about=about, skippable=payload.get("skippable") is True)


def _later(saga: Definition) -> Mapping[str, frozenset[str]]:
    """The steps of later stages; those of one Parallel do not wait for each other."""
    names = [[step.name for step in stage.steps if step.compensation] for stage in saga.stages]
    return {
        name: frozenset(later for following in names[number + 1 :] for later in following)
        for number, stage in enumerate(names)
        for name in stage
    }


def _given(saga: Definition, *, recovery: bool) -> Record:
    """`{"saga_id", "input"}`; a recovery is told the error too."""
    taken: Shape = record({name: Unknown(LARGEST_FIELD) for name in saga.given})
    given: dict[str, Shape] = {"saga_id": Unknown(_LONGEST_ID), "input": taken}
    return record(given | {"error": ERROR} if recovery else given)
