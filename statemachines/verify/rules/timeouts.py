"""A function gives up before its task does, a task with all its retries before the saga's deadline, and the longest
way through the machine before the execution itself.

Otherwise a function still runs when the saga has turned, or the execution ends in the middle of a compensation.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.language.longest import dearest
from statemachines.verify.language.machine import Json, Scope, State
from statemachines.verify.purpose.roles import Part
from statemachines.verify.rules.retries import attempts
from statemachines.verify.subject import Subject

RULE = "timeouts"

LONGEST_EXECUTION = 365 * 24 * 3600
"""Seconds that a Standard execution may last."""


def check(subject: Subject) -> Iterator[Finding]:
    for task in subject.machine.tasks():
        yield from _of_task(task, subject)
    yield from _of_execution(subject)


def _of_task(task: State, subject: Subject) -> Iterator[Finding]:
    limit, function = task.raw.get("TimeoutSeconds"), subject.roles.timeouts.get(task.name)
    if limit is None and "TimeoutSecondsPath" not in task.raw:
        yield _finding(task.name, "waits for its answer without a limit", "give it TimeoutSeconds")
    if limit and function and function >= limit:
        yield _finding(
            task.name,
            f"waits {limit} s for a function that may run for {function} s and then commit",
            f"let it wait longer than the function may run, or limit the function to less than {limit} s",
        )
    worst, allowed = worst_of(task), subject.roles.allowed
    if allowed and subject.roles.role(task).part in (Part.STEP, Part.PIVOT) and worst >= allowed:
        message = f"may take {worst} s with its retries, and the deadline is {allowed} s"
        yield _finding(task.name, message, "retry less often, or move the deadline")


def _of_execution(subject: Subject) -> Iterator[Finding]:
    """People are waited for once, as long as the longest wait is."""
    machine = subject.machine
    waits = [int(task.raw.get("TimeoutSeconds", 0)) for task in machine.tasks() if task.waits_for_token]
    worst, limit = longest_way(machine.top) + max(waits, default=0), machine.timeout or LONGEST_EXECUTION
    if worst >= limit:
        yield _finding(
            machine.name,
            f"may last {worst} s with its retries, and the execution ends after {limit} s, which runs no Catch",
            "give the execution more time than its longest way takes, or shorten timeouts and retries",
        )


def longest_way(scope: Scope) -> int:
    """Seconds, without waiting for people. A loop is gone round once."""
    return dearest(scope, start=scope.start, weight=worst_of)


def worst_of(state: State) -> int:
    """Seconds a state may take: all its attempts, each as long as it may be, and the pauses between them."""
    once = 0
    if state.type == "Task" and not state.waits_for_token:
        once = int(state.raw.get("TimeoutSeconds", 0))
    elif state.type == "Wait":
        once = int(state.raw.get("Seconds", 0))
    elif state.scopes:
        once = max(longest_way(scope) for scope in state.scopes)
    return once * (1 + sum(attempts(rule) for rule in state.retriers)) + sum(map(_pauses, state.retriers))


def _pauses(rule: Json) -> int:
    pause, total = float(rule.get("IntervalSeconds", 1)), 0.0
    for _ in range(min(attempts(rule), 10_000)):
        total += min(pause, rule.get("MaxDelaySeconds", pause))
        pause = min(pause * rule.get("BackoffRate", 2), LONGEST_EXECUTION)
    return round(total)


def _finding(state: str, message: str, remedy: str) -> Finding:
    return Finding(rule=RULE, state=state, error="States.Timeout", message=message, remedy=remedy)
