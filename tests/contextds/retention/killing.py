"""Processes that are killed at the n-th thing they do, for every n, and their successors.

Run as a program, with the test's database in the environment: `killing.py archive` or
`killing.py restore`. Each process is forked, does the work of the command, and is sent
SIGKILL by itself right before a statement, right after one, or in the middle of a file
that it writes. Prints how many were killed; an assertion ends the program.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.storage import FileSystemStorage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from contextds import partitioning  # noqa: E402
from contextds.database.models import Archive  # noqa: E402
from tests.contextds.retention import months  # noqa: E402
from tokens.models import TokenChange  # noqa: E402

DEAD = -signal.SIGKILL


class Clock:
    """Counts what a process does, and kills it at its time."""

    def __init__(self, end: int) -> None:
        self.end = end
        self.now = 0

    def tick(self) -> None:
        """One thing more is done or about to be."""
        self.now += 1
        if self.now == self.end:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """A wrapper of Django's for each statement."""
        self.tick()
        result = execute(*arguments)
        self.tick()
        return result


class MortalStorage(FileSystemStorage):
    """The storage of archives, whose process may be killed while it writes a file."""

    clock = Clock(0)

    def _save(self, name: str, content: Any) -> str:
        whole = content.read()
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for part in (whole[: len(whole) // 2], whole[len(whole) // 2 :]):
                file.write(part)
                file.flush()
                self.clock.tick()
        return name


def process(command: tuple[str, ...], end: int = 0) -> int:
    """Run a command in a forked process, killed at tick `end`; its exit code."""
    connection.close()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    clock = MortalStorage.clock = Clock(end)
    with connection.execute_wrapper(clock.around), open(os.devnull, "w") as nowhere:
        call_command(*command, stdout=nowhere)
    os._exit(0)


def rows() -> list[tuple[Any, ...]]:
    """What is there, wherever: table, detached month and finished archive together."""
    return sorted(
        months.content() + months.content(months.TABLE) * _detached() + _archived()
    )


def _detached() -> bool:
    place = (partitioning.months_of(TokenChange) or {}).get(months.MONTH)
    return place is partitioning.Place.DETACHED


def _archived() -> list[tuple[Any, ...]]:
    return months.archived_content()


ARCHIVE = ("maintain", "--only", "changes")
RESTORE = ("restorearchive", "token_changes", "2024-02")


def archiving(end: int) -> bool:
    """Kill maintain at tick `end`; False when it came to its end before that."""
    months.old_changes(9)
    before = rows()
    killed = process(ARCHIVE, end)
    assert killed in (0, DEAD), killed
    assert rows() == before, f"after death at {end}"
    assert process(ARCHIVE) == 0
    assert rows() == before, f"after the second run, death at {end}"
    assert months.content() == []
    assert Archive.objects.get().state == "dropped"
    months.clean()
    return killed == DEAD


def restoring(end: int) -> bool:
    """Kill restorearchive at tick `end`; False when it came to its end before that."""
    months.old_changes(9)
    before = rows()
    assert process(ARCHIVE) == 0
    killed = process(RESTORE, end)
    assert killed in (0, DEAD), killed
    assert rows() == before, f"after death at {end}"
    assert process(RESTORE) == 0
    assert months.content() == before, f"after the second run, death at {end}"
    assert process(ARCHIVE) == 0
    assert months.content() == before, "maintain leaves a restored month alone"
    months.clean()
    return killed == DEAD


if __name__ == "__main__":
    configured: Any = settings.STORAGES
    configured["archive"]["BACKEND"] = f"{__name__}.MortalStorage"
    kill = {"archive": archiving, "restore": restoring}[sys.argv[1]]
    step = int(sys.argv[2])
    deaths = 0
    while kill(1 + deaths * step):
        deaths += 1
    sys.stdout.write(f"{deaths}\n")
