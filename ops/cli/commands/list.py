"""`saga list`: the newest sagas, and how each stands."""

from __future__ import annotations

from typing import Annotated

import typer

from ops.cli.commands.help import json_help
from ops.cli.model.saga import Status
from ops.cli.options import AsJson, Profile, Region, Stack
from ops.cli.session import session
from ops.cli.site import Target
from ops.cli.views import headline, listed
from statemachines.generate import SAGAS

EPILOG = json_help("{sagas: [...], more_parked: number}, each saga with", headline.FIELDS)

_NAMES = [saga.name for saga in SAGAS]


def _known(name: str | None) -> str | None:
    if name is not None and name not in _NAMES:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(_NAMES)}")
    return name


def list_sagas(
    context: typer.Context,
    *,
    status: Annotated[
        Status | None,
        typer.Option(case_sensitive=False, help="Only sagas that stand so.", show_default=False),
    ] = None,
    saga: Annotated[
        str | None,
        typer.Option(
            callback=_known,
            metavar="NAME",
            help=f"Only one kind: {', '.join(_NAMES)}.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    profile: Profile = None,
    region: Region = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Sagas, the newest first: how each stands, how long it took, what it waits for."""
    target = Target(profile=profile, region=region, stack=stack)
    with session(context, target, as_json=as_json) as here:
        sagas = here.site.sagas.of(saga) if saga else here.site.sagas
        listing = sagas.newest(limit, status)
        here.say(listed.as_data(listing, here.now), lambda: listed.look(listing, here.now))
