"""Lambda functions that are alike in everything but code, handler and rights.

Each has a role of its own that may write to its own log group and, to begin with, nothing else: what it may
touch is granted where it is wired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import AssetHashType, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cdk.acknowledge import acknowledge
from cdk.layer import build_layer
from cdk.logs import log_group
from cdk.packaging import ROOT, function_code

if TYPE_CHECKING:
    from pathlib import Path

    from constructs import Construct

    from cdk.settings import Settings

_MEMORY_MIB = 512
METRICS_NAMESPACE = "Saga"


@dataclass(frozen=True, kw_only=True)
class Functions:
    """Makes the functions of one stack. `root` is the repository whose `lambdas` are packed."""

    settings: Settings
    layer: lambda_.ILayerVersion
    root: Path

    @classmethod
    def of(cls, scope: Construct, *, settings: Settings, root: Path = ROOT) -> Functions:
        """Builds the dependency layer first, if it is not there yet. Raises UnusableEnvironmentError."""
        directory = build_layer(requirements=root / "requirements" / "lambda.txt", into=root / ".build")
        code = lambda_.Code.from_asset(
            str(directory), asset_hash=directory.name, asset_hash_type=AssetHashType.CUSTOM
        )
        layer = lambda_.LayerVersion(
            scope, "Dependencies", code=code, compatible_runtimes=[_runtime(settings.python)]
        )
        return cls(settings=settings, layer=layer, root=root)

    def make(  # noqa: PLR0913 - what a function is made of, all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        handler: str,
        packages: tuple[str, ...],
        timeout: Duration,
        environment: Mapping[str, str],
    ) -> lambda_.Function:
        """`handler` is a dotted path from the root; `packages` are those of `lambdas` that it needs."""
        logs = log_group(scope, f"{id_}Log", settings=self.settings)
        role = iam.Role(scope, f"{id_}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        logs.grant_write(role)
        function = lambda_.Function(
            scope,
            id_,
            code=function_code(*packages, root=self.root),
            handler=handler,
            runtime=_runtime(self.settings.python),
            architecture=lambda_.Architecture.ARM_64,
            layers=[self.layer],
            memory_size=_MEMORY_MIB,
            timeout=timeout,
            role=role,
            log_group=logs,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={**_powertools(packages[0]), **environment},
        )
        acknowledge(function, "L1", reason="The runtime is the Python that the tests ran on.")
        return function


def _powertools(service: str) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": service,
        "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def _runtime(python: str) -> lambda_.Runtime:
    return lambda_.Runtime(f"python{python}", lambda_.RuntimeFamily.PYTHON)
