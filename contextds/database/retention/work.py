"""What a step of retention is given, and what it says that it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Work:
    """One step's run: its orders, and what it has done so far, kept when it fails."""

    #: Nothing is changed: the step counts what it would do.
    dry_run: bool = False
    #: Months that were restored are archived again.
    archive_restored: bool = False

    rows: int = 0
    bytes: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, rows: int, size: int = 0, note: str = "") -> None:
        """Count rows and bytes; `note` names what they were, such as a month."""
        self.rows += rows
        self.bytes += size
        if note:
            self.notes.append(note)


#: A step's work; it adds up in its argument, and raises what keeps it from its end.
Step = Callable[[Work], None]
