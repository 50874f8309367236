"""What an operation says beyond its route: purpose, parameters, body, and answers when nothing is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdas.api.routes import Route


@dataclass(frozen=True, kw_only=True)
class Link:
    """To an operation that an answer leads to. Its parameters are runtime expressions of OpenAPI, by name."""

    to: Route
    parameters: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Success:
    """`schema` names the body's, None is for no body. `shows` has examples of it by name.

    Its headers are always there, or some of them sometimes. Links are by name.
    """

    description: str
    schema: str | None = None
    shows: Mapping[str, object] = field(default_factory=dict)
    always: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    links: Mapping[str, Link] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Body:
    schema: str
    shows: Mapping[str, object]
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Operation:
    """Parameters are named as in the document's components."""

    summary: str
    description: str
    parameters: tuple[str, ...]
    answers: Mapping[int, Success]
    body: Body | None = None
    callbacks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By name: the expression of where the call goes, with the path item's name."""
