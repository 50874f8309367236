"""What every command runs in: a site to work on, a way to say the result, and errors said in a line or two."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console, RenderableType

from lambdas.shared.errors import SagaError
from ops.cli.errors import CannotDo
from ops.cli.site import Site, Target, open_site

_WIDTH_OF_A_FILE = 160
"""What is not a terminal has no width of its own; long lines are better there than broken ones."""


def _now() -> datetime:
    return datetime.now(tz=UTC)


@dataclass(frozen=True, kw_only=True)
class Means:
    """What the commands need from outside, given as the context's `obj`; tests give their own."""

    open: Callable[[Target], Site] = open_site
    clock: Callable[[], datetime] = _now


@dataclass(frozen=True, kw_only=True)
class Session:
    site: Site
    target: Target
    now: datetime
    as_json: bool

    def say(self, data: Mapping[str, Any], look: Callable[[], RenderableType]) -> None:
        """The result: one JSON document, or how it looks on a terminal."""
        if self.as_json:
            _print_json(data)
        else:
            _console().print(look(), highlight=False)


@contextmanager
def session(context: typer.Context, target: Target, *, as_json: bool) -> Iterator[Session]:
    """Ends with exit status 1, or 2 where the command line has to change, when something is raised inside."""
    means: Means = context.obj
    try:
        yield Session(site=means.open(target), target=target, now=means.clock(), as_json=as_json)
    except (BotoCoreError, ClientError, SagaError, CannotDo) as error:
        reason = error if isinstance(error, CannotDo) else CannotDo(_code(error), _in_words(error))
        _explain(reason, as_json=as_json)
        raise typer.Exit(reason.status) from None


def _explain(reason: CannotDo, *, as_json: bool) -> None:
    if as_json:
        _print_json({"error": {"code": reason.code, "message": str(reason)}})
    else:
        Console(stderr=True).print(
            f"saga: {reason}", style="red", markup=False, highlight=False, soft_wrap=True
        )


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "AWS"))
    return type(error).__name__


def _in_words(error: Exception) -> str:
    """The first line of what AWS, or the way to it, says; with what to do where that is known."""
    said = (str(error).splitlines() or [type(error).__name__])[0]
    code = _code(error)
    if code in {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound"}:
        return f"{said}\nChoose a profile that has credentials with --profile."
    if code == "NoRegionError":
        return f"{said}\nChoose a region with --region."
    if "AccessDenied" in code:
        return f"{said}\nThe role you are in may not do this: choose another with --profile."
    return said


def _print_json(data: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_OF_A_FILE)
