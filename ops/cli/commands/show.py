"""`saga show`: one saga's timeline, its order, what is parked, what is owed, what to do."""

from __future__ import annotations

import typer

from ops.cli.commands.help import json_help
from ops.cli.model.advice import advice
from ops.cli.model.journal import journal_of
from ops.cli.model.order import order_of
from ops.cli.model.question import question_of
from ops.cli.model.timeline import chapters_of
from ops.cli.options import AsJson, Profile, Region, SagaId, Stack
from ops.cli.session import Session, session
from ops.cli.site import Target
from ops.cli.views import shown_json
from ops.cli.views.shown import Shown, look

EPILOG = json_help("one object with", shown_json.FIELDS)


def show_saga(
    context: typer.Context,
    saga_id: SagaId,
    *,
    profile: Profile = None,
    region: Region = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """One saga: its states over all its executions, errors, decisions, what was done and undone, what is owed."""
    target = Target(profile=profile, region=region, stack=stack)
    with session(context, target, as_json=as_json) as here:
        shown = _shown(saga_id, here)
        here.say(shown_json.as_data(shown), lambda: look(shown))


def _shown(saga_id: str, here: Session) -> Shown:
    saga = here.site.sagas.find(saga_id)
    order, question = order_of(here.site.world, saga), question_of(here.site.world, saga)
    return Shown(
        saga=saga,
        order=order,
        chapters=chapters_of(saga, here.site.states),
        journal=journal_of(here.site.world, saga, question),
        advice=advice(saga, order=order, question=question, target=here.target.arguments),
        now=here.now,
    )
