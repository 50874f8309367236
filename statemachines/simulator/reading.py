"""States, read from ASL: each type with the fields it may have, everything else refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypedDict

from statemachines.simulator.dataflow import Dataflow
from statemachines.simulator.fields import Fields
from statemachines.simulator.paths import CONTEXT, CONTEXT_WITH_TOKEN, Json, path_of
from statemachines.simulator.retries import Catcher, Retrier
from statemachines.simulator.rules import catchers_of, choices_of, place_of, retriers_of
from statemachines.simulator.states import Branch, Choice, Fail, Parallel, Pass, State, Succeed, Task, Wait
from statemachines.simulator.templates import Fill, required, template_of

_RESOURCE = re.compile(r"arn:[^:]+:states:::lambda:invoke(?P<waits>\.waitForTaskToken)?")
_FUNCTION = re.compile(
    r"(?:\$\{(?P<placeholder>\w+)\}|arn:[^:]+:lambda:[^:]*:\d*:function:(?P<arn>[\w-]+)|(?P<name>[\w-]+))"
)

_NO_LIMIT = 99_999_999
"""Seconds a task may take that says nothing of it."""


def branch_of(fields: Fields) -> Branch:
    start, states = fields.text("StartAt"), fields.take("States")
    if not isinstance(states, Mapping):
        raise fields.refused("States", f"must be an object, not {states!r}")
    return Branch(start=start, states={name: _state(name, asl) for name, asl in states.items()})


def _state(name: str, asl: Json) -> State:
    fields = Fields(f"state {name!r}", asl)
    kind = fields.text("Type")
    if kind not in _READERS:
        raise fields.refused("Type", f"{kind} is not supported")
    state = _READERS[kind](name, fields)
    fields.done()
    return state


def _task(name: str, fields: Fields) -> Task:
    resource = fields.text("Resource")
    found = _RESOURCE.fullmatch(resource)
    if found is None:
        raise fields.refused("Resource", f"{resource!r} is not supported: only lambda:invoke is")
    waits = bool(found["waits"])
    context = CONTEXT_WITH_TOKEN if waits else CONTEXT
    call = Fields(f"{fields.where}, Parameters", fields.take("Parameters"))
    function = call.read("FunctionName", _function)
    field = "Payload.$" if "Payload.$" in call else "Payload"
    payload = call.read(
        field, lambda value: template_of({field: {} if value is None else value}, context=context)
    )
    call.done()
    timeout = fields.whole("TimeoutSeconds", _NO_LIMIT, least=1)
    return Task(
        name=name,
        function=function,
        payload=lambda data, context: payload(data, context)["Payload"],
        timeout=timeout,
        waits=waits,
        **_tried(
            fields,
            Dataflow(
                input=_selection(fields, "InputPath"),
                selector=_template(fields, "ResultSelector"),
                place=place_of(fields),
                output=_selection(fields, "OutputPath"),
            ),
        ),
    )


def _parallel(name: str, fields: Fields) -> Parallel:
    branches = fields.objects("Branches")
    if not branches:
        raise fields.refused("Branches", "must have a branch")
    read = tuple(branch_of(branch) for branch in branches)
    for branch in branches:
        branch.done()
    return Parallel(name=name, branches=read, **_tried(fields, _dataflow(fields)))


def _choice(name: str, fields: Fields) -> Choice:
    default = fields.text("Default") if "Default" in fields else None
    return Choice(name=name, data=_passed_on(fields), rules=choices_of(fields), next=default)


def _pass(name: str, fields: Fields) -> Pass:
    if "Result" in fields and "Parameters" in fields:
        raise fields.refused("Result", "is not supported beside Parameters")
    result = (fields.take("Result"),) if "Result" in fields else None
    data = Dataflow(
        input=_selection(fields, "InputPath"),
        parameters=_template(fields, "Parameters"),
        place=place_of(fields),
        output=_selection(fields, "OutputPath"),
    )
    return Pass(name=name, data=data, result=result, next=_next(fields))


def _wait(name: str, fields: Fields) -> Wait:
    if ("Seconds" in fields) == ("SecondsPath" in fields):
        raise fields.refused("Seconds", "exactly one of Seconds and SecondsPath is supported")
    seconds: int | Fill = (
        fields.whole("Seconds", 0, least=0)
        if "Seconds" in fields
        else fields.read("SecondsPath", lambda text: required(path_of(text, context=CONTEXT), "SecondsPath"))
    )
    return Wait(name=name, data=_passed_on(fields), seconds=seconds, next=_next(fields))


def _succeed(name: str, fields: Fields) -> Succeed:
    return Succeed(name=name, data=_passed_on(fields))


def _fail(name: str, fields: Fields) -> Fail:
    return Fail(name=name, error=fields.text("Error"), cause=str(fields.take("Cause", "")))


_READERS: Mapping[str, Callable[[str, Fields], State]] = {
    "Task": _task,
    "Parallel": _parallel,
    "Choice": _choice,
    "Pass": _pass,
    "Wait": _wait,
    "Succeed": _succeed,
    "Fail": _fail,
}


class _Tried(TypedDict):
    data: Dataflow
    retriers: tuple[Retrier, ...]
    catchers: tuple[Catcher, ...]
    next: str | None


def _tried(fields: Fields, data: Dataflow) -> _Tried:
    return {
        "data": data,
        "retriers": retriers_of(fields),
        "catchers": catchers_of(fields),
        "next": _next(fields),
    }


def _next(fields: Fields) -> str | None:
    if ("Next" in fields) == ("End" in fields):
        raise fields.refused("Next", "a state has either a Next or an End")
    if "Next" in fields:
        return fields.text("Next")
    if fields.take("End") is not True:
        raise fields.refused("End", "must be true")
    return None


def _dataflow(fields: Fields) -> Dataflow:
    return Dataflow(
        input=_selection(fields, "InputPath"),
        parameters=_template(fields, "Parameters"),
        selector=_template(fields, "ResultSelector"),
        place=place_of(fields),
        output=_selection(fields, "OutputPath"),
    )


def _passed_on(fields: Fields) -> Dataflow:
    """Of a state that makes nothing: its output is its effective input."""
    return Dataflow(input=_selection(fields, "InputPath"), output=_selection(fields, "OutputPath"))


def _selection(fields: Fields, name: str) -> Fill | None:
    """InputPath or OutputPath; null selects an empty object."""
    if name not in fields:
        return None
    return fields.read(name, lambda text: _selected(text, name))


def _selected(text: Json, name: str) -> Fill | None:
    if text == "$":
        return None
    if text is None:
        return lambda _data, _context: {}
    return required(path_of(text, context=CONTEXT), name)


def _template(fields: Fields, name: str) -> Fill | None:
    if name not in fields:
        return None
    return fields.read(name, _object_template)


def _object_template(asl: Json) -> Fill:
    if not isinstance(asl, Mapping):
        raise ValueError(f"must be an object, not {asl!r}")  # noqa: TRY004 - the machine is wrong
    return template_of(asl, context=CONTEXT)


def _function(value: Json) -> str:
    found = _FUNCTION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(
            f"{value!r} is not supported: only a placeholder, a name or the ARN of a function is"
        )
    return str(found["placeholder"] or found["arn"] or found["name"])
