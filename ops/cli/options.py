"""The options and arguments that several commands have, each with its help."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

_WHERE = "Where (by default: what `make run` serves)"

SagaId: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="The saga; one that makes an order has the order's id.",
        show_default=False,
    ),
]
Profile: TypeAlias = Annotated[
    str | None, typer.Option(help="On AWS, with this profile.", rich_help_panel=_WHERE, show_default=False)
]
Region: TypeAlias = Annotated[
    str | None, typer.Option(help="On AWS, in this region.", rich_help_panel=_WHERE, show_default=False)
]
Stack: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="On AWS, this stack (SagaDev if another of these is given).",
        rich_help_panel=_WHERE,
        show_default=False,
    ),
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print one JSON document, also for an error.", show_default=False)
]
Function: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The parked function; needed when several are.", show_default=False),
]
