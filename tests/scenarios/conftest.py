"""Scenarios run where `--target` says: `pytest tests/scenarios --target local`.

They need a whole system that is up, so a run of tests without a target leaves them out and does not speak of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.following import Outcome, follow
from tests.scenarios.shop import Shop
from tests.scenarios.table import SCENARIOS, Scenario
from tests.scenarios.targets import TARGETS, Target, Unavailable


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--target", choices=sorted(TARGETS), help="run the scenarios, and where")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of the files here, all, when nobody said where."""
    if config.getoption("--target", default=None):
        return None
    if Path(__file__).parent in (config.invocation_params.dir / arg for arg in config.invocation_params.args):
        raise pytest.UsageError(
            f"{collection_path.parent.name} run somewhere: add --target {'|'.join(TARGETS)}"
        )
    return True


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    name = request.config.getoption("--target")
    try:
        with TARGETS[name]() as it:
            yield it
    except Unavailable as error:
        pytest.skip(f"--target {name}: {error}")


@pytest.fixture
def shop(target: Target) -> Shop:
    return Shop(target)


@pytest.fixture(scope="session", params=SCENARIOS, ids=lambda scenario: scenario.name)
def outcome(request: pytest.FixtureRequest, target: Target) -> Outcome:
    """Each scenario is played once, and looked at from every side."""
    scenario: Scenario = request.param
    return follow(scenario, target=target, shop=Shop(target))
