from __future__ import annotations

import pytest

from lambdas.shared.world import World
from tests.unit.ops.cli.desk import Desk


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world=world)
