"""What some engine does not do, the machines do without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from statemachines.generate import SAGAS, asl_path, recovery_asl_path

MACHINES = [path for saga in SAGAS for path in (asl_path(saga.name), recovery_asl_path(saga.name))]


def selectors(part: Any) -> Iterator[str]:
    """The ResultSelectors of a machine, or of a part of it."""
    if isinstance(part, dict):
        if "ResultSelector" in part:
            yield json.dumps(part["ResultSelector"])
        for inner in part.values():
            yield from selectors(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from selectors(inner)


@pytest.mark.parametrize("path", MACHINES, ids=lambda path: path.name)
def test_no_result_is_selected_from_the_context(path: Path) -> None:
    machine = json.loads(path.read_text(encoding="utf-8"))

    assert [selector for selector in selectors(machine) if "$$" in selector] == []
