"""What leaks is not deployed: synthesis fails, and says everything that is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cdk.packaging import ROOT
from cdk.settings import Settings
from statemachines.cancel_order import CANCEL_ORDER
from statemachines.create_order import CREATE_ORDER
from statemachines.generate import SAGAS, asl_path, recovery_asl_path
from statemachines.verify.report import LeakyMachine
from tests.support.synthesis import synthesize


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the machines and nothing else: what leaks is refused before anything is packed."""
    (tmp_path / "statemachines").mkdir()
    for saga in SAGAS:
        for path in (asl_path, recovery_asl_path):
            shutil.copy(path(saga.name, ROOT), path(saga.name, tmp_path))
    return tmp_path


def test_a_machine_that_leaks_is_not_synthesized(root: Path, tmp_path: Path) -> None:
    path = asl_path(CREATE_ORDER.name, root)
    asl = json.loads(path.read_text())
    del asl["States"]["orders.create"]["Catch"]
    del asl["States"]["inventory.ship"]["TimeoutSeconds"]
    path.write_text(json.dumps(asl))

    with pytest.raises(LeakyMachine) as refused:
        synthesize(Settings(stage="dev"), into=tmp_path / "out", root=root)

    told = str(refused.value)
    assert "leaks: orders.create, States.Timeout" in told
    assert "catches: orders.create" in told
    assert "timeouts: inventory.ship" in told


def test_nor_is_one_whose_recovery_leaks(root: Path, tmp_path: Path) -> None:
    path = recovery_asl_path(CREATE_ORDER.name, root)
    asl = json.loads(path.read_text())
    asl["States"]["customers.release_credit"]["Next"] = "orders.reject"
    path.write_text(json.dumps(asl))

    with pytest.raises(
        LeakyMachine, match=r"inventory\.reserve may have been committed, and nothing undoes it"
    ):
        synthesize(Settings(stage="dev"), into=tmp_path / "out", root=root)


def test_nor_is_one_of_another_saga(root: Path, tmp_path: Path) -> None:
    path = asl_path(CANCEL_ORDER.name, root)
    asl = json.loads(path.read_text())
    del asl["States"]["orders.begin_cancellation"]["Catch"]
    path.write_text(json.dumps(asl))

    with pytest.raises(LeakyMachine, match=r"catches: orders\.begin_cancellation"):
        synthesize(Settings(stage="dev"), into=tmp_path / "out", root=root)
