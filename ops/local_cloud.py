"""The app, deployed to a MiniStack of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from ops.cloud import Cloud
from ops.deployment import Deployment, local_api_url
from ops.errors import RunFailed
from ops.ministack import MiniStack, ministack
from ops.progress import Reporter
from ops.settings import REGION
from ops.toolkit import Toolkit


@dataclass(frozen=True, kw_only=True)
class LocalCloud:
    stack: MiniStack
    cloud: Cloud


@contextmanager
def local_cloud(*, port: int, place: Path, report: Reporter, fast: bool = False) -> Iterator[LocalCloud]:
    """A MiniStack with the stack deployed, until the block ends. Whatever fails on it is a RunFailed.

    `fast`: the pauses between attempts are short.
    """
    with ministack(port=port, place=place, fast=fast) as stack, _explained(stack):
        with report.step(f"Starting MiniStack on {stack.endpoint}"):
            stack.wait_until_up()
        outputs = _deployed(Toolkit(endpoint=stack.endpoint, place=place), report)
        deployment = Deployment(
            api_url=local_api_url(outputs["ApiUrl"], endpoint=stack.endpoint),
            aws_endpoint_url=stack.endpoint,
            region=REGION,
            outputs=outputs,
        )
        yield LocalCloud(stack=stack, cloud=Cloud(deployment))


def _deployed(toolkit: Toolkit, report: Reporter) -> Mapping[str, str]:
    with toolkit.bootstrapping() as bootstrap:
        with report.step("Synthesizing the app"):
            assembly = toolkit.synthesized()
        with report.step("Bootstrapping the environment"):
            toolkit.bootstrapped(bootstrap)
    with report.step("Deploying the stack"):
        return toolkit.deployed(assembly)


@contextmanager
def _explained(stack: MiniStack) -> Iterator[None]:
    """A failure with the log that explains it: when MiniStack has died, that is the failure."""
    try:
        yield
    except (RunFailed, BotoCoreError, ClientError) as error:
        stack.check()
        log = error.log if isinstance(error, RunFailed) and error.log else stack.child.tail()
        raise RunFailed(str(error), log=log) from error
