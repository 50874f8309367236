"""An object of ASL, read field by field. What nobody asked for is refused in the end, and so never ignored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from statemachines.simulator.errors import Unsupported
from statemachines.simulator.paths import Json

T = TypeVar("T")


class Fields:
    """`where` is what a message begins with: the machine, the state, its rule."""

    def __init__(self, where: str, asl: Json) -> None:
        if not isinstance(asl, Mapping):
            raise Unsupported(where, "definition", f"must be an object, not {asl!r}")
        self.where = where
        self._asl = asl
        self._left = dict(asl)
        self._left.pop("Comment", None)

    def __contains__(self, name: str) -> bool:
        return name in self._asl

    def take(self, name: str, default: Json = None) -> Json:
        return self._left.pop(name, default)

    def read(self, name: str, reader: Callable[[Json], T]) -> T:
        """What `reader` makes of a field; its ValueError becomes a refusal that names the field."""
        value = self.take(name)
        try:
            return reader(value)
        except ValueError as error:
            raise Unsupported(self.where, name, str(error)) from error

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not value:
            raise self.refused(name, f"must be a text that is not empty, not {value!r}")
        return value

    def whole(self, name: str, default: int, *, least: int) -> int:
        value = self.take(name, default)
        if type(value) is not int or value < least:
            raise self.refused(name, f"must be a whole number from {least} on, not {value!r}")
        return value

    def objects(self, name: str) -> list[Fields]:
        """Of an array, each with its place in `where`. None there: none."""
        values = self.take(name, [])
        if not isinstance(values, list):
            raise self.refused(name, f"must be an array, not {values!r}")
        return [Fields(f"{self.where}, {name} {number}", value) for number, value in enumerate(values, 1)]

    def rest(self) -> Mapping[str, Json]:
        """All that was not asked for yet."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        for name in self._left:
            raise self.refused(name, "is not supported")

    def refused(self, name: str, why: str) -> Unsupported:
        return Unsupported(self.where, name, why)
