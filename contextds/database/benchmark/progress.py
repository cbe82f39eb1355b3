"""How far a run is: a line for each step on stderr, and a bar where there is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from contextds.database.benchmark.index_sets import IndexSet


class Progress:
    """Shows a run; to be entered before its first step."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self._bar = Bar(
            TextColumn("{task.fields[index_set]}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=1, index_set="")

    def __enter__(self) -> Progress:
        """Start the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def step(self, index_set: IndexSet, what: str, share: float) -> None:
        """Tell what begins: under which set, and how much of the set is done (0 to 1)."""
        self._bar.update(
            self._task, description=what, completed=share, index_set=str(index_set)
        )
        if self._bar.disable:
            elapsed = self._bar.tasks[0].elapsed or 0
            self.say(f"{elapsed:7.1f} s  {index_set}  {share:4.0%}  {what}")

    def say(self, line: str) -> None:
        """Write a line that stays."""
        self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
