from __future__ import annotations

import pytest

from lambdas.shared.world import World
from tests.adapters.sockets.hall import Hall


@pytest.fixture
def hall(world: World) -> Hall:
    return Hall(world)
