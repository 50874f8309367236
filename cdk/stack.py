"""The whole system, wired: services and their outboxes, the saga and what finishes it, the ways in and out."""

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
from cdk.webhooks import Webhooks
from cdk.websocket import Sockets
from statemachines.create_order import CREATE_ORDER

if TYPE_CHECKING:
    from pathlib import Path

    from constructs import Construct

    from cdk.settings import Settings


class SagaStack(Stack):
    """`root` is the repository that code, state machine and lock file are taken from."""

    def __init__(self, scope: Construct, *, settings: Settings, root: Path = ROOT) -> None:
        super().__init__(scope, settings.stack_name, description=f"Create-order saga ({settings.stage})")
        saga, asl = CREATE_ORDER, sound_asl(CREATE_ORDER, root=root)
        functions = Functions.of(self, settings=settings, root=root)
        events = Events(self, "Events", settings=settings)
        services = Services(self, saga=saga, bus=events.bus, functions=functions, settings=settings)
        machines = Machines.of(self, asl=asl, functions=services.called, settings=settings)
        orders = services.tables["orders"]
        recovery = Recovery(
            self,
            "Recovery",
            machines=machines,
            orders=orders,
            parking=services.parking,
            deadline=saga.deadline,
            functions=functions,
        )
        webhooks = Webhooks(
            self, "Webhooks", orders=orders, bus=events.bus, functions=functions, settings=settings
        )
        api = Api(self, "Api", orders=orders, machine=machines.saga, functions=functions, settings=settings)
        sockets = Sockets(
            self,
            "Sockets",
            orders=orders,
            machine=machines.saga,
            bus=events.bus,
            functions=functions,
            settings=settings,
        )
        sockets.issued_by(api.function)
        webhooks.managed_by(api.function)

        monitoring = Monitoring(self, "Monitoring", settings=settings)
        monitoring.saga(machines.saga)
        monitoring.recovery(sweep=recovery.sweep)
        monitoring.webhooks(webhooks)
        monitoring.last_stop("SocketsUnpushed", sockets.unpushed)
        monitoring.last_stop("RecoveryUnhandled", recovery.unhandled)
        for name, outbox in {**services.outboxes, "webhooks": webhooks.outbox}.items():
            monitoring.outbox(name.capitalize(), outbox)

        for part in (api, sockets, machines, recovery, events, webhooks, services):
            for name, value in part.outputs.items():
                CfnOutput(self, name, value=value)
