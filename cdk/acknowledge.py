"""Findings of cdk-nag that are meant to be so, each acknowledged beside the construct with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Acknowledgment, Validations

if TYPE_CHECKING:
    from constructs import IConstruct


def acknowledge(construct: IConstruct, finding: str, *, reason: str) -> None:
    """`finding` is a rule of AwsSolutions without its prefix, like `L1` or `IAM5[Resource::*]`, on all within."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"AwsSolutions-{finding}", reason=reason))
