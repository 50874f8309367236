"""What a person should do next about a saga: commands to paste, each with what it does."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lambdas.recovery.recovering import MAX_GENERATIONS
from ops.cli.model.saga import Saga, Status


@dataclass(frozen=True, kw_only=True)
class Advice:
    """`command` is empty where there is only something to know."""

    why: str
    command: str = ""


def advice(saga: Saga, *, target: Sequence[str] = ()) -> tuple[Advice, ...]:
    """`target` are the options that name where the saga is, for the commands to find it again."""
    return tuple(_advice(saga, target))


def _advice(saga: Saga, target: Sequence[str]) -> Iterator[Advice]:
    several = len(saga.waiting) > 1
    for parked in saga.waiting:
        which = ("--function", parked.function) if several else ()
        yield Advice(
            why=f"Find out why {parked.function} fails, mend that, then try it again:",
            command=_command("retry", saga, which, target),
        )
        yield Advice(
            why="or, if it is the saga's input that is wrong, with a corrected one:",
            command=_command("retry", saga, (*which, "--input", "corrected.json"), target),
        )
        if parked.skippable:
            yield Advice(
                why="or, once it has been seen to by other means, go on without it:",
                command=_command("skip", saga, (*which, "--reason", "WHY"), target),
            )
    for parked in saga.untold:
        action = parked.decisions[-1].action if parked.decisions else "retry"
        options: tuple[str, ...] = ("--function", parked.function)
        if action == "skip":
            options = (*options, "--reason", str(parked.decisions[-1].reason))
        yield Advice(
            why=f"The decision on {parked.function} is recorded but has not arrived. Say the same again:",
            command=_command(action, saga, options, target),
        )
    if saga.status is Status.DEAD:
        yield _dead(saga, target)


def _dead(saga: Saga, target: Sequence[str]) -> Advice:
    if saga.latest.generation >= MAX_GENERATIONS:
        return Advice(
            why=f"All {MAX_GENERATIONS} recoveries were cut off. Find out by what; then a person has to settle "
            "what is owed."
        )
    return Advice(
        why="Recovery takes it up by itself within some minutes. To do it now:",
        command=_command("recover", saga, (), target),
    )


def _command(name: str, saga: Saga, options: Sequence[str], target: Sequence[str]) -> str:
    return shlex.join(["./saga", name, saga.saga_id, *options, *target])
