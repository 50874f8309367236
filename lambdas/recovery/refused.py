"""What is answered, not raised, when a person asks for something that cannot be done."""

from __future__ import annotations

from typing import Any

from lambdas.shared.errors import SagaError


class Refused(SagaError):  # noqa: N818 - named as the other outcomes are
    """`code` is for programs (UPPER_SNAKE), `message` for people: what is wrong, and what to do."""

    def __init__(self, *, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def as_dict(self) -> dict[str, Any]:
        return {"error": {"code": self.code, "message": self.message}}
