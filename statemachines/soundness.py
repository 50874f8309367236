"""What makes a saga unsound, each rule with a message that names the step and says what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statemachines.states import PARKED_FOR
from statemachines.step import Given, Kind, Parallel, Replied
from statemachines.timing import LIFETIME, room_to_spare, worst_of, worst_of_stage

if TYPE_CHECKING:
    from statemachines.step import Definition, Source, Step


class UnsoundSaga(ValueError):  # noqa: N818 - reads as what it says
    """The steps cannot be a saga. The message lists every finding."""

    def __init__(self, saga: str, findings: list[str]) -> None:
        super().__init__(f"saga {saga!r} is unsound:\n" + "\n".join(f"- {finding}" for finding in findings))
        self.findings = findings


def check(saga: Definition) -> None:
    """Raises UnsoundSaga with all findings."""
    if not saga.stages:
        raise UnsoundSaga(saga.name, ["it has no steps"])
    rules = (_names, _first_step, _roles, _order, _parallels, _sources, _times, _turns, _answered, _nested)
    findings = [finding for rule in rules for finding in rule(saga)]
    if findings:
        raise UnsoundSaga(saga.name, findings)


def _names(saga: Definition) -> Iterator[str]:
    names = [function.name for function in saga.functions]
    names += [stage.name for stage in saga.stages if isinstance(stage, Parallel)]
    yield from (f"{name}: the name is used {n} times" for name, n in Counter(names).items() if n > 1)
    yield from (f"{name}: given twice" for name, n in Counter(saga.given).items() if n > 1)


def _first_step(saga: Definition) -> Iterator[str]:
    first = saga.stages[0]
    if isinstance(first, Parallel) or first.kind is not Kind.COMPENSATABLE:
        yield f"{first.name}: the first step must be a single compensatable one, which opens and closes the saga"


def _turns(saga: Definition) -> Iterator[str]:
    """Who waits for a lock holds none: so no two sagas ever wait for each other."""
    for step in saga.steps[1:]:
        if step.turn:
            yield (
                f"{step.name}: waits its turn while the saga may hold a lock already, and two that do so may wait "
                "for each other for ever; let the first step do the waiting"
            )


def _answered(saga: Definition) -> Iterator[str]:
    replies: dict[str, tuple[str, ...]] = {}
    for stage in saga.stages:
        for step in stage.steps:
            apart = (
                isinstance(stage, Parallel) or step is saga.steps[0] or step.kind is not Kind.COMPENSATABLE
            )
            if (step.when or step.patience) and apart:
                yield (
                    f"{step.name}: has a condition, a person or a saga; only a compensatable step of its own, and not "
                    "the first, may"
                )
            if step.when and not step.patience:
                yield f"{step.name}: has a condition; only a step that a person answers may be left out"
            source = step.when.source if step.when else None
            if source and source.field not in replies.get(source.step, ()):
                yield (
                    f"{step.name}: its condition is on {source.step}, which is no earlier step that gives "
                    f"{source.field}"
                )
            if step.patience is not None and step.gives:
                yield f"{step.name}: an answer by token gives no reply; {', '.join(step.gives)} would be lost"
        replies |= {step.name: step.gives for step in stage.steps}


def _nested(saga: Definition) -> Iterator[str]:
    for step in saga.steps:
        if step.nested is None:
            continue
        child, undoing = step.nested.saga, step.nested.undone_by
        inside = {each.name for started in (child, undoing) for each in _with_nested(started)}
        if saga.name in inside:
            yield f"{step.name}: starts {child.name}, which leads back to {saga.name}, and would never end"
        if child.name == undoing.name:
            yield f"{step.name}: {child.name} cannot undo itself; name the saga that does"
        if not any(each.kind is Kind.PIVOT for each in child.steps):
            yield f"{step.name}: {child.name} has no pivot, so it never says that it is done"
        if (step.patience or 0) < worst_of(child):
            yield (
                f"{step.name}: waits {step.patience} s for {child.name}, which may take {worst_of(child)} s and would "
                "be undone while it is at work"
            )


def _with_nested(saga: Definition) -> Iterator[Definition]:
    yield saga
    for each in saga.nested:
        yield from _with_nested(each.saga)
        yield from _with_nested(each.undone_by)


def _roles(saga: Definition) -> Iterator[str]:
    for step in saga.steps:
        if step.kind is Kind.COMPENSATABLE and step.compensation is None:
            yield f"{step.name}: a compensatable step needs a compensation"
        if step.kind is not Kind.COMPENSATABLE and step.compensation is not None:
            yield f"{step.name}: a {step.kind} step is never undone, so it can have no compensation"
        if step.kind is Kind.PIVOT and step.resolution is None:
            yield f"{step.name}: a pivot needs a resolution, which settles its outcome after a timeout"
        if step.kind is not Kind.PIVOT and step.resolution is not None:
            yield f"{step.name}: only a pivot has a resolution"
        yield from _same_participant(step)


def _same_participant(step: Step) -> Iterator[str]:
    for function in step.functions:
        if function.participant != step.function.participant:
            yield f"{step.name}: {function.name} is another participant's, and cannot see the journal of this one"


def _order(saga: Definition) -> Iterator[str]:
    pivot: Step | None = None
    for step in saga.steps:
        if step.kind is Kind.PIVOT and pivot:
            yield f"{step.name}: a second pivot; {pivot.name} already is one"
        if step.kind is Kind.COMPENSATABLE and pivot:
            yield f"{step.name}: compensatable after the pivot {pivot.name}; move it before, or make it retriable"
        if step.kind is Kind.RETRIABLE and not pivot:
            yield f"{step.name}: retriable before any pivot; what comes before the pivot must be compensatable"
        pivot = step if step.kind is Kind.PIVOT else pivot


def _parallels(saga: Definition) -> Iterator[str]:
    for stage in saga.stages:
        if not isinstance(stage, Parallel):
            continue
        if len(stage.steps) < 2:  # noqa: PLR2004 - one is not parallel
            yield f"{stage.name}: a parallel needs two steps or more"
        for step in stage.steps:
            if step.kind is not Kind.COMPENSATABLE:
                yield f"{step.name}: a {step.kind} step cannot be in the parallel {stage.name}"
            if step.gives:
                yield f"{step.name}: a step in a parallel gives no reply; {', '.join(step.gives)} would be lost"


def _sources(saga: Definition) -> Iterator[str]:
    replies: dict[str, tuple[str, ...]] = {}
    for stage in saga.stages:
        for step in stage.steps:
            for name, source in step.takes.items():
                yield from _unknown(saga, step, name, source, replies)
            for name, given in (step.compensation.takes if step.compensation else {}).items():
                if not isinstance(given, Given):
                    yield f"{step.name}: its compensation takes {name} from a reply, which a timeout leaves unwritten"
                else:
                    yield from _unknown(saga, step, name, given, replies)
        replies |= {step.name: step.gives for step in stage.steps}


def _times(saga: Definition) -> Iterator[str]:
    for stage in saga.stages:
        if stage.steps[0].kind is not Kind.RETRIABLE and worst_of_stage(stage) >= saga.deadline:
            worst = worst_of_stage(stage)
            yield f"{stage.name}: may take {worst} s with its retries, and the deadline is {saga.deadline} s"
    if room_to_spare(saga) < 0:
        yield f"it may last {worst_of(saga)} s, and has {LIFETIME - PARKED_FOR} s beside what a person may take"


def _unknown(
    saga: Definition, step: Step, name: str, source: Source, replies: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    if isinstance(source, Replied):
        if source.field not in replies.get(source.step, ()):
            yield f"{step.name}: takes {name} from {source.step}, which is no earlier step that gives {source.field}"
    elif source.field not in saga.given:
        yield f"{step.name}: takes {name} from the input's {source.field}, which is not given"
