"""What is going on, for the person who waits: a spinner with the time on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


@dataclass(frozen=True, kw_only=True)
class Reporter:
    console: Console

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Show `doing` while the block runs, and how long it took when it has ended well."""
        begun = time.monotonic()
        if self.console.is_terminal:
            with Progress(
                SpinnerColumn(),
                TextColumn("{task.description} …"),
                TimeElapsedColumn(),
                console=self.console,
                transient=True,
            ) as progress:
                progress.add_task(doing, total=None)
                yield
        else:
            self.say(f"[dim]…[/] {doing}")
            yield
        self.say(f"[green]✓[/] {doing} [dim]{time.monotonic() - begun:.1f} s[/]")

    def show(self, renderable: RenderableType) -> None:
        """A piece of several lines, set off by an empty one."""
        self.console.print()
        self.console.print(renderable, highlight=False)

    def say(self, line: str) -> None:
        """One line, with Rich's markup."""
        self.console.print(line, highlight=False, soft_wrap=True)
