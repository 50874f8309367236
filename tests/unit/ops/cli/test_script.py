from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ops.settings import ROOT

PYTHON = '#!/bin/sh\necho "$PYTHONPATH in $PWD:" "$@"\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the script in a directory with a blank in its name."""
    root = tmp_path / "the checkout"
    root.mkdir()
    script = root / "saga"
    script.write_bytes((ROOT / "saga").read_bytes())
    script.chmod(0o755)
    return root


def call(script: Path, *arguments: str, directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [script, *arguments], cwd=directory, capture_output=True, text=True, check=False, timeout=10
    )


def set_up(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)


def test_the_script_starts_the_command_with_the_projects_own_python_where_the_person_is(
    checkout: Path, tmp_path: Path
) -> None:
    set_up(checkout)

    done = call(checkout / "saga", "skip", "o-1", "--reason", "two words", directory=tmp_path)

    assert done.stdout == f"{checkout} in {tmp_path}: -m ops.cli skip o-1 --reason two words\n"


def test_the_script_may_be_called_through_a_link(checkout: Path, tmp_path: Path) -> None:
    set_up(checkout)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "saga").symlink_to("../the checkout/saga")

    done = call(tmp_path / "bin" / "saga", "list", directory=tmp_path)

    assert done.stdout == f"{checkout} in {tmp_path}: -m ops.cli list\n"


def test_before_the_set_up_the_script_says_how_to_do_it(checkout: Path, tmp_path: Path) -> None:
    done = call(checkout / "saga", "list", directory=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"saga: nothing is set up here yet: run `make setup` in {checkout}\n"
