"""The whole system, wired: services and their outboxes, sagas and what finishes them, the ways in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import CfnOutput, Stack

from cdk.api import Api
from cdk.events import Events
from cdk.functions import Functions
from cdk.machines import Machines, sound_asl
from cdk.monitoring import Monitoring
from cdk.packaging import ROOT
from cdk.recovery import Recovery
from cdk.services import Services
from cdk.telling import APPROVALS, PARTS, Telling
from cdk.webhooks import Webhooks
from cdk.websocket import Sockets
from statemachines.create_order import CREATE_ORDER
from statemachines.generate import SAGAS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from constructs import Construct

    from cdk.settings import Settings
    from statemachines.model import Saga


class SagaStack(Stack):
    """`sagas` are deployed, CREATE_ORDER among them; `root` is the repository that code, state machines and lock
    file are taken from.
    """

    def __init__(
        self, scope: Construct, *, settings: Settings, sagas: Sequence[Saga] = SAGAS, root: Path = ROOT
    ) -> None:
        super().__init__(scope, settings.stack_name, description=f"Sagas on orders ({settings.stage})")
        asl = sound_asl(sagas, root=root)
        functions = Functions.of(self, settings=settings, root=root)
        events = Events(self, "Events", settings=settings)
        services = Services(self, sagas=sagas, bus=events.bus, functions=functions, settings=settings)
        machines = Machines.of(
            self, asl=asl, opening=CREATE_ORDER, functions=services.called, settings=settings
        )
        services.start_nested(sagas, machines)
        orders = services.tables["orders"]
        recovery = Recovery(
            self,
            "Recovery",
            machines=machines,
            orders=orders,
            parking=services.parking,
            deadline=CREATE_ORDER.deadline,
            functions=functions,
        )
        approving = Telling(
            self,
            "Approving",
            answers=APPROVALS,
            table=services.tables["approvals"],
            machines=machines.sagas,
            bus=events.bus,
            functions=functions,
        )
        nesting = Telling(
            self,
            "Nesting",
            answers=PARTS,
            table=orders,
            machines=machines.nesting(sagas),
            bus=events.bus,
            functions=functions,
        )
        webhooks = Webhooks(
            self, "Webhooks", orders=orders, bus=events.bus, functions=functions, settings=settings
        )
        api = Api(
            self,
            "Api",
            orders=orders,
            approvals=services.tables["approvals"],
            machines=machines,
            functions=functions,
            settings=settings,
        )
        sockets = Sockets(
            self,
            "Sockets",
            orders=orders,
            machine=machines.opening.saga,
            bus=events.bus,
            functions=functions,
            settings=settings,
        )
        sockets.issued_by(api.function)
        webhooks.managed_by(api.function)

        monitoring = Monitoring(self, "Monitoring", settings=settings)
        for saga, pair in machines.pairs.items():
            monitoring.saga(saga, pair.saga)
        monitoring.recovery(sweep=recovery.sweep)
        monitoring.webhooks(webhooks)
        monitoring.last_stop("SocketsUnpushed", sockets.unpushed)
        monitoring.last_stop("ApprovalsUntold", approving.untold)
        monitoring.last_stop("GroupsUntold", nesting.untold)
        monitoring.last_stop("RecoveryUnhandled", recovery.unhandled)
        for name, outbox in {**services.outboxes, "webhooks": webhooks.outbox}.items():
            monitoring.outbox(name.capitalize(), outbox)

        for part in (api, sockets, machines, recovery, events, webhooks, services):
            for name, value in part.outputs.items():
                CfnOutput(self, name, value=value)
