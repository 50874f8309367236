"""Synthesis takes seconds, so each stage is synthesized once in a session."""

from __future__ import annotations

import pytest

from cdk.settings import LOCAL, Settings
from tests.infra.resources import Resources
from tests.infra.synthesis import Synthesized, synthesize


@pytest.fixture(scope="session")
def dev_assembly(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return synthesize(Settings(stage="dev"), into=tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="session")
def dev(dev_assembly: Synthesized) -> Resources:
    """What is deployed to AWS by default."""
    return Resources(template=dev_assembly.template)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """What is deployed to the local cloud."""
    return Resources(
        template=synthesize(Settings(stage=LOCAL), into=tmp_path_factory.mktemp("local")).template
    )
