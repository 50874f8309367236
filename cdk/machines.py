"""The state machines: for each saga the one that runs it, and the one that finishes what was cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Stack

from cdk.saga_machine import SagaMachine
from statemachines.deployed import machine_output, recovery_output, title_of
from statemachines.generate import asl_path, recovery_asl_path
from statemachines.verify.checking import refuse_leaks

if TYPE_CHECKING:
    from pathlib import Path

    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_stepfunctions as sfn
    from constructs import Construct

    from cdk.settings import Settings
    from statemachines.model import Saga
    from statemachines.step import Definition


@dataclass(frozen=True, kw_only=True)
class Asl:
    """The texts of both, as they are committed."""

    saga: str
    recovery: str


def sound_asl(sagas: Iterable[Saga], *, root: Path) -> dict[str, Asl]:
    """From the repository `root`, by the saga's name.

    Raises LeakyMachine with every finding in a saga's machines when a failure leaves something done that nothing
    undoes.
    """
    return {saga.name: _sound(saga, root) for saga in sagas}


def _sound(saga: Saga, root: Path) -> Asl:
    asl = Asl(
        saga=asl_path(saga.name, root).read_text(encoding="utf-8"),
        recovery=recovery_asl_path(saga.name, root).read_text(encoding="utf-8"),
    )
    refuse_leaks(saga, asl=asl.saga, recovery_asl=asl.recovery)
    return asl


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The two machines of one saga."""

    saga: sfn.StateMachine
    recovery: sfn.StateMachine


@dataclass(frozen=True, kw_only=True)
class Machines:
    """`pairs` are by the saga's name. `opening` is that of the saga which makes orders, PENDING until it decides."""

    pairs: Mapping[str, Pair]
    opening: Pair

    @classmethod
    def of(
        cls,
        scope: Construct,
        *,
        asl: Mapping[str, Asl],
        opening: Saga,
        functions: Mapping[str, lambda_.Function],
        settings: Settings,
    ) -> Machines:
        """`asl` is by the saga's name, `functions` are by placeholder."""

        def machine(id_: str, text: str) -> sfn.StateMachine:
            return SagaMachine(scope, id_, asl=text, functions=functions, settings=settings).machine

        pairs = {
            name: Pair(
                saga=machine(title_of(name), each.saga),
                recovery=machine(f"{title_of(name)}Recovery", each.recovery),
            )
            for name, each in asl.items()
        }
        return cls(pairs=pairs, opening=pairs[opening.name])

    @property
    def sagas(self) -> tuple[sfn.StateMachine, ...]:
        """Those that sagas run on."""
        return tuple(pair.saga for pair in self.pairs.values())

    def nesting(self, sagas: Iterable[Saga]) -> tuple[sfn.StateMachine, ...]:
        """Those of sagas with others nested in them, which wait for them."""
        return tuple(self.pairs[saga.name].saga for saga in sagas if saga.nested)

    def named(self, scope: Construct, *sagas: Definition) -> dict[str, str]:
        """The environment of a function in `scope` that starts these sagas."""
        return {"SAGA_MACHINES": _as_json(scope, {saga.name: self.pairs[saga.name].saga for saga in sagas})}

    @property
    def recoveries(self) -> tuple[sfn.StateMachine, ...]:
        return tuple(pair.recovery for pair in self.pairs.values())

    @property
    def all(self) -> tuple[sfn.StateMachine, ...]:
        return tuple(machine for pair in self.pairs.values() for machine in (pair.saga, pair.recovery))

    @property
    def outputs(self) -> dict[str, str]:
        """Those of the opening saga also by the names that they had when there was no other."""
        return {
            "StateMachineArn": self.opening.saga.state_machine_arn,
            "RecoveryMachineArn": self.opening.recovery.state_machine_arn,
            **{machine_output(name): pair.saga.state_machine_arn for name, pair in self.pairs.items()},
            **{recovery_output(name): pair.recovery.state_machine_arn for name, pair in self.pairs.items()},
        }

    def sagas_by_name(self, scope: Construct) -> dict[str, str]:
        """The environment of a function in `scope` that has to know the sagas' machines."""
        return {"SAGA_MACHINES": _as_json(scope, {name: pair.saga for name, pair in self.pairs.items()})}

    def recoveries_by_name(self, scope: Construct) -> dict[str, str]:
        """Likewise for the machines that finish them."""
        arns = {name: pair.recovery for name, pair in self.pairs.items()}
        return {"RECOVERY_MACHINES": _as_json(scope, arns)}


def _as_json(scope: Construct, machines: Mapping[str, sfn.StateMachine]) -> str:
    """ARNs by the saga's name."""
    arns = {name: machine.state_machine_arn for name, machine in machines.items()}
    return Stack.of(scope).to_json_string(arns)
