"""How retention holds nobody up: one at a time, no limit of time, short waits for locks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection

Result = TypeVar("Result")
logger = logging.getLogger(__name__)

#: Whoever waits for a lock makes all others queue behind: no longer than the web server
#: itself would wait (contextds.postgresql.roles).
LOCK_TIMEOUT = "2s"
#: Seconds between the attempts to get a lock: one attempt more than pauses.
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
#: Held by the one maintain or restorearchive that runs on a database, on all machines.
_ADVISORY_LOCK = 7_226_150_332
#: lock_not_available, deadlock_detected
_BUSY = ("55P03", "40P01")


class RetentionError(Exception):
    """What went wrong, in one line for an operator: what, why, what to do."""


@contextmanager
def alone() -> Iterator[bool]:
    """Hold the lock of retention; yields False when another process holds it.

    A lock of the session: it ends with its connection, a killed process leaves none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY_LOCK])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held:
            # A connection that is gone has given the lock back already.
            with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])


@contextmanager
def unhurried() -> Iterator[None]:
    """Let statements take their time, and none wait long for a lock, on this connection.

    The limits of the process's role (a worker's, say) are put back afterwards: it may go
    back to a pool.
    """
    names = ("statement_timeout", "lock_timeout")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting(%s), current_setting(%s)",
            names,
        )
        before = cursor.fetchone()
    _configure(zip(names, ("0", LOCK_TIMEOUT), strict=True))
    try:
        yield
    finally:
        with suppress(DatabaseError, InterfaceError):
            _configure(zip(names, before, strict=True))


def patiently(work: Callable[[], Result]) -> Result:
    """Do `work` as often as it takes to get its locks, then return its result.

    `work` must be safe to repeat; inside a transaction it opens a savepoint of its own.
    Raises RetentionError when another transaction keeps what it needs.
    """
    for pause in PAUSES:
        try:
            return work()
        except OperationalError as error:
            if sqlstate(error) not in _BUSY:
                raise
            logger.debug("locked, once more in %g s: %s", pause, error)
            time.sleep(pause)
    try:
        return work()
    except OperationalError as error:
        if sqlstate(error) not in _BUSY:
            raise
        raise RetentionError(
            "Another transaction holds a lock on the table and does not end. Nothing was "
            "lost: run this again when it is over (`manage.py dbstats` names the "
            "longest transactions)."
        ) from error


def sqlstate(error: BaseException) -> str:
    """Return the five characters that PostgreSQL gave to a Django database error, or ""."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def _configure(settings: Iterator[tuple[str, str]] | zip[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        for name, value in settings:
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
