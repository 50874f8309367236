"""Tests of what moto cannot do, or does otherwise: `pytest tests/dynamodb --dynamodb local`.

A run of tests on moto leaves them out and does not speak of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of the files here, all, unless they are to run on Amazon's engine."""
    if config.getoption("--dynamodb") == "local":
        return None
    if Path(__file__).parent in (config.invocation_params.dir / arg for arg in config.invocation_params.args):
        raise pytest.UsageError(f"{collection_path.parent.name} runs on DynamoDB Local: add --dynamodb local")
    return True
