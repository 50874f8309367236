"""JSONPath as far as states use it: the names on the way, and the paths in an intrinsic function."""

from __future__ import annotations

import re
from functools import cache

_STEP = re.compile(
    r"""\.(?P<name>[^.\[\]()*?@\s]+)|\[\s*(?P<quote>['"])(?P<quoted>.*?)(?P=quote)\s*]|(?P<other>.)"""
)
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'")
_PATH = re.compile(r"\$\$?[^,()\s]*")


@cache
def steps_of(path: str) -> tuple[str | None, ...] | None:
    """`$.a['b'].c` is a, b, c. None at the first step that is not followed; no tuple for what is not `$…` data.

    `$$.…` is the context object and `$name` a variable: neither is in the state's data.
    """
    if path != "$" and not path.startswith(("$.", "$[")):
        return None
    steps: list[str | None] = []
    for match in _STEP.finditer(path[1:]):
        if match["other"] is not None:
            return (*steps, None)
        steps.append(match["name"] or match["quoted"])
    return tuple(steps)


def paths_in(expression: str) -> list[str]:
    """The paths that a template's expression reads: itself, or the arguments of an intrinsic function."""
    if not expression.startswith("States."):
        return [expression]
    return _PATH.findall(_TEXT.sub("", expression))
