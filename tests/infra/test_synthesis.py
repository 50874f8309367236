"""The app as the CDK's command line runs it: the same twice, byte for byte, and one line where a setting is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from cdk.packaging import ROOT
from tests.support.synthesis import CONTEXT, Synthesized

_COMPARED = ("SagaDev.template.json", "SagaDev.assets.json", "manifest.json")


def _run_app(*, into: Path, hash_seed: str, **context: str) -> subprocess.CompletedProcess[str]:
    """With no credentials to be found, and a proxy that is not there in the way to the network."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONHASHSEED": hash_seed,
        "HOME": str(Path.home()),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CDK_OUTDIR": str(into),
        "CDK_CONTEXT_JSON": json.dumps({**CONTEXT, **context}),
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }
    command = [sys.executable, "app.py"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_two_runs_give_the_same_template_byte_for_byte(dev_assembly: Synthesized, tmp_path: Path) -> None:
    done = _run_app(into=tmp_path / "again", hash_seed="4711")
    assert done.returncode == 0, done.stderr
    for name in _COMPARED:
        assert (tmp_path / "again" / name).read_bytes() == (dev_assembly.directory / name).read_bytes(), name


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    done = _run_app(into=tmp_path / "never", hash_seed="0", stage="Prod")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["context stage='Prod': must be like [a-z][a-z0-9]{0,15}"]
    assert not (tmp_path / "never" / "manifest.json").exists()
