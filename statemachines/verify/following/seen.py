"""What was seen while every way through a machine was followed. The rules make findings of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from statemachines.verify.following.points import Exit, Point
from statemachines.verify.language.shape import Shape, size_of


@dataclass(frozen=True, eq=False)
class Remark:
    """Something that is wrong at a point, the first time it was seen there."""

    point: Point
    text: str


@dataclass(eq=False)
class Seen:
    """`errors` are (state, error); `open` is the first point at which something is done and not yet finished.

    `largest` is in bytes, and `largest_at` the state that is given or leaves so much.
    """

    points: int = 0
    errors: set[tuple[str, str]] = field(default_factory=set)
    exits: list[Exit] = field(default_factory=list)
    parked: list[Point] = field(default_factory=list)
    open: Point | None = None
    absent: dict[tuple[str, str], Remark] = field(default_factory=dict)
    objections: dict[tuple[str, str], Remark] = field(default_factory=dict)
    largest: int = 0
    largest_at: str = ""

    def is_absent(self, point: Point, paths: tuple[str, ...]) -> None:
        for path in paths:
            self.absent.setdefault((point.state.name, path), Remark(point, path))

    def objected(self, point: Point, text: str) -> None:
        self.objections.setdefault((point.state.name, text), Remark(point, text))

    def measured(self, point: Point, shape: Shape) -> None:
        size = size_of(shape)
        if size > self.largest:
            self.largest, self.largest_at = size, point.state.name
