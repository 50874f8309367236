"""Reference paths: `$`, `$.a.b`, `$['a'][0]` into the data, and the same after `$$` into the context object.

Paths that may find several values (`*`, `..`, slices, filters) are refused: no state of a saga needs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
ContextOf: TypeAlias = Callable[[], Json]
"""Makes the context object: few states look at it."""

CONTEXT = frozenset(
    {
        ("Execution", "Id"),
        ("Execution", "Input"),
        ("Execution", "Name"),
        ("Execution", "StartTime"),
        ("State", "EnteredTime"),
        ("State", "Name"),
        ("State", "RetryCount"),
        ("StateMachine", "Id"),
        ("StateMachine", "Name"),
    }
)
CONTEXT_WITH_TOKEN = CONTEXT | {("Task", "Token")}
"""In a state that waits for a task token."""

_STEP = re.compile(r"\.(?P<name>[\w-]+)|\['(?P<quoted>[^'\\]+)'\]|\[(?P<index>\d+)\]")


class NothingThere(LookupError):  # noqa: N818 - reads as what it says
    """The data has nothing at the path."""


@dataclass(frozen=True, kw_only=True)
class Path:
    text: str
    steps: tuple[str | int, ...]
    of_context: bool

    def find(self, data: Json, context: ContextOf) -> Json:
        """Raises NothingThere. What is found is shared with the data, and must not be changed."""
        value = context() if self.of_context else data
        step: Json
        for step in self.steps:
            if not isinstance(value, dict if isinstance(step, str) else list):
                raise NothingThere(self.text)
            try:
                value = value[step]
            except LookupError:
                raise NothingThere(self.text) from None
        return value


def path_of(text: object, *, context: frozenset[tuple[str, str]]) -> Path:
    """Raises ValueError when it is no path, finds several values, or asks for what `context` has not."""
    if not isinstance(text, str) or not text.startswith("$"):
        raise ValueError(f"a path begins with $, unlike {text!r}")
    of_context = text.startswith("$$")
    rest, steps = text[2 if of_context else 1 :], []
    while rest:
        found = _STEP.match(rest)
        if found is None:
            raise ValueError(f"{text!r} is not supported: only paths to one value, of names and indexes, are")
        steps.append(int(found["index"]) if found["index"] else found["name"] or found["quoted"])
        rest = rest[found.end() :]
    if of_context and tuple(steps[:2]) not in context:
        raise ValueError(f"{text!r} is not in the context object here")
    return Path(text=text, steps=tuple(steps), of_context=of_context)
