"""Statements of this database, as pg_stat_statements counts them, now and over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics import extension
from contextds.database.statistics.reading import MARK, NotThere, fetch, reading

_THIS_DATABASE = """
    dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_STATEMENTS = """
    SELECT queryid, min(query), sum(calls)::bigint, sum(rows)::bigint,
           sum(total_exec_time), sum(total_exec_time) / sum(calls), max(max_exec_time),
           sum(shared_blks_hit)::bigint, sum(shared_blks_read)::bigint,
           sum(temp_blks_written)::bigint, sum(wal_bytes)::bigint,
           coalesce(sum(total_exec_time)
                    / nullif(sum(sum(total_exec_time)) OVER (), 0), 0)
    FROM {view}
    WHERE {this_database} AND queryid IS NOT NULL AND strpos(query, %s) = 0
    GROUP BY queryid
    HAVING sum(calls) >= greatest(%s, 1)
"""
#: Each snapshot of a statement less the one before it; a counter that went back began
#: anew, and what it says is since then.
_PAIRS = """
    SELECT since, taken_at,
           calls - CASE WHEN reset THEN 0 ELSE calls_before END AS calls,
           rows - CASE WHEN reset THEN 0 ELSE rows_before END AS rows,
           total_exec_time - CASE WHEN reset THEN 0 ELSE time_before END AS total,
           shared_blks_hit - CASE WHEN reset THEN 0 ELSE hit_before END AS hit,
           shared_blks_read - CASE WHEN reset THEN 0 ELSE read_before END AS read,
           reset
    FROM (
        SELECT *, calls < calls_before OR total_exec_time < time_before AS reset
        FROM (
            SELECT *,
                   lag(taken_at) OVER snapshots AS since,
                   lag(calls) OVER snapshots AS calls_before,
                   lag(rows) OVER snapshots AS rows_before,
                   lag(total_exec_time) OVER snapshots AS time_before,
                   lag(shared_blks_hit) OVER snapshots AS hit_before,
                   lag(shared_blks_read) OVER snapshots AS read_before
            FROM statement_snapshots
            WHERE {condition}
            WINDOW snapshots AS (PARTITION BY queryid ORDER BY taken_at, id)
        ) AS pairs
        WHERE since IS NOT NULL
    ) AS points
"""
#: What statements can be sorted by, the most first, and the column of _STATEMENTS.
ORDERS = {
    "total": 5,
    "mean": 6,
    "max": 7,
    "calls": 3,
    "rows": 4,
    "read": 9,
    "temp": 10,
    "wal": 11,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement since its counters began. Blocks are of 8 kB, `share` is 0 to 1."""

    queryid: int
    query: str
    calls: int
    rows: int
    total_ms: float
    mean_ms: float
    max_ms: float
    blocks_hit: int
    blocks_read: int
    temp_blocks_written: int
    wal_bytes: int
    #: Its part of the time that all statements of this database took together.
    share: float

    @property
    def hit_rate(self) -> float | None:
        """Blocks found in PostgreSQL's cache, 0 to 1; None when it read none."""
        return ratio(self.blocks_hit, self.blocks_read)


@dataclass(frozen=True, slots=True)
class StatementPoint:
    """What one statement did between two snapshots, the later of which is `taken_at`."""

    since: datetime
    taken_at: datetime
    calls: int
    rows: int
    total_ms: float
    blocks_hit: int
    blocks_read: int
    #: The counters began anew in between: what they say is since then.
    reset: bool

    @property
    def mean_ms(self) -> float | None:
        """Mean time of the calls in between; None when there was none."""
        return self.total_ms / self.calls if self.calls else None


@dataclass(frozen=True, slots=True)
class StatementCounting:
    """Since when statements are counted, and what is not."""

    since: datetime | None
    #: Statements that were dropped to make room for others, since then.
    forgotten: int
    tracked: int
    most: int
    #: Statements of other roles, whose texts are hidden from ours.
    hidden: int


def ratio(hit: int, read: int) -> float | None:
    """Hits of all that was asked for, 0 to 1; None when nothing was."""
    return hit / (hit + read) if hit + read else None


@reading
def slow_statements(
    cursor: CursorWrapper, limit: int = 20, minimum_calls: int = 1
) -> list[Statement]:
    """The statements with the longest mean time, called `minimum_calls` times at least."""
    return _statements(cursor, "6 DESC", limit, minimum_calls)


@reading
def expensive_statements(cursor: CursorWrapper, limit: int = 20) -> list[Statement]:
    """The statements that took most time in total."""
    return _statements(cursor, "5 DESC", limit, 1)


@reading
def top_statements(
    cursor: CursorWrapper, order: str = "total", limit: int = 50
) -> list[Statement]:
    """The first statements by one of ORDERS."""
    return _statements(cursor, f"{ORDERS[order]} DESC", limit, 1)


@reading
def statement(cursor: CursorWrapper, queryid: int) -> Statement:
    """One statement."""
    sql = f"SELECT * FROM ({_sql(cursor)}) AS statements WHERE queryid = %s"
    found = fetch(cursor, Statement, sql, MARK, 1, queryid)
    if not found:
        raise NotThere(
            f"pg_stat_statements has no statement {queryid} of this database.",
            "It was forgotten, or the counters were reset: run the statement again.",
        )
    return found[0]


@reading
def statement_counting(cursor: CursorWrapper) -> StatementCounting:
    """Since when pg_stat_statements counts, and how complete that is."""
    view = extension.view(cursor)
    (counting,) = fetch(
        cursor,
        StatementCounting,
        f"""
        SELECT stats_reset, dealloc, (SELECT count(*) FROM {view}),
               current_setting('pg_stat_statements.max')::int,
               (SELECT count(*) FROM {view}
                WHERE {_THIS_DATABASE} AND queryid IS NULL)
        FROM {view}_info
        """,
    )
    return counting


@reading
def statement_history(
    cursor: CursorWrapper, queryid: int, period: timedelta = timedelta(days=7)
) -> list[StatementPoint]:
    """What one statement did from snapshot to snapshot, oldest first."""
    pairs = _PAIRS.format(condition="queryid = %s AND taken_at >= now() - %s")
    sql = f"{pairs} ORDER BY taken_at"
    return fetch(cursor, StatementPoint, sql, queryid, period)


@reading
def statement_totals(
    cursor: CursorWrapper, period: timedelta = timedelta(days=7)
) -> list[StatementPoint]:
    """What the statements of the snapshots did together, oldest first."""
    pairs = _PAIRS.format(condition="taken_at >= now() - %s")
    return fetch(
        cursor,
        StatementPoint,
        f"""
        SELECT min(since), taken_at, sum(calls)::bigint, sum(rows)::bigint, sum(total),
               sum(hit)::bigint, sum(read)::bigint, bool_or(reset)
        FROM ({pairs}) AS points
        GROUP BY taken_at ORDER BY taken_at
        """,
        period,
    )


def _statements(
    cursor: CursorWrapper, order: str, limit: int, minimum_calls: int
) -> list[Statement]:
    sql = f"{_sql(cursor)} ORDER BY {order}, queryid LIMIT %s"
    return fetch(cursor, Statement, sql, MARK, minimum_calls, limit)


def _sql(cursor: CursorWrapper) -> str:
    return _STATEMENTS.format(view=extension.view(cursor), this_database=_THIS_DATABASE)
