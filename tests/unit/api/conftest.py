"""Whoever asks the API about endpoints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.api.owner import SOMEBODY_ELSE, Owner, owner


@pytest.fixture
def me() -> Iterator[Owner]:
    with owner() as it:
        yield it


@pytest.fixture
def somebody_else(me: Owner) -> Owner:
    """In the same world."""
    return me.but(authorizer=SOMEBODY_ELSE)
