"""What can happen in a case of the matrix: a fault, a refusal, an execution that is killed, a saga that comes early, a
person who is asked.

Functions are named by their placeholders. The first happening's function says which saga a case is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.simulation.approvers import Said
from tests.simulation.functions import Fault


@dataclass(frozen=True)
class Struck:
    """A function whose first calls meet a fault."""

    function: str
    fault: Fault
    times: int = 1

    def __str__(self) -> str:
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{self.function}: {self.fault.name}{_moment(self.fault)}{often}"


@dataclass(frozen=True)
class Refused:
    """A step whose business rule says no."""

    function: str

    def __str__(self) -> str:
        return f"{self.function}: rejection"


@dataclass(frozen=True)
class Killed:
    """The execution is stopped so many seconds after a function's state was entered; perhaps nobody is told."""

    function: str
    after: float
    unheard: bool = False

    def __str__(self) -> str:
        unheard = ", unheard" if self.unheard else ""
        return f"{self.function}: execution killed after {self.after} s{unheard}"


@dataclass(frozen=True)
class Early:
    """A first step that is called before the order is there, and has to wait its turn."""

    function: str

    def __str__(self) -> str:
        return f"{self.function}: before its order"


@dataclass(frozen=True)
class Asked:
    """A large order, and what is said to the question about it."""

    said: tuple[Said, ...]
    function: str = "ApprovalsAsk"

    def __str__(self) -> str:
        return f"{self.function}: {', '.join(map(str, self.said)) or 'silence'}"


Happening = Struck | Refused | Killed | Early | Asked
Case = tuple[Happening, ...]


def title(case: Case) -> str:
    return "; ".join(str(happening) for happening in case)


def _moment(fault: Fault) -> str:
    after = getattr(fault, "after", None)
    return "" if after is None else f", {after} s after"
