"""What becomes of data when the stack goes: kept, except in the local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import RemovalPolicy

if TYPE_CHECKING:
    from cdk.settings import Settings


def removal_policy(settings: Settings) -> RemovalPolicy:
    return RemovalPolicy.DESTROY if settings.local else RemovalPolicy.RETAIN
