"""A decision on what is parked: which function is meant, and telling the service that keeps the task tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from ops.cli.errors import CannotDo, usage
from ops.cli.invoke import invoke
from ops.cli.model.saga import Saga, Status
from ops.cli.session import Session

FIELDS: Mapping[str, str] = {
    "saga_id": "the saga",
    "function": "what was decided on",
    "action": "retry or skip",
    "by": "who decided, as it was recorded",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`function` is None where the person named none; `input` is the whole input, corrected, or None."""

    saga_id: str
    action: str
    function: str | None
    reason: str | None
    input: Mapping[str, Any] | None = None


def decide(choice: Choice, here: Session) -> None:
    """Raises CannotDo when it is not clear which function is meant, or the service refuses."""
    function = choice.function or _the_parked_one(here.site.sagas.find(choice.saga_id))
    by = here.site.caller()
    request = {"saga_id": choice.saga_id, "function": function, "action": choice.action, "by": by}
    optional = {"reason": choice.reason, "input": choice.input}
    given = {name: value for name, value in optional.items() if value is not None}
    answer = invoke(here.site.functions, here.site.output("RecoveryDecideFunction"), {**request, **given})
    words = f"{answer['action']} {answer['function']} of {answer['saga_id']}: decided, by {by}"
    see = f"See how it goes on: ./saga show {choice.saga_id}"
    here.say({**answer, "by": by}, lambda: Text.assemble(("✓ ", "green"), words, (f"\n{see}", "dim")))


def _the_parked_one(saga: Saga) -> str:
    """What waits for a decision, or was decided on without the execution being told."""
    functions = [parked.function for parked in (saga.waiting or saga.untold)]
    if not functions:
        raise CannotDo("NOT_PARKED", _not_parked(saga))
    if len(functions) > 1:
        raise usage(
            "SEVERAL_PARKED",
            f"several functions of {saga.saga_id} are parked: say which with --function\n"
            + ", ".join(functions),
        )
    return functions[0]


def _not_parked(saga: Saga) -> str:
    if saga.status is Status.DEAD:
        return (
            f"nothing of {saga.saga_id} is parked, its execution was cut off: `./saga recover {saga.saga_id}`"
        )
    return f"nothing of {saga.saga_id} is parked, it is {saga.status}: there is nothing to decide"
