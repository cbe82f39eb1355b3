"""Sessions of this database: what they do, wait for, and whom they hold up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import NotThere, fetch, reading

#: Characters of a query that are shown.
QUERY = 500
_SESSIONS = """
    SELECT pid, backend_start, coalesce(usename, ''), application_name,
           coalesce(host(client_addr), ''), coalesce(state, ''),
           coalesce(wait_event_type, ''), coalesce(wait_event, ''),
           xact_start, query_start,
           extract(epoch FROM clock_timestamp() - xact_start)::float8,
           extract(epoch FROM clock_timestamp() - query_start)::float8,
           extract(epoch FROM clock_timestamp() - state_change)::float8,
           left(query, %s),
           CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid)
                ELSE '{{}}' END
    FROM pg_stat_activity
    WHERE datname = current_database()
      AND backend_type = 'client backend'
      AND pid <> pg_backend_pid()
      AND {condition}
    ORDER BY coalesce(xact_start, query_start) NULLS LAST, pid
"""


@dataclass(frozen=True, slots=True)
class Session:
    """One client's session. Times are None where there is none, or no right to see it."""

    pid: int
    backend_start: datetime | None
    user: str
    application: str
    client: str
    #: active, idle, idle in transaction, ... or "" where it is hidden.
    state: str
    wait_event_type: str
    wait_event: str
    transaction_start: datetime | None
    query_start: datetime | None
    transaction_seconds: float | None
    query_seconds: float | None
    #: How long it has been in its state.
    state_seconds: float | None
    #: The beginning of its statement: the running one, or the last one.
    query: str
    #: The sessions that it waits for (0: a prepared transaction).
    blocked_by: list[int]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A session that waits for a lock, and those that hold it or are before it."""

    session: Session
    blockers: list[Session]


@reading
def activity(cursor: CursorWrapper) -> list[Session]:
    """Every session that is not idle, the oldest transaction first."""
    return _sessions(cursor, "state IS DISTINCT FROM 'idle'")


@reading
def session(cursor: CursorWrapper, pid: int, backend_start: datetime) -> Session:
    """The one session that has this number and began then, whatever it does."""
    found = _sessions(cursor, "pid = %s AND backend_start = %s", pid, backend_start)
    if not found:
        raise NotThere(f"Session {pid} has ended.", "There is nothing to end.")
    return found[0]


@reading
def long_running(cursor: CursorWrapper, seconds: float = 60) -> list[Session]:
    """Sessions whose statement has been running longer than `seconds`."""
    return _sessions(
        cursor,
        "state IN ('active', 'fastpath function call')"
        " AND query_start < clock_timestamp() - make_interval(secs => %s)",
        seconds,
    )


@reading
def idle_in_transaction(cursor: CursorWrapper, seconds: float = 60) -> list[Session]:
    """Sessions that keep a transaction open and have done nothing for `seconds`."""
    return _sessions(
        cursor,
        "starts_with(state, 'idle in transaction')"
        " AND state_change < clock_timestamp() - make_interval(secs => %s)",
        seconds,
    )


@reading
def waiting(cursor: CursorWrapper) -> list[Session]:
    """Sessions whose statement waits: for a lock, for the disk, for another process."""
    return _sessions(cursor, "state = 'active' AND wait_event_type IS NOT NULL")


@reading
def blocked(cursor: CursorWrapper) -> list[Blocked]:
    """Sessions that wait for a lock, each with those it waits for."""
    sessions = _sessions(cursor, "wait_event_type = 'Lock'")
    pids = sorted({pid for session in sessions for pid in session.blocked_by})
    holders = {
        holder.pid: holder for holder in _sessions(cursor, "pid = ANY (%s)", pids)
    }
    return [
        Blocked(
            session,
            [holders[pid] for pid in session.blocked_by if pid in holders],
        )
        for session in sessions
    ]


def _sessions(cursor: CursorWrapper, condition: str, *params: object) -> list[Session]:
    sql = _SESSIONS.format(condition=condition)
    return fetch(cursor, Session, sql, QUERY, *params)
