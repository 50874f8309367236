"""The stack as `cdk synth` makes it, in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_cdk import App, assertions

from cdk.settings import Settings
from cdk.stack import SagaStack


@cache
def template_of(stage: str) -> Mapping[str, Any]:
    """The CloudFormation template of a stage. Takes seconds, so it is made once a process."""
    app = App(context={"stage": stage})
    stack = SagaStack(app, settings=Settings.from_context(app.node.try_get_context))
    body: Mapping[str, Any] = json.loads(json.dumps(assertions.Template.from_stack(stack).to_json()))
    return body
