"""Synthesis takes seconds, so each stage is synthesized once in a session."""

from __future__ import annotations

import pytest

from cdk.settings import LOCAL, Settings
from tests.infra.resources import Resources
from tests.support.synthesis import Synthesized, synthesize, template_of


@pytest.fixture(scope="session")
def dev_assembly(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return synthesize(Settings(stage="dev"), into=tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="session")
def dev(dev_assembly: Synthesized) -> Resources:
    """What is deployed to AWS by default."""
    return Resources(template=dev_assembly.template)


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """What is deployed to AWS where callers bring tokens, and nobody may wait."""
    settings = Settings(
        stage="tokens",
        longest_wait=0,
        jwt_issuer="https://id.shop.example/",
        jwt_audience="shop,till",
        approver_scope="orders/approve",
    )
    return Resources(template=synthesize(settings, into=tmp_path_factory.mktemp("tokens")).template)


@pytest.fixture(scope="session")
def local() -> Resources:
    """What is deployed to the local cloud."""
    return Resources(template=template_of(LOCAL))
