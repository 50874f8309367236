"""What a saga is called where it is deployed: in the stack, and in the stack's outputs."""

from __future__ import annotations


def title_of(saga: str) -> str:
    """`create-order` is CreateOrder: the first part of whatever in the stack is this saga's alone."""
    return "".join(word.capitalize() for word in saga.split("-"))


def machine_output(saga: str) -> str:
    """The output with the ARN of the machine that runs the saga."""
    return f"{title_of(saga)}MachineArn"


def recovery_output(saga: str) -> str:
    """The output with the ARN of the machine that finishes it when it was cut off."""
    return f"{title_of(saga)}RecoveryMachineArn"
