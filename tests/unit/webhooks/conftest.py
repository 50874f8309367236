from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.webhooks.office import Office, office


@pytest.fixture(name="office")
def _office() -> Iterator[Office]:
    with office() as it:
        yield it
