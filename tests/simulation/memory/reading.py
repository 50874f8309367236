"""An expression's text, read from left to right, with the names and values that it uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.failures import Refused, Unsupported
from tests.simulation.memory.paths import Path
from tests.simulation.memory.reserved import RESERVED

Names: TypeAlias = tuple[tuple[str, str], ...]
"""ExpressionAttributeNames as something that can be a key."""

Check: TypeAlias = Callable[[AttributeMap], None]
"""Of the values given: raises Refused for one that can never go with its operator."""

_TOKEN = re.compile(r"\s*([#:]?\w+|<>|<=|>=|[=<>()\[\],.+-])")
_END = ""


@dataclass(frozen=True, kw_only=True)
class Uses:
    names: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    checks: tuple[Check, ...] = ()

    def __or__(self, other: Uses) -> Uses:
        return Uses(
            names=self.names | other.names,
            values=self.values | other.values,
            checks=self.checks + other.checks,
        )


class Reading:
    """`kind` is the request's field, for messages. Raises Unsupported at the first thing it does not know."""

    def __init__(self, text: str, *, kind: str, names: Names) -> None:
        self.text = text
        self.kind = kind
        self.checks: list[Check] = []
        self._given: Mapping[str, str] = dict(names)
        self._names: set[str] = set()
        self._values: set[str] = set()
        self.tokens = self._split()
        self._at = 0

    def ahead(self, further: int = 0) -> str:
        """What comes next, words in capitals; empty at the end."""
        at = self._at + further
        return self.tokens[at].upper() if at < len(self.tokens) else _END

    def accept(self, *wanted: str) -> str:
        """What came, when it is one of those; empty otherwise."""
        if self.ahead() not in wanted:
            return _END
        self._at += 1
        return self.tokens[self._at - 1].upper()

    def expect(self, wanted: str) -> None:
        if not self.accept(wanted):
            raise self.unreadable()

    def take(self) -> str:
        if not self.ahead():
            raise self.unreadable()
        self._at += 1
        return self.tokens[self._at - 1]

    def path(self) -> Path:
        parts: list[str | int] = [self._name()]
        while mark := self.accept(".", "["):
            parts.append(self._name() if mark == "." else int(self.take()))
            if mark == "[":
                self.expect("]")
        return tuple(parts)

    def value(self) -> str:
        """The name of a value, with its colon."""
        token = self.take()
        if not token.startswith(":"):
            raise self.unreadable()
        self._values.add(token)
        return token

    def uses(self) -> Uses:
        """What was used, at the end."""
        if self.ahead():
            raise self.unreadable()
        return Uses(names=frozenset(self._names), values=frozenset(self._values), checks=tuple(self.checks))

    def invalid(self, problem: str) -> Refused:
        return Refused(f"Invalid {self.kind}: {problem}")

    def unreadable(self) -> Unsupported:
        place = self.tokens[self._at] if self._at < len(self.tokens) else "its end"
        return Unsupported(f"cannot read the {self.kind} {self.text!r} at {place!r}")

    def _name(self) -> str:
        token = self.take()
        if not token.startswith("#"):
            if not token.isidentifier():
                raise self.unreadable()
            if token.upper() in RESERVED:
                raise self.invalid(f"Attribute name is a reserved keyword; reserved keyword: {token}")
            return token
        if token not in self._given:
            raise self.invalid(
                "An expression attribute name used in the document path is not defined; "
                f"attribute name: {token}"
            )
        self._names.add(token)
        return self._given[token]

    def _split(self) -> list[str]:
        tokens, at = [], 0
        text = self.text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if not match:
                raise Unsupported(f"cannot read the {self.kind} {self.text!r} at {text[at:]!r}")
            tokens.append(match[1])
            at = match.end()
        return tokens
