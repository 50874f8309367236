"""A saga is a value, and a sound one: what could not be undone is refused when it is constructed.

Everything else (ASL, order of compensation, functions, grants, diagram) is derived from it.

The first step opens the saga (it takes the semantic lock) and its compensation closes it: that one runs last
in every saga that turns back, also when the first step itself was rejected.
"""

from __future__ import annotations

from dataclasses import dataclass

from statemachines.soundness import check
from statemachines.step import Definition


@dataclass(frozen=True, kw_only=True)
class Saga(Definition):
    """Raises UnsoundSaga when constructed with steps that cannot be a saga, naming each step and the reason."""

    def __post_init__(self) -> None:
        check(self)
