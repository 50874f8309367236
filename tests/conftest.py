"""Fixtures every test may use. No test reaches AWS: the credentials are false and the region is set."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "POWERTOOLS_TRACE_DISABLED": "true",
}

from lambdas.shared.world import World
from tests.support.worlds import moto_world


@pytest.fixture
def world() -> Iterator[World]:
    with moto_world() as it:
        yield it
