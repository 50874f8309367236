"""The CDK command line, as it is used on the local cloud: bootstrap, synth, deploy."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops import assembly
from ops.child import Child, started
from ops.environment import cdk_environment
from ops.errors import RunFailed
from ops.settings import ACCOUNT, BUILD, REGION, ROOT

_SYNTH = 300.0
_BOOTSTRAP = 120.0
_DEPLOY = 300.0


@dataclass(frozen=True, kw_only=True)
class Toolkit:
    """`place` takes logs and temporary files."""

    endpoint: str
    place: Path

    @contextmanager
    def bootstrapping(self) -> Iterator[Child]:
        """`cdk bootstrap`, begun. It runs beside the synthesis, and where it finds no app to synthesize too."""
        with self._cdk("bootstrap", f"aws://{ACCOUNT}/{REGION}", directory=self.place) as child:
            yield child

    def bootstrapped(self, child: Child) -> None:
        child.finish(seconds=_BOOTSTRAP)

    def synthesized(self) -> Path:
        """The cloud assembly of the app as it is now, from an earlier run when nothing has changed since."""
        kept = assembly.assembly_path(root=ROOT, build=BUILD)
        if kept.is_dir():
            return kept
        fresh = self.place / "assembly"
        with self._cdk("synth", "--quiet", "--context", "stage=local", "--output", str(fresh)) as child:
            child.finish(seconds=_SYNTH)
        if kept != assembly.assembly_path(root=ROOT, build=BUILD):
            return fresh  # edited meanwhile: nobody knows what it is made from
        assembly.keep(fresh, kept)
        return kept

    def deployed(self, assembly_directory: Path) -> Mapping[str, str]:
        """The outputs of the stack. No change set: nobody is there to look at it before a first deployment."""
        outputs = self.place / "outputs.json"
        options = ("--require-approval", "never", "--method", "direct", "--progress", "events")
        with self._cdk(
            "deploy", "--app", str(assembly_directory), "--outputs-file", str(outputs), *options
        ) as child:
            child.finish(seconds=_DEPLOY)
        return outputs_of(json.loads(outputs.read_text(encoding="utf-8")))

    @contextmanager
    def _cdk(self, verb: str, *arguments: str, directory: Path = ROOT) -> Iterator[Child]:
        scratch = self.place / f"cdk-{verb}"
        scratch.mkdir()
        environment = cdk_environment(os.environ, scratch=scratch, endpoint=self.endpoint)
        program = shutil.which("cdk", path=environment["PATH"])
        if program is None:
            raise RunFailed("there is no CDK command line here: `make setup` installs it")
        command = [program, verb, *arguments, "--no-notices", "--ci"]
        log = self.place / f"cdk-{verb}.log"
        with started(f"cdk {verb}", command, environment=environment, log=log, directory=directory) as child:
            yield child


def outputs_of(stacks: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The outputs of the only stack in an outputs file. Raises RunFailed when there is not exactly one."""
    if len(stacks) != 1:
        raise RunFailed(f"one stack was to be deployed, not {len(stacks)}: {', '.join(stacks)}")
    return dict(next(iter(stacks.values())))
