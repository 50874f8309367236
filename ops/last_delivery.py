"""The last delivery that came in, kept in a file, so that a person can look at it and verify it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from ops.posted import Posted


@dataclass(frozen=True, kw_only=True)
class LastDelivery:
    """Deliveries may come at once, and whoever reads the file finds one of them whole."""

    file: Path
    _lock: Lock

    def keep(self, posted: Posted) -> None:
        draft = self.file.with_name(f"{self.file.name}.draft")
        with self._lock:
            draft.write_bytes(posted.as_message())
            draft.replace(self.file)


@contextmanager
def last_delivery(file: Path) -> Iterator[LastDelivery]:
    """The file is gone when the block has ended."""
    try:
        yield LastDelivery(file=file, _lock=Lock())
    finally:
        file.unlink(missing_ok=True)
