"""Whoever asks the API about endpoints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.api.owner import Owner, owner


@pytest.fixture
def me() -> Iterator[Owner]:
    with owner() as it:
        yield it
