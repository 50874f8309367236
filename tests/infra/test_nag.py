"""AWS's own rules (cdk-nag, AwsSolutions): no finding that is not acknowledged with a reason."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from aws_cdk import App, Validations
from aws_cdk import aws_sqs as sqs
from cdk_nag import AwsSolutionsChecks

from cdk.settings import Settings
from cdk.stack import SagaStack
from tests.support.synthesis import CONTEXT


def _findings(app: App, directory: Path) -> list[tuple[str, str]]:
    """(rule, path of the construct) of each finding; synthesis stops where there is one."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with suppress(RuntimeError):
        app.synth()
    report: Any = json.loads((directory / "validation-report.json").read_text())
    return [
        (violation["ruleName"], construct["constructPath"])
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    ]


def test_there_is_no_finding(tmp_path: Path) -> None:
    app = App(context=CONTEXT, outdir=str(tmp_path))
    SagaStack(app, settings=Settings(stage="dev"))
    assert _findings(app, tmp_path) == []


def test_a_queue_without_tls_would_be_found(tmp_path: Path) -> None:
    app = App(context=CONTEXT, outdir=str(tmp_path))
    stack = SagaStack(app, settings=Settings(stage="dev"))
    sqs.Queue(stack, "Open")
    assert ("AwsSolutions-SQS4", "SagaDev/Open/Resource") in _findings(app, tmp_path)
