"""The key that seals the secrets of webhooks. Who may seal need not be able to open, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_kms as kms

from cdk.keeping import removal_policy

if TYPE_CHECKING:
    from constructs import Construct

    from cdk.settings import Settings


def sealing_key(scope: Construct, *, settings: Settings) -> kms.Key:
    """Renewed every year; what was sealed before still opens. Kept as tables are, whose secrets need it."""
    return kms.Key(
        scope,
        "Key",
        description=f"Seals the signing secrets of webhooks ({settings.stage})",
        alias=f"alias/{settings.stack_name}/webhooks",
        enable_key_rotation=True,
        removal_policy=removal_policy(settings),
    )
