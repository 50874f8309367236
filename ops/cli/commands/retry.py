"""`saga retry`: what is parked has been mended, so try it again, perhaps with corrected input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ops.cli.commands.help import json_help
from ops.cli.deciding import FIELDS, Choice, decide
from ops.cli.options import AsJson, Function, Profile, Region, SagaId, Stack
from ops.cli.session import session
from ops.cli.site import Target

EPILOG = json_help("one object with", FIELDS)


def retry_parked(
    context: typer.Context,
    saga_id: SagaId,
    *,
    function: Function = None,
    corrected: Annotated[
        typer.FileText | None,
        typer.Option(
            "--input",
            metavar="FILE",
            encoding="utf-8",
            help="The saga's whole input as JSON, corrected; - reads the standard input. "
            "`saga show ID --json` prints it as it is.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why, for the record.", show_default=False)] = None,
    profile: Profile = None,
    region: Region = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Try again what is parked, once it has been mended."""
    data = _object(corrected) if corrected else None
    with session(context, Target(profile=profile, region=region, stack=stack), as_json=as_json) as here:
        decide(Choice(saga_id=saga_id, action="retry", function=function, reason=reason, input=data), here)


def _object(file: typer.FileText) -> Mapping[str, Any]:
    try:
        data = json.load(file)
    except ValueError as error:
        raise typer.BadParameter(f"{file.name} is not JSON: {error}", param_hint="--input") from None
    if not isinstance(data, dict):
        raise typer.BadParameter(f"{file.name} must hold one JSON object", param_hint="--input")
    return data
