"""Cancel a statement or end a session: that very one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError

from contextds.database.statistics.reading import Unavailable, readings, unavailable
from contextds.database.statistics.sessions import QUERY

_NO_RIGHT = "42501"
#: How long a session is given to end, in milliseconds.
PATIENCE = 1_000


class Outcome(StrEnum):
    """What became of it."""

    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    #: It was asked to end and had not ended within PATIENCE.
    ENDING = "ending"
    #: No such session: it ended before, or its number is another's by now.
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Signalled:
    """What cancel() or terminate() did, and to whom ("" when it was gone)."""

    outcome: Outcome
    pid: int
    user: str = ""
    query: str = ""


def cancel(pid: int, backend_start: datetime) -> Signalled | Unavailable:
    """Cancel the running statement of a session; the session itself stays."""
    return _signal(
        "pg_cancel_backend(pid)", Outcome.CANCELLED, Outcome.GONE, pid, backend_start
    )


def terminate(pid: int, backend_start: datetime) -> Signalled | Unavailable:
    """End a session; what it had not committed is rolled back."""
    return _signal(
        f"pg_terminate_backend(pid, {PATIENCE})",
        Outcome.TERMINATED,
        Outcome.ENDING,
        pid,
        backend_start,
    )


def _signal(
    function: str, done: Outcome, not_yet: Outcome, pid: int, backend_start: datetime
) -> Signalled | Unavailable:
    """Look and act in one statement: a number may be another session's a moment later.

    By the program's own role, which may signal its own sessions; a role that only reads
    may not.
    """
    try:
        with readings(DEFAULT_DB_ALIAS) as cursor:
            cursor.execute(
                f"""
                SELECT {function}, coalesce(usename, ''), left(query, %s)
                FROM pg_stat_activity
                WHERE pid = %s AND backend_start = %s
                  AND datname = current_database()
                  AND backend_type = 'client backend'
                  AND pid <> pg_backend_pid()
                """,
                [QUERY, pid, backend_start],
            )
            row = cursor.fetchone()
    except (DatabaseError, InterfaceError) as error:
        if getattr(error.__cause__, "sqlstate", None) == _NO_RIGHT:
            said = str(error).partition("\n")[0]
            return Unavailable(
                f"The session {pid} belongs to another role: {said}.",
                "As a superuser: GRANT pg_signal_backend to the role of DATABASE_URL"
                " (sessions of superusers only they can end).",
            )
        return unavailable(error, DEFAULT_DB_ALIAS)
    if row is None:
        return Signalled(Outcome.GONE, pid)
    signalled, user, query = row
    return Signalled(done if signalled else not_yet, pid, user, query)
