"""The whole stack on moto: the synthesized template, the real handlers, the emitted state machines.

Its tables may be in another DynamoDB than moto's.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import boto3
from moto import mock_aws
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.world import World
from statemachines.create_order import CREATE_ORDER
from statemachines.deployed import machine_output, recovery_output
from tests.support.bridge import ACCOUNT, Bridge
from tests.support.database import Database, moto_database
from tests.support.parsing import parse_once
from tests.support.streams import StreamPump
from tests.support.template import REGION, Template
from tests.support.worlds import CALLER, MOTO, create_table, world_on

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_stepfunctions import SFNClient

    from statemachines.model import Saga

_PATIENCE = 60.0
_UNLESS_SAID: Mapping[str, Any] = {"caller": CALLER, "callback_url": None}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How an execution ended: the states it entered, in order, and its output when it succeeded."""

    status: str
    path: tuple[str, ...]
    output: Mapping[str, Any] | None


@dataclass
class MotoCloud:
    """The stack as deployed onto moto. `publish` moves the outbox on.

    Sagas are those of the table, the one that makes orders unless another is named.
    """

    world: World
    bridge: Bridge
    outputs: Mapping[str, str]
    pump: StreamPump
    queues: Mapping[str, str]
    sfn: SFNClient = field(repr=False)

    def machine_of(self, saga: Saga) -> str:
        return self.outputs[machine_output(saga.name)]

    def recovery_machine_of(self, saga: Saga) -> str:
        return self.outputs[recovery_output(saga.name)]

    @property
    def machine(self) -> str:
        return self.machine_of(CREATE_ORDER)

    @property
    def recovery_machine(self) -> str:
        return self.recovery_machine_of(CREATE_ORDER)

    def start(self, saga_id: str, given: Mapping[str, Any], *, saga: Saga = CREATE_ORDER) -> str:
        """`given` is the saga's input; who calls, and that nobody is called back, goes without saying."""
        unsaid = {name: _UNLESS_SAID[name] for name in saga.given if name in _UNLESS_SAID}
        text = json.dumps({"saga_id": saga_id, "input": unsaid | dict(given)})
        started = self.sfn.start_execution(stateMachineArn=self.machine_of(saga), name=saga_id, input=text)
        return started["executionArn"]

    def run(self, saga_id: str, given: Mapping[str, Any], *, saga: Saga = CREATE_ORDER) -> Ended:
        return self.ended(self.start(saga_id, given, saga=saga))

    def execution_arn(self, name: str, *, saga: Saga = CREATE_ORDER) -> str:
        """Of the saga itself by its id, of a recovery by its own name."""
        machine = self.recovery_machine_of(saga) if "-r" in name else self.machine_of(saga)
        return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"

    def stop(self, name: str, *, saga: Saga = CREATE_ORDER) -> None:
        self.sfn.stop_execution(executionArn=self.execution_arn(name, saga=saga))

    def settle(self) -> None:
        """Wait for what a stopped execution had begun: its functions run on."""
        self.bridge.settle(_PATIENCE)

    def ended(self, arn: str) -> Ended:
        deadline = time.monotonic() + _PATIENCE
        while (execution := self.sfn.describe_execution(executionArn=arn))["status"] == "RUNNING":
            assert time.monotonic() < deadline, f"{arn} still runs"
            time.sleep(0.01)
        events = _history(arn)
        path = tuple(e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e)
        output = json.loads(execution["output"]) if "output" in execution else None
        return Ended(status=execution["status"], path=path, output=output)

    def publish(self) -> list[dict[str, Any]]:
        """Let the publishers run, then take what reached the event tap: CloudEvents in order of arrival."""
        self.pump.run()
        sqs = boto3.client("sqs", region_name=REGION)
        events: list[dict[str, Any]] = []
        while messages := sqs.receive_message(QueueUrl=self.queues["tap"], MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                events.append(json.loads(message["Body"])["detail"])
                sqs.delete_message(QueueUrl=self.queues["tap"], ReceiptHandle=message["ReceiptHandle"])
        return events


def _history(arn: str) -> list[dict[str, Any]]:
    """From moto's own record: on a busy machine, a task that begins while its sibling in a Parallel times out is
    recorded with a state in place of its time limit, and moto cannot answer with that.
    """
    backend = stepfunctions_parser_backends[ACCOUNT][REGION]
    events: Any = backend.get_execution_history(arn)["events"]
    return list(events)


@contextmanager
def moto_cloud(template: Template, database: Callable[[], Database] = moto_database) -> Iterator[MotoCloud]:
    """The stack on moto, with the handlers' world installed and their environment set; both are put back."""
    before = dict(os.environ)
    clients.client.cache_clear()
    clients.session.cache_clear()
    parse_once()
    with mock_aws(config=MOTO):
        environments = _environments(template)
        for environment in environments.values():
            os.environ |= environment
        it = database()
        tables = _tables(template, environments, it.dynamodb)
        world = replace(world_on(it.dynamodb, tables), machines=_started(environments))
        worlds.install(world)
        try:
            yield _deploy(template, environments, world, it)
        finally:
            worlds.install(None)
            os.environ.clear()
            os.environ.update(before)
            clients.client.cache_clear()
            clients.session.cache_clear()


def _deploy(
    template: Template, environments: Mapping[str, Mapping[str, str]], world: World, database: Database
) -> MotoCloud:
    handlers = {name: properties["Handler"] for name, properties in template.of_type("AWS::Lambda::Function")}
    bridge = Bridge(handlers, environments, REGION)
    bridge.take_over()
    queues = _queues(template)
    _sealing(template)
    _bus(template)
    sfn = boto3.client("stepfunctions", region_name=REGION)
    _machines(template, sfn)
    outputs = template.resolve(template.body["Outputs"])
    return MotoCloud(
        world=world,
        bridge=bridge,
        outputs={name: output["Value"] for name, output in outputs.items()},
        pump=StreamPump(template, database, bridge),
        queues=queues,
        sfn=sfn,
    )


def _machines(template: Template, sfn: SFNClient) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/machine"
    for name, properties in template.of_type("AWS::StepFunctions::StateMachine"):
        asl = str(properties["DefinitionString"])
        for placeholder, value in properties["DefinitionSubstitutions"].items():
            asl = asl.replace(f"${{{placeholder}}}", value)
        made = sfn.create_state_machine(name=name, definition=asl, roleArn=role)
        assert made["stateMachineArn"] == template.arn(name)


def _environments(template: Template) -> dict[str, dict[str, str]]:
    """Each function's variables, without what would turn logs and metrics on again."""
    return {
        name: {
            key: value
            for key, value in properties.get("Environment", {}).get("Variables", {}).items()
            if not key.startswith("POWERTOOLS_")
        }
        for name, properties in template.of_type("AWS::Lambda::Function")
    }


def _tables(
    template: Template, environments: Mapping[str, Mapping[str, str]], client: DynamoDBClient
) -> dict[str, str]:
    for name, properties in template.of_type("AWS::DynamoDB::Table"):
        assert _keys(properties) == ("pk", "sk")
        indexes = properties.get("GlobalSecondaryIndexes", [])
        create_table(client, name, indexes={index["IndexName"]: _keys(index) for index in indexes})
    merged = {key: value for environment in environments.values() for key, value in environment.items()}
    return {
        key.removesuffix("_TABLE").lower(): value for key, value in merged.items() if key.endswith("_TABLE")
    }


def _started(environments: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The machines that functions are told of, by the saga's name."""
    told = (each["SAGA_MACHINES"] for each in environments.values() if "SAGA_MACHINES" in each)
    return {saga: arn for machines in told for saga, arn in json.loads(machines).items()}


def _keys(described: Mapping[str, Any]) -> tuple[str, str]:
    partition, sort = (key["AttributeName"] for key in described["KeySchema"])
    return partition, sort


def _queues(template: Template) -> dict[str, str]:
    sqs = boto3.client("sqs", region_name=REGION)
    for name, _ in template.of_type("AWS::SQS::Queue"):
        sqs.create_queue(QueueName=name)
    outputs = template.resolve(template.body["Outputs"])
    return {"tap": outputs["EventTapUrl"]["Value"]}


def _sealing(template: Template) -> None:
    kms = boto3.client("kms", region_name=REGION)
    for name, _ in template.of_type("AWS::KMS::Key"):
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key)


def _bus(template: Template) -> None:
    events = boto3.client("events", region_name=REGION)
    for name, _ in template.of_type("AWS::Events::EventBus"):
        events.create_event_bus(Name=name)
    for name, rule in template.of_type("AWS::Events::Rule"):
        if "EventBusName" not in rule:
            continue  # on the default bus: moto has no status changes of executions, and no schedule runs
        bus = rule["EventBusName"]
        events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(rule["EventPattern"]))
        targets: Any = [{"Id": target["Id"], "Arn": target["Arn"]} for target in rule["Targets"]]
        events.put_targets(Rule=name, EventBusName=bus, Targets=targets)
