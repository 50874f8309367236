"""Where the sagas are: the local cloud that is being served, or a stack in an AWS account."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError

from lambdas.shared.world import World
from ops.cli.errors import CannotDo
from ops.cli.model.reading import Sagas
from ops.cli.model.runs import Machines
from ops.cloud import Cloud, tables_of
from ops.deployment import read_deployment
from ops.ministack import answers
from ops.settings import LOCAL_FILE
from statemachines.deployed import machine_output, recovery_output
from statemachines.generate import SAGAS

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_stepfunctions import SFNClient

STACK = "SagaDev"
"""What `make deploy` calls the stack, unless it is given another stage."""

_CONFIG = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 5})


@dataclass(frozen=True, kw_only=True)
class Target:
    """What was chosen on the command line. Nothing chosen is the local cloud; anything is AWS."""

    profile: str | None = None
    region: str | None = None
    stack: str | None = None

    @property
    def local(self) -> bool:
        return not (self.profile or self.region or self.stack)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The options that say the same again."""
        chosen = {"--profile": self.profile, "--region": self.region, "--stack": self.stack}
        return tuple(part for name, value in chosen.items() if value for part in (name, value))


@dataclass(frozen=True, kw_only=True)
class Site:
    """`outputs` are the stack's, by name; `caller` says who decides, for the record."""

    outputs: Mapping[str, str]
    states: SFNClient
    functions: LambdaClient
    world: World
    caller: Callable[[], str]

    @property
    def machines(self) -> tuple[Machines, ...]:
        """Those of every saga."""
        return tuple(
            Machines(
                states=self.states,
                definition=saga,
                saga=self.output(machine_output(saga.name)),
                recovery=self.output(recovery_output(saga.name)),
            )
            for saga in SAGAS
        )

    @property
    def sagas(self) -> Sagas:
        return Sagas(machines=self.machines, world=self.world)

    def output(self, name: str) -> str:
        if name not in self.outputs:
            raise CannotDo(
                "NO_OUTPUT", f"the stack has no output {name}: deploy it as it is now, or choose another"
            )
        return self.outputs[name]


def open_site(target: Target, *, file: Path = LOCAL_FILE) -> Site:
    """Raises CannotDo when there is nothing there."""
    return local_site(file) if target.local else aws_site(target)


def local_site(file: Path) -> Site:
    deployment = read_deployment(file)
    if deployment is None or not answers(deployment.aws_endpoint_url):
        raise CannotDo(
            "NOTHING_SERVED",
            "nothing is served here: start `make run` in another terminal,\n"
            "or say where on AWS: --profile, --region, --stack",
        )
    cloud = Cloud(deployment)
    return Site(
        outputs=deployment.outputs,
        states=cloud.states,
        functions=cloud.functions,
        world=cloud.world,
        caller=login_name,
    )


def aws_site(target: Target, *, session_of: Callable[..., Session] = Session) -> Site:
    """The stack as CloudFormation tells of it, with the person's own credentials."""
    session = session_of(profile_name=target.profile, region_name=target.region)
    name = target.stack or STACK
    try:
        stacks = session.client("cloudformation", config=_CONFIG).describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            raise CannotDo(
                "NO_STACK",
                f"there is no stack {name} in {session.region_name}: choose with --stack, --region",
            ) from error
        raise
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stacks[0].get("Outputs", [])}
    sts = session.client("sts", config=_CONFIG)
    return Site(
        outputs=outputs,
        states=session.client("stepfunctions", config=_CONFIG),
        functions=session.client("lambda", config=_CONFIG),
        world=World(dynamodb=session.client("dynamodb", config=_CONFIG), tables=tables_of(outputs)),
        caller=lambda: str(sts.get_caller_identity()["Arn"]),
    )


def login_name() -> str:
    """A process need not have a name: a container's may not."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
