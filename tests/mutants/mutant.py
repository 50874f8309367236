"""One defect: what it is, and the change to the code that makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class Gone(LookupError):  # noqa: N818 - says what it is
    """The code that a mutant changes is no longer there, or there twice: write the mutant anew."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """`old` is there once in `path`, and `new` takes its place. One of `checks` has to catch it, the quickest first."""

    name: str
    path: str
    old: str
    new: str
    checks: Sequence[str] = ("verify", "matrix", "simulation")

    def put_into(self, root: Path) -> None:
        file = root / self.path
        text = file.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise Gone(
                f"{self.name}: {self.path} has {text.count(self.old)} times, and not once: {self.old!r}"
            )
        file.write_text(text.replace(self.old, self.new), encoding="utf-8")
