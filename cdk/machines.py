"""The two state machines of a saga: the one that runs it, and the one that finishes what was cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdk.saga_machine import SagaMachine
from statemachines.generate import asl_path, recovery_asl_path
from statemachines.verify.checking import refuse_leaks

if TYPE_CHECKING:
    from pathlib import Path

    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_stepfunctions as sfn
    from constructs import Construct

    from cdk.settings import Settings
    from statemachines.model import Saga


@dataclass(frozen=True, kw_only=True)
class Asl:
    """The texts of both, as they are committed."""

    saga: str
    recovery: str


def sound_asl(saga: Saga, *, root: Path) -> Asl:
    """From the repository `root`.

    Raises LeakyMachine with every finding when a failure leaves something done that nothing undoes.
    """
    asl = Asl(
        saga=asl_path(saga.name, root).read_text(encoding="utf-8"),
        recovery=recovery_asl_path(saga.name, root).read_text(encoding="utf-8"),
    )
    refuse_leaks(saga, asl=asl.saga, recovery_asl=asl.recovery)
    return asl


@dataclass(frozen=True, kw_only=True)
class Machines:
    saga: sfn.StateMachine
    recovery: sfn.StateMachine

    @property
    def both(self) -> tuple[sfn.StateMachine, sfn.StateMachine]:
        return self.saga, self.recovery

    @property
    def outputs(self) -> dict[str, str]:
        return {
            "StateMachineArn": self.saga.state_machine_arn,
            "RecoveryMachineArn": self.recovery.state_machine_arn,
        }

    @classmethod
    def of(
        cls,
        scope: Construct,
        *,
        asl: Asl,
        functions: Mapping[str, lambda_.Function],
        settings: Settings,
    ) -> Machines:
        """`functions` are by placeholder."""

        def machine(id_: str, text: str) -> sfn.StateMachine:
            return SagaMachine(scope, id_, asl=text, functions=functions, settings=settings).machine

        return cls(
            saga=machine("CreateOrder", asl.saga), recovery=machine("CreateOrderRecovery", asl.recovery)
        )
