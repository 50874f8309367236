"""What the tasks of a machine from elsewhere are for, as far as its graph and its names tell, unless options do.

A task that runs without any Catch is a step. A compensation is one whose name says that it undoes something, and it
undoes the step whose name speaks of the same thing. What only a Catch leads to and is neither undoes nothing: to
take it for a compensation would hide a leak.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from statemachines.verify.language.graph import forward_from, unfailing
from statemachines.verify.language.machine import Machine, Scope, State
from statemachines.verify.purpose.options import Options, task_named
from statemachines.verify.purpose.roles import NOTHING, Part, Role, Roles
from statemachines.verify.purpose.unwritten import input_of
from statemachines.verify.purpose.words import LOOKING, TELLING, UNDOING, likeness, words

_NOTIFIES = frozenset({"sns:publish", "sqs:sendMessage", "events:putEvents"})
_LOOKS = ("get", "describe", "list", "query", "scan", "batchGet", "head")


def roles_of(machine: Machine, options: Options) -> Roles:
    """Raises NotAMachine for an option that names no task."""
    given = _given(machine, options)
    forward = unfailing(machine.top)
    rest = {task.name: task for task in machine.tasks() if task.name not in given}
    plain = {name: _plain(task) for name, task in rest.items()}
    active = [name for name in rest if plain[name] is None]
    backward = [name for name in active if words(name, rest[name].function) & UNDOING]
    steps = [name for name in active if name in forward and name not in backward]
    able = [*steps, *(name for name, role in given.items() if role.part is Part.STEP)]
    of = {name: role or NOTHING for name, role in plain.items()}
    of |= {name: _partner(rest[name], able, machine) for name in backward}
    of |= {name: Role(part=Part.STEP, step=name) for name in steps} | given
    return _completed(machine, options, _after_pivot(machine, of, options))


def _given(machine: Machine, options: Options) -> dict[str, Role]:
    """What options say, by state."""
    of: dict[str, Role] = {}
    for step, undo in options.undo.items():
        name = task_named(machine, step).name
        of[name] = Role(part=Part.STEP, step=name)
        if undo:
            of[task_named(machine, undo).name] = Role(part=Part.UNDO, step=name)
    if options.pivot:
        name = task_named(machine, options.pivot).name
        of[name] = Role(part=Part.PIVOT, step=name)
        if options.resolve:
            of[task_named(machine, options.resolve).name] = Role(part=Part.RESOLVE, step=name)
    of |= {task_named(machine, name).name: Role(part=Part.NOTIFY) for name in options.notify}
    return of | {task_named(machine, name).name: NOTHING for name in options.reads}


def _plain(task: State) -> Role | None:
    """What neither does nor undoes anything."""
    said = words(task.name, task.function)
    if task.integration in _NOTIFIES or (said & TELLING and not said & UNDOING):
        return Role(part=Part.NOTIFY)
    action = task.integration.rpartition(":")[2]
    looks = action.startswith(_LOOKS) or (task.function is not None and words(task.name) & LOOKING)
    return NOTHING if looks else None


def _partner(task: State, steps: list[str], machine: Machine) -> Role:
    """The step that is most like it, by its name first; none when no step is."""
    functions = {each.name: each.function for each in machine.tasks()}
    mine, mine_too = words(task.name), words(task.name, task.function)
    scored = [
        (likeness(mine, words(step)), likeness(mine_too, words(step, functions[step])), -number, step)
        for number, step in enumerate(steps)
    ]
    best = max(scored, default=(0.0, 0.0, 0, ""))
    return Role(part=Part.UNDO, step=best[3]) if best[0] or best[1] else NOTHING


def _after_pivot(machine: Machine, of: Mapping[str, Role], options: Options) -> dict[str, Role]:
    """A step after the pivot that nothing undoes has to be done."""
    if not options.pivot:
        return dict(of)
    pivot = task_named(machine, options.pivot)
    scope = next(scope for scope in _scopes(machine.top) if pivot.name in scope.states)
    after = {state.name for state in forward_from(scope, pivot.name)} - {pivot.name}
    undone = {role.step for role in of.values() if role.part is Part.UNDO}
    return {
        name: Role(part=Part.RETRIABLE, step=name)
        if role.part is Part.STEP and name in after and name not in undone
        else role
        for name, role in of.items()
    }


def _completed(machine: Machine, options: Options, of: Mapping[str, Role]) -> Roles:
    steps = tuple(name for name, role in of.items() if role.part is Part.STEP)
    timeouts = {
        task.name: seconds
        for task in machine.tasks()
        if (seconds := options.timeouts.get(task.name, options.timeouts.get("")))
    }
    timeouts |= {task_named(machine, name).name: value for name, value in options.timeouts.items() if name}
    return Roles(
        of=of,
        steps=steps,
        pivot=next((name for name, role in of.items() if role.part is Part.PIVOT), None),
        retriable=tuple(name for name, role in of.items() if role.part is Part.RETRIABLE),
        later=_later(machine.top, frozenset(steps)),
        rejections=frozenset(options.rejected),
        raised=options.rejected,
        timeouts=timeouts,
        given=input_of(machine),
    )


def _later(scope: Scope, steps: frozenset[str]) -> dict[str, frozenset[str]]:
    """The steps that can only begin once this one has ended."""
    found: dict[str, frozenset[str]] = {}
    for state in scope.states.values():
        own = {state.name} | {inner.name for each in state.scopes for inner in each.every_state()}
        after = {each.name for name in _onward(state) for each in forward_from(scope, name)}
        for name in own & steps:
            found[name] = frozenset(after & steps) - own
        for each in state.scopes:
            for name, later in _later(each, steps).items():
                found[name] = found.get(name, frozenset()) | later
    return found


def _onward(state: State) -> list[str]:
    return [state.next] if state.next else []


def _scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for state in scope.states.values():
        for inner in state.scopes:
            yield from _scopes(inner)


def taking_up(saga: Roles, recovery: Machine, machine: Machine, options: Options) -> Roles:
    """The roles in a machine that finishes what another one left: as the tasks that do the same have there.

    The same is what has the same name, or calls the same function.
    """
    by_function: dict[str | None, set[Role]] = {}
    for task in machine.tasks():
        by_function.setdefault(task.function, set()).add(saga.of[task.name])
    own: dict[str, Role] = {}
    for task in recovery.tasks():
        same = by_function.get(task.function, set()) if task.function else set()
        if options.resolve and options.resolve in (task.name, task.function):
            own[task.name] = Role(part=Part.RESOLVE, step=saga.pivot or "")
        elif task.name in saga.of or len(same) == 1:
            own[task.name] = saga.of.get(task.name) or next(iter(same))
        elif words(task.name, task.function) & UNDOING:
            own[task.name] = _partner(task, list(saga.steps), machine)
    return replace(saga, of=own, given=input_of(recovery), begun=True)
