"""Clients against the limits of the server, and the pool of this process."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS
from django.db import connections as django_connections
from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import Unavailable, fetch, reading


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """Sessions of this database in one state ("" where our role may not see it)."""

    state: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Connections:
    """Clients of the whole server, since they share its limit, and of this database."""

    used: int
    most: int
    #: Of `most`, kept for superusers and the like: not for this program.
    reserved: int
    here: int
    #: What this database and our role may have; None: no limit of their own.
    most_here: int | None
    states: list[ConnectionState]

    @property
    def fraction(self) -> float:
        """What is in use of what this program may have, 0 to 1 (and more)."""
        return self.used / max(self.most - self.reserved, 1)


@dataclass(frozen=True, slots=True)
class PoolUse:
    """The pool of this very process since it started; others have pools of their own."""

    minimum: int
    maximum: int
    size: int
    available: int
    #: Threads that wait for a connection now.
    waiting: int
    requests: int
    #: Of `requests`, those that had to wait, and for how long in all.
    requests_queued: int
    wait_ms: int
    errors: int


@dataclass(frozen=True, slots=True)
class _Limits:
    used: int
    most: int
    reserved: int
    most_here: int | None


@reading
def connections(cursor: CursorWrapper) -> Connections:
    """Connections in use, by state, against their limits."""
    (limits,) = fetch(
        cursor,
        _Limits,
        """
        SELECT (SELECT count(*) FROM pg_stat_activity
                WHERE backend_type = 'client backend'),
               current_setting('max_connections')::int,
               current_setting('superuser_reserved_connections')::int
                   + coalesce(current_setting('reserved_connections', true)::int, 0),
               least(nullif(datconnlimit, -1), nullif(rolconnlimit, -1))
        FROM pg_database, pg_roles
        WHERE datname = current_database() AND rolname = current_user
        """,
    )
    states = fetch(
        cursor,
        ConnectionState,
        """
        SELECT coalesce(state, ''), count(*)
        FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend'
        GROUP BY 1 ORDER BY 2 DESC, 1
        """,
    )
    here = sum(state.sessions for state in states)
    return Connections(
        limits.used, limits.most, limits.reserved, here, limits.most_here, states
    )


def pool() -> PoolUse | Unavailable:
    """The connection pool of this process."""
    pool = getattr(django_connections[DEFAULT_DB_ALIAS], "pool", None)
    if pool is None:
        return Unavailable(
            "This process has no connection pool.",
            "Web and worker have one each (DATABASE_POOL_SIZE): /metrics tells of the"
            " web process that answers it.",
        )
    stats = pool.get_stats()
    return PoolUse(
        stats.get("pool_min", 0),
        stats.get("pool_max", 0),
        stats.get("pool_size", 0),
        stats.get("pool_available", 0),
        stats.get("requests_waiting", 0),
        stats.get("requests_num", 0),
        stats.get("requests_queued", 0),
        stats.get("requests_wait_ms", 0),
        stats.get("requests_errors", 0) + stats.get("connections_errors", 0),
    )
