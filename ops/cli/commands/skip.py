"""`saga skip`: go on without what is parked, because it has been seen to by other means."""

from __future__ import annotations

from typing import Annotated

import typer

from ops.cli.commands.help import json_help
from ops.cli.deciding import FIELDS, Choice, decide
from ops.cli.options import AsJson, Function, Profile, Region, SagaId, Stack
from ops.cli.session import session
from ops.cli.site import Target

EPILOG = json_help("one object with", FIELDS)


def skip_parked(
    context: typer.Context,
    saga_id: SagaId,
    *,
    reason: Annotated[
        str, typer.Option(help="Why it need not be done: kept for whoever asks.", show_default=False)
    ],
    function: Function = None,
    profile: Profile = None,
    region: Region = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Go on without what is parked. What it would have done stays owed; the reason stays in the record."""
    if not reason.strip():
        raise typer.BadParameter("a skip needs a reason", param_hint="--reason")
    with session(context, Target(profile=profile, region=region, stack=stack), as_json=as_json) as here:
        decide(Choice(saga_id=saga_id, action="skip", function=function, reason=reason), here)
