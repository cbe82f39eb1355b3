"""Sessions of a scratch database: quick and careless, and several side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from contextds.database import scratch

#: Sessions that fill, index and vacuum side by side.
SESSIONS = 2
_SETTINGS = (
    # Nothing is lost but a database that the next run makes anew.
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '256MB'",
    "SET work_mem = '64MB'",
    # Two sessions with a statement each do more than one with two workers.
    "SET max_parallel_maintenance_workers = 0",
    "SET statement_timeout = 0",
    "SET lock_timeout = 0",
    "SET timezone = 'UTC'",
)


@dataclass(frozen=True, slots=True)
class Task:
    """A statement, and what it does, in words for the progress bar."""

    doing: str
    statement: str


@contextmanager
def session(name: str) -> Iterator[psycopg.Connection[Any]]:
    """A session for loading the scratch database `name`, each statement for itself."""
    with scratch.connected(name) as opened:
        for setting in _SETTINGS:
            opened.execute(setting)
        yield opened


def side_by_side(
    name: str,
    tasks: Iterable[Task],
    before: Callable[[Task, int], None],
    *,
    count: int = SESSIONS,
) -> None:
    """Execute tasks in `count` sessions, taking them in their order.

    `before` is told of each task and of how many are done, in the session's thread. The
    first error ends all and is raised, and so is an interruption.
    """
    waiting, done = iter(list(tasks)), 0
    opened: list[psycopg.Connection[Any]] = []

    def work() -> None:
        nonlocal done
        with session(name) as own:
            opened.append(own)
            # Taking the next one off a list's iterator is one step of the interpreter.
            for task in waiting:
                before(task, done)
                own.execute(task.statement.encode())
                done += 1

    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(work) for _ in range(count)]
        try:
            for future in wait(futures, return_when=FIRST_EXCEPTION).done:
                future.result()
        except BaseException:
            for _ in waiting:
                """Nothing more is begun."""
            for own in opened:
                if not own.closed:
                    own.cancel()
            raise
