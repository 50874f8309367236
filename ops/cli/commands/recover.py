"""`saga recover`: have an execution that was cut off taken up again, now."""

from __future__ import annotations

from collections.abc import Mapping

import typer
from rich.text import Text

from ops.cli.commands.help import json_help
from ops.cli.errors import CannotDo
from ops.cli.invoke import invoke
from ops.cli.model.saga import Saga, Status
from ops.cli.options import AsJson, Profile, Region, SagaId, Stack
from ops.cli.session import session
from ops.cli.site import Target

FIELDS: Mapping[str, str] = {
    "saga_id": "the saga",
    "execution_arn": "the recovery's execution",
    "generation": "its number, from 1",
    "started": "false when it had been started before",
}
EPILOG = json_help("one object with", FIELDS)


def recover_saga(
    context: typer.Context,
    saga_id: SagaId,
    *,
    profile: Profile = None,
    region: Region = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Finish a saga whose execution was stopped, timed out or died. It happens by itself; this does it now."""
    target = Target(profile=profile, region=region, stack=stack)
    with session(context, target, as_json=as_json) as here:
        saga = here.site.sagas.find(saga_id)
        _check(saga)
        function = here.site.output("RecoveryRecoverFunction")
        answer = invoke(here.site.functions, function, {"execution_arn": saga.latest.arn})
        here.say(answer, lambda: _look(saga, started=bool(answer.get("started", True))))


def _check(saga: Saga) -> None:
    """Raises CannotDo for a saga whose execution was not cut off."""
    if saga.waiting:
        raise CannotDo(
            "PARKED",
            f"{saga.saga_id} was not cut off: it waits for a decision on {saga.waiting[0].function}\n"
            f"Decide with `./saga retry {saga.saga_id}` or `./saga skip {saga.saga_id} --reason WHY`.",
        )
    if saga.status is Status.RECOVERING:
        raise CannotDo("RECOVERING", f"{saga.saga_id} is being recovered already ({saga.state}): wait for it")
    if saga.latest.running:
        raise CannotDo("RUNNING", f"{saga.saga_id} still runs ({saga.state or saga.status}): wait for it")
    if saga.status is not Status.DEAD:
        raise CannotDo("FINISHED", f"{saga.saga_id} is {saga.status}: there is nothing to recover")


def _look(saga: Saga, *, started: bool) -> Text:
    words = "taken up again" if started else "has been taken up again before"
    see = f"\nSee how it goes on: ./saga show {saga.saga_id}"
    return Text.assemble(("✓ ", "green"), f"{saga.saga_id} {words}", (see, "dim"))
