"""What is known of a JSON value without running anything: which fields it has, and how large it gets.

An `Unknown` may be anything; reading a field of it is not known to fail. A `Record` has its fields, and others
too when it is open. What is `ABSENT` cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TypeAlias

_DEEPEST = 10

REMEMBERED = 1 << 14
"""Of many points the document is the same, and only what was done is not."""

_ENDLESS = 1 << 20
"""Bytes of what may grow with every round of a loop: more than a state can carry."""


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Constant:
    """By its JSON, in which 1, 1.5, "1" and true are different things. Make it with `literal`."""

    json: str


@dataclass(frozen=True)
class Unknown:
    """`size` is the most bytes it has as JSON."""

    size: int = 0


@dataclass(frozen=True)
class Record:
    """Make it with `record`, which sorts the fields, so that equal ones are equal."""

    fields: tuple[tuple[str, Shape], ...]
    open: bool = False
    kept_hash: int = field(default=0, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept_hash", hash((self.fields, self.open)))

    def __hash__(self) -> int:
        """Taken once: documents are looked up at every point."""
        return self.kept_hash


Shape: TypeAlias = Absent | Constant | Unknown | Record

ABSENT = Absent()


def record(fields: Mapping[str, Shape], *, is_open: bool = False) -> Record:
    return Record(tuple(sorted(fields.items())), is_open)


def literal(value: object) -> Shape:
    """The shape of JSON that is written in the machine."""
    if isinstance(value, dict):
        return record({name: literal(inner) for name, inner in value.items()})
    if isinstance(value, list):
        return Unknown(len(_json(value)))
    return Constant(_json(int(value) if isinstance(value, float) and value.is_integer() else value))


def made_of(parts: Sequence[Shape]) -> Unknown:
    """What a function makes of its arguments, or an array of its items. Only so many sizes are told apart, so
    that what a loop makes of itself comes to an end.
    """
    size = 64 + sum(size_of(part) for part in parts)
    return Unknown(min(1 << size.bit_length(), _ENDLESS))


def get(shape: Shape, path: Sequence[str | None]) -> Shape:
    """None in a path is a step that is not followed: an index, a slice, a filter."""
    for name in path:
        if isinstance(shape, Unknown) or (name is None and not isinstance(shape, Constant)):
            return Unknown(size_of(shape))
        if name is None or not isinstance(shape, Record):
            return ABSENT
        shape = dict(shape.fields).get(name, Unknown() if shape.open else ABSENT)
    return shape


def is_present(shape: Shape, path: Sequence[str | None]) -> bool | None:
    """None when it is not known."""
    for name in path:
        if name is None or isinstance(shape, Unknown):
            return None
        fields = dict(shape.fields) if isinstance(shape, Record) else {}
        if name not in fields:
            return None if isinstance(shape, Record) and shape.open else False
        shape = fields[name]
    return shape != ABSENT


def put(shape: Shape, path: Sequence[str | None], value: Shape) -> Shape:
    """The shape with a value at a path; objects on the way are made."""
    return _put(shape, tuple(path), value, 0)


@lru_cache(REMEMBERED)
def _put(shape: Shape, path: tuple[str | None, ...], value: Shape, depth: int) -> Shape:
    if not path:
        return value if _depth(value) < _DEEPEST else Unknown(_ENDLESS)
    name = path[0]
    if name is None or depth > _DEEPEST:
        return made_of((shape, value))
    fields: dict[str, Shape] = dict(shape.fields) if isinstance(shape, Record) else {}
    is_open = isinstance(shape, Unknown) or (isinstance(shape, Record) and shape.open)
    inner = fields.get(name, Unknown() if is_open else ABSENT)
    return record(fields | {name: _put(inner, path[1:], value, depth + 1)}, is_open=is_open)


@cache
def size_of(shape: Shape) -> int:
    """The most bytes of UTF-8 it has as JSON without white space."""
    if isinstance(shape, Unknown):
        return shape.size
    if isinstance(shape, Constant):
        return len(shape.json.encode())
    if isinstance(shape, Record):
        held = [(name, value) for name, value in shape.fields if value != ABSENT]
        return 1 + sum(len(_json(name).encode()) + 2 + size_of(value) for name, value in held) + (not held)
    return 0


@cache
def _depth(shape: Shape) -> int:
    if not isinstance(shape, Record):
        return 0
    return 1 + max((_depth(value) for _, value in shape.fields), default=0)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
