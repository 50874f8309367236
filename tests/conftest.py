"""Fixtures every test may use. No test reaches AWS: the credentials are false and the region is set."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.environment import MADE_UP

os.environ |= MADE_UP

from moto import mock_aws

from lambdas.shared.world import World
from tests.dynamodb.database import Databases
from tests.dynamodb.jars import Unavailable
from tests.dynamodb.server import dynamodb_local
from tests.support.database import Database, moto_database
from tests.support.worlds import MOTO, installed_world

ENGINE_TESTS = Path(__file__).parent / "dynamodb"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--dynamodb",
        choices=["moto", "local"],
        default="moto",
        help="whose DynamoDB the tests run on that need one; `local` is Amazon's DynamoDB Local, and runs only those",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests that need no DynamoDB are the same on any: another engine than the usual one runs the rest."""
    if config.getoption("--dynamodb") == "moto":
        return
    left_out = [item for item in items if not _is_about_dynamodb(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_about_dynamodb(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return "new_database" in fixtures or ENGINE_TESTS in item.path.parents


@pytest.fixture(scope="session")
def new_database(pytestconfig: pytest.Config) -> Iterator[Callable[[], Database]]:
    """Makes an empty database, of the engine that was asked for."""
    if pytestconfig.getoption("--dynamodb") == "moto":
        yield moto_database
        return
    try:
        with dynamodb_local() as endpoint:
            yield Databases(endpoint=endpoint).new
    except Unavailable as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Iterator[Database]:
    """An empty database. The rest of AWS is moto's."""
    with mock_aws(config=MOTO):
        yield new_database()


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with installed_world(database.dynamodb) as it:
        yield it
