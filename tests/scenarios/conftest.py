"""Scenarios run where `--target` says: `pytest tests/scenarios --target local`.

Without one they run on what is in this process, the simulator and moto, as a part of all tests; what neither of
them can do is deselected then. With one, what it cannot do is skipped, and the report says why.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.following import Outcome, follow
from tests.scenarios.shop import Shop
from tests.scenarios.table import SCENARIOS, Scenario
from tests.scenarios.targets.endpoint import Endpoint, registered
from tests.scenarios.targets.kind import IN_PROCESS, NAMES, Options, Unavailable, kind_of
from tests.scenarios.targets.local import Local
from tests.scenarios.targets.simulator import Simulator, simulator
from tests.scenarios.targets.target import Target

_CALLBACK_PORT = 8080


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("scenarios", "scenarios, and where they run")
    group.addoption("--target", choices=NAMES, help="where the scenarios run; in process if it is not said")
    group.addoption("--stack", help="with --target aws: the stack, which has to be named")
    group.addoption(
        "--callback-url",
        metavar="URL",
        help="with --target aws: a public https URL that leads to the callback port of this machine, "
        "with all that is under it",
    )
    group.addoption(
        "--callback-port",
        metavar="PORT",
        type=int,
        default=_CALLBACK_PORT,
        help="%(default)s if it is not said",
    )
    group.addoption(
        "--crowd", metavar="N", type=int, help="how many sagas the crowd has; a few if it is not said"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(*capabilities): what the scenario needs and not every target has"
    )
    chosen = _chosen(config)
    if chosen and (refusal := kind_of(chosen).refusal(_options(config))):
        raise pytest.UsageError(refusal)


def pytest_report_collectionfinish(config: pytest.Config) -> str:
    chosen = _chosen(config)
    return kind_of(chosen).effects(_options(config)) if chosen else ""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "target" in metafunc.fixturenames:
        chosen = _chosen(metafunc.config)
        metafunc.parametrize("target", [chosen] if chosen else IN_PROCESS, indirect=True, scope="package")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = []
    for item in items:
        if reason := _lacking(item):
            if _chosen(config):
                item.add_marker(pytest.mark.skip(reason=reason))
            else:
                left_out.append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _lacking(item: pytest.Item) -> str:
    """What a scenario needs and its target lacks, and why; empty if it has all."""
    needs = [capability for mark in item.iter_markers("needs") for capability in mark.args]
    if not needs or not isinstance(item, pytest.Function):
        return ""
    name = str(item.callspec.params["target"])
    lacks = kind_of(name).lacks(_options(item.config))
    return "; ".join(f"{name} lacks {need}: {lacks[need]}" for need in needs if need in lacks)


def _chosen(config: pytest.Config) -> str | None:
    """None as well in a run of all tests, which begins without these options."""
    chosen: str | None = config.getoption("--target", default=None)
    return chosen


def _options(config: pytest.Config) -> Options:
    return Options(
        stack=config.getoption("--stack", default=None),
        callback_url=config.getoption("--callback-url", default=None),
        callback_port=config.getoption("--callback-port", default=_CALLBACK_PORT),
    )


@pytest.fixture(scope="package")
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    try:
        with kind_of(request.param).open(_options(request.config)) as it:
            yield it
    except Unavailable as error:
        pytest.skip(f"--target {request.param}: {error}")


@pytest.fixture
def local(target: Target) -> Local:
    """For what needs to reach behind the API."""
    assert isinstance(target, Local)
    return target


@pytest.fixture(scope="package")
def simulated() -> Iterator[Simulator]:
    """Beside the target, to compare it with."""
    with simulator(Options()) as it:
        yield it


@pytest.fixture
def shop(target: Target) -> Shop:
    return Shop(target)


@pytest.fixture
def endpoint(target: Target) -> Iterator[Endpoint]:
    """One of the client's, for this test."""
    with registered(target) as it:
        yield it


@pytest.fixture
def another(target: Target) -> Iterator[Endpoint]:
    with registered(target) as it:
        yield it


@pytest.fixture(scope="package", params=SCENARIOS, ids=lambda scenario: scenario.name)
def outcome(request: pytest.FixtureRequest, target: Target) -> Outcome:
    """Each scenario is played once, and looked at from every side."""
    scenario: Scenario = request.param
    return follow(scenario, target=target, shop=Shop(target))
