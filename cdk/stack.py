"""The whole system, wired: participants, their outboxes, the saga and what finishes it, the ways in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import CfnOutput, Stack

from cdk.api import Api
from cdk.events import Events
from cdk.functions import Functions
from cdk.monitoring import Monitoring
from cdk.outbox import Outbox
from cdk.packaging import ROOT
from cdk.parking import Parking
from cdk.participant import Participant
from cdk.recovery import Recovery
from cdk.saga_machine import SagaMachine
from cdk.webhooks import Webhooks
from statemachines.create_order import CREATE_ORDER
from statemachines.generate import asl_path, recovery_asl_path
from statemachines.names import Function
from statemachines.states import PARK
from statemachines.verify.checking import refuse_leaks

if TYPE_CHECKING:
    from pathlib import Path

    from constructs import Construct

    from cdk.settings import Settings


class SagaStack(Stack):
    """`root` is the repository that code, state machine and lock file are taken from.

    Raises LeakyMachine with every finding when a failure of the saga leaves something done that nothing undoes.
    """

    def __init__(self, scope: Construct, *, settings: Settings, root: Path = ROOT) -> None:
        super().__init__(scope, settings.stack_name, description=f"Create-order saga ({settings.stage})")
        saga = CREATE_ORDER
        asl = asl_path(saga.name, root).read_text(encoding="utf-8")
        recovery_asl = recovery_asl_path(saga.name, root).read_text(encoding="utf-8")
        refuse_leaks(saga, asl=asl, recovery_asl=recovery_asl)
        functions = Functions.of(self, settings=settings, root=root)
        events = Events(self, "Events", settings=settings)
        participants = [
            Participant(self, name, saga_functions=saga.functions, functions=functions, settings=settings)
            for name in saga.participants
        ]
        parking = Parking(self, "Parking", bus=events.bus, functions=functions, settings=settings)
        tables = {participant.name: participant.table for participant in participants}
        outboxes = {
            name: Outbox(self, f"{name.capitalize()}Outbox", table=table, bus=events.bus, functions=functions)
            for name, table in tables.items()
        }
        called = {
            Function(name=name).placeholder: made
            for name, made in [
                (PARK.name, parking.park),
                *(pair for participant in participants for pair in participant.functions.items()),
            ]
        }
        machine, recovery_machine = (
            SagaMachine(self, id_, asl=text, functions=called, settings=settings).machine
            for id_, text in (("CreateOrder", asl), ("CreateOrderRecovery", recovery_asl))
        )
        decide = parking.decided_for([machine, recovery_machine])
        recovery = Recovery(
            self,
            "Recovery",
            saga=machine,
            recovery=recovery_machine,
            orders=tables["orders"],
            parking=parking.table,
            deadline=saga.deadline,
            functions=functions,
        )
        webhooks = Webhooks(self, "Webhooks", bus=events.bus, functions=functions, settings=settings)
        api = Api(
            self, "Api", orders=tables["orders"], machine=machine, functions=functions, settings=settings
        )

        monitoring = Monitoring(self, "Monitoring", settings=settings)
        monitoring.saga(machine)
        monitoring.recovery(sweep=recovery.sweep)
        monitoring.last_stop("WebhooksUndelivered", webhooks.undelivered)
        monitoring.last_stop("RecoveryUnhandled", recovery.unhandled)
        for name, outbox in {**outboxes, "recovery": parking.outbox}.items():
            monitoring.outbox(name.capitalize(), outbox)

        outputs = {
            "ApiUrl": api.url,
            "StateMachineArn": machine.state_machine_arn,
            "RecoveryMachineArn": recovery_machine.state_machine_arn,
            "RecoveryDecideFunction": decide.function_name,
            "RecoveryRecoverFunction": recovery.recover.function_name,
            "EventBusName": events.bus.event_bus_name,
            "WebhookSecretArn": webhooks.secret.secret_arn,
            **{f"{name.capitalize()}Table": table.table_name for name, table in tables.items()},
            "RecoveryTable": parking.table.table_name,
            **({"EventTapUrl": events.tap.queue_url} if events.tap else {}),
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
