"""What is used, in the units that AWS bills."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, kw_only=True)
class Usage:
    """All counts. `publisher_invocations` is the most there can be: one for each change of a journal item."""

    transitions: int = 0
    saga_invocations: int = 0
    publisher_invocations: int = 0
    door_invocations: int = 0
    write_units: float = 0
    read_units: float = 0
    events: int = 0
    http_requests: int = 0
    queue_requests: int = 0

    @property
    def invocations(self) -> int:
        return self.saga_invocations + self.publisher_invocations + self.door_invocations

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )
