"""A world on tables in memory, as `tests.support.worlds.installed_world` is one on moto's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from lambdas.shared import world as worlds
from lambdas.shared.world import World
from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.commits import Commit
from tests.simulation.memory.shape import TableShape
from tests.support.worlds import INDEXES, TABLES, Clock, world_on

SHAPES = {name: TableShape(indexes=INDEXES.get(name, {})) for name in TABLES}


@contextmanager
def memory_world(
    *, clock: Clock | None = None, on_commit: Callable[[Commit], None] | None = None
) -> Iterator[World]:
    """With a table for each participant and for recovery, installed for the handlers."""
    client = MemoryDynamoDB(tables=SHAPES, on_commit=on_commit)
    world = world_on(cast("Any", client), {name: name for name in TABLES}, clock=clock)
    worlds.install(world)
    try:
        yield world
    finally:
        worlds.install(None)
