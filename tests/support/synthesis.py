"""The app synthesized as the CDK's command line would: with the context of cdk.json, into a directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aws_cdk import App

from cdk.packaging import ROOT
from cdk.settings import Settings
from cdk.stack import SagaStack

CONTEXT: Mapping[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """`directory` is the cloud assembly, with the template and the staged assets."""

    directory: Path
    stack: str

    @property
    def template(self) -> Mapping[str, Any]:
        template: Mapping[str, Any] = json.loads((self.directory / f"{self.stack}.template.json").read_text())
        return template

    def asset(self, key: str) -> Path:
        """The staged directory of the asset with this object key in S3, like `4f…e1.zip`."""
        manifest = json.loads((self.directory / f"{self.stack}.assets.json").read_text())
        staged: str = manifest["files"][key.removesuffix(".zip")]["source"]["path"]
        return self.directory / staged


@cache
def template_of(stage: str) -> Mapping[str, Any]:
    """The template of a stage. Synthesis takes seconds, so each is made once in a process."""
    with TemporaryDirectory() as directory:
        return synthesize(Settings(stage=stage), into=Path(directory)).template


def synthesize(settings: Settings, *, into: Path, root: Path = ROOT) -> Synthesized:
    app = App(context=CONTEXT, outdir=str(into))
    SagaStack(app, settings=settings, root=root)
    app.synth()
    return Synthesized(directory=into, stack=settings.stack_name)
