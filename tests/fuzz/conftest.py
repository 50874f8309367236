"""Options of a fuzzing run: `pytest tests/fuzz --url URL --examples N --seed N`, which `make fuzz` gives.

As a share of all tests it runs in process, with few examples and always the same ones.
"""

from __future__ import annotations

import pytest

from ops.openapi.document import document
from tests.fuzz.fuzzing import Report, fuzz
from tests.fuzz.shop import shop

EXAMPLES, SEED = 10, 5


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--url", help="fuzz what is served there, and not the API in process")
    parser.addoption("--examples", type=int, help=f"at most, for an operation and phase ({EXAMPLES})")
    parser.addoption("--seed", type=int, help=f"the same seed makes the same requests ({SEED})")


@pytest.fixture(scope="session")
def url(pytestconfig: pytest.Config) -> str | None:
    given: str | None = pytestconfig.getoption("--url", default=None)
    return given and given.rstrip("/")


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config, url: str | None) -> Report:
    """What one run of fuzzing found. The world it ran in is gone by then."""
    examples = pytestconfig.getoption("--examples", default=None) or EXAMPLES
    seed = pytestconfig.getoption("--seed", default=None) or SEED
    if url:
        return fuzz(url, document(), examples=examples, seed=seed)
    with shop() as api:
        return fuzz(api, document(), examples=examples, seed=seed)
