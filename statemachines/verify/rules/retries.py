"""Every task retries what passes by itself, with growing pauses that have a cap and are spread at random."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.language.errors import TRANSIENT, matching
from statemachines.verify.language.machine import Json, State
from statemachines.verify.purpose.roles import Part
from statemachines.verify.subject import Subject

RULE = "retries"


def check(subject: Subject) -> Iterator[Finding]:
    for task in subject.machine.tasks():
        yield from _transient(task, subject.roles.transient)
        yield from _rejections(task, subject)
        for rule in task.retriers:
            yield from _pauses(task, rule)


def _transient(task: State, further: Iterable[str]) -> Iterator[Finding]:
    if task.integration != "lambda:invoke":
        if not any(attempts(rule) for rule in task.retriers):
            yield _finding(task, "retries nothing, and every service is busy at times", error=None)
        return
    given_up = [error for error in (*TRANSIENT, *further) if not _retried(task, error)]
    if given_up:
        yield _finding(task, "does not retry what passes by itself", error=", ".join(given_up))


def _retried(task: State, error: str) -> bool:
    rule = matching(task.retriers, error)
    return rule is not None and attempts(rule) > 0


def _rejections(task: State, subject: Subject) -> Iterator[Finding]:
    may_reject = subject.roles.role(task).part in (Part.STEP, Part.PIVOT)
    for error in sorted(subject.roles.rejections) if may_reject else ():
        rule = matching(task.retriers, error)
        if rule and attempts(rule):
            yield Finding(
                rule=RULE,
                state=task.name,
                error=error,
                message="retries it, though a business rule that said no will say no again",
                remedy="name in its Retry what passes by itself, and nothing else",
            )


def _pauses(task: State, rule: Json) -> Iterator[Finding]:
    flaws = {
        "do not grow": rule.get("BackoffRate", 2) <= 1,
        "have no cap": "MaxDelaySeconds" not in rule,
        "have no jitter, so that all come back at the same time": rule.get("JitterStrategy") != "FULL",
    }
    found = [flaw for flaw, is_so in flaws.items() if is_so and attempts(rule)]
    if found:
        message = f"the pauses between its attempts {' and '.join(found)}"
        yield _finding(task, message, error=", ".join(rule["ErrorEquals"]))


def attempts(rule: Json) -> int:
    """How often it retries; three times when it does not say."""
    return int(rule.get("MaxAttempts", 3))


def _finding(task: State, message: str, *, error: str | None) -> Finding:
    return Finding(
        rule=RULE,
        state=task.name,
        error=error,
        message=message,
        remedy="add a Retry for it with BackoffRate 2, MaxDelaySeconds and JitterStrategy FULL",
    )
