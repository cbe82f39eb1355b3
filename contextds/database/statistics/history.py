"""Indexes and tables over time, from snapshots: use, growth, and when use stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import fetch, reading

#: Each snapshot of an index beside the one before it. A counter that went back began
#: anew: what it says is since then. That of a partitioned index is a sum, which also
#: goes back when a month is dropped: then nothing is known of that interval.
_INDEX_PAIRS = """
    SELECT pairs.*, scans < scans_before AS reset,
           CASE WHEN scans >= scans_before THEN scans - scans_before
                WHEN partitioned THEN 0 ELSE scans END AS used,
           CASE WHEN tuples_read >= tuples_before THEN tuples_read - tuples_before
                WHEN partitioned THEN 0 ELSE tuples_read END AS read
    FROM (
        SELECT table_name, index_name, taken_at, scans, tuples_read, size_bytes,
               lag(taken_at) OVER snapshots AS since,
               lag(scans) OVER snapshots AS scans_before,
               lag(tuples_read) OVER snapshots AS tuples_before,
               live.oid IS NOT NULL AS partitioned
        FROM index_snapshots
        LEFT JOIN pg_class AS live
          ON live.relname = index_name AND live.relkind = 'I'
         AND live.relnamespace = 'public'::regnamespace
        WHERE {condition}
        WINDOW snapshots AS (PARTITION BY index_name ORDER BY taken_at)
    ) AS pairs
    WHERE since IS NOT NULL
"""


#: The indexes that there are, of partitioned tables the parents'. Names of the catalogue
#: are of the collation "C", which the indexes of the snapshots are not.
_LIVE = """
    SELECT relname::text COLLATE "default" AS name, relkind = 'I' AS partitioned
    FROM pg_class
    WHERE relkind IN ('i', 'I')
      AND NOT relispartition
      AND relnamespace = 'public'::regnamespace
"""
#: The indexes that were used once and whose counter has not gone up of late. Few are:
#: so the snapshots of all the others need not be put in order (1.6 s of 465,000).
_UNUSED_LATELY = """
    SELECT name
    FROM (SELECT DISTINCT index_name AS name FROM index_snapshots
          WHERE taken_at >= now() - interval '1 day') AS names
    CROSS JOIN LATERAL (
        SELECT scans FROM index_snapshots WHERE index_name = name
        ORDER BY taken_at DESC LIMIT 1
    ) AS newest
    CROSS JOIN LATERAL (
        SELECT scans FROM index_snapshots
        WHERE index_name = name AND taken_at < now() - %s
        ORDER BY taken_at DESC LIMIT 1
    ) AS before
    WHERE newest.scans <= before.scans
      AND EXISTS (SELECT FROM index_snapshots WHERE index_name = name AND scans > 0)
"""


@dataclass(frozen=True, slots=True)
class IndexPoint:
    """How one index was used between two snapshots, the later of which is `taken_at`."""

    since: datetime
    taken_at: datetime
    scans: int
    tuples_read: int
    size_bytes: int
    reset: bool


@dataclass(frozen=True, slots=True)
class IndexDay:
    """How often one index was used on one day (UTC), as far as the snapshots tell."""

    name: str
    day: date
    scans: int


@dataclass(frozen=True, slots=True)
class StoppedIndex:
    """An index that was used and is no more.

    The last use that the snapshots saw was after `used_after` and not after
    `used_until`; `last_scan` is PostgreSQL's own word for it (16 and later).
    """

    table: str
    name: str
    used_after: datetime
    used_until: datetime
    last_scan: datetime | None
    #: How often it was used while the snapshots looked on.
    scans: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class TablePoint:
    """One table at one time; `sequential_scans` since the snapshot before."""

    taken_at: datetime
    rows: int
    heap_bytes: int
    index_bytes: int
    toast_bytes: int
    sequential_scans: int
    sequential_rows: int

    @property
    def total_bytes(self) -> int:
        """Heap, indexes and TOAST."""
        return self.heap_bytes + self.index_bytes + self.toast_bytes


@dataclass(frozen=True, slots=True)
class TableGrowth:
    """How a table grew between the first and the last snapshot of a period."""

    table: str
    since: datetime
    taken_at: datetime
    bytes_before: int
    bytes_now: int
    rows_before: int
    rows_now: int

    @property
    def grown_bytes(self) -> int:
        """Bytes that it grew by; less than 0 when it shrank."""
        return self.bytes_now - self.bytes_before


@reading
def index_history(
    cursor: CursorWrapper, name: str, period: timedelta = timedelta(days=30)
) -> list[IndexPoint]:
    """How one index was used from snapshot to snapshot, oldest first."""
    pairs = _INDEX_PAIRS.format(condition="index_name = %s AND taken_at >= now() - %s")
    return fetch(
        cursor,
        IndexPoint,
        f"SELECT since, taken_at, used, read, size_bytes, reset FROM ({pairs}) AS points"
        " ORDER BY taken_at",
        name,
        period,
    )


@reading
def index_days(
    cursor: CursorWrapper, period: timedelta = timedelta(days=30)
) -> dict[str, dict[date, int]]:
    """How often each index was used on each day (UTC), by its name.

    Between the last snapshots of two days, so a day without one is not there. Each is
    found by its index: reading all snapshots of a month would take seconds.
    """
    found = fetch(
        cursor,
        IndexDay,
        f"""
        SELECT name, (day AT TIME ZONE 'UTC')::date,
               CASE WHEN scans >= before THEN scans - before
                    WHEN partitioned THEN 0 ELSE scans END
        FROM (
            SELECT name, partitioned, day, scans,
                   lag(scans) OVER (PARTITION BY name ORDER BY day) AS before
            FROM ({_LIVE}) AS live
            CROSS JOIN generate_series(
                date_trunc('day', now() - %s, 'UTC'), now(), interval '1 day'
            ) AS day
            CROSS JOIN LATERAL (
                SELECT scans FROM index_snapshots
                WHERE index_name = name
                  AND taken_at >= day AND taken_at < day + interval '1 day'
                ORDER BY taken_at DESC LIMIT 1
            ) AS last
        ) AS days
        WHERE before IS NOT NULL
        """,
        period,
    )
    days: dict[str, dict[date, int]] = {}
    for one in found:
        days.setdefault(one.name, {})[one.day] = one.scans
    return days


@reading
def stopped_indexes(
    cursor: CursorWrapper, unused_for: timedelta = timedelta(days=7)
) -> list[StoppedIndex]:
    """Indexes that were used once and not in the last `unused_for`, the largest first.

    Only of those whose counter has not grown meanwhile is every snapshot read.
    """
    candidates = fetch(
        cursor,
        str,
        f"""
        SELECT name FROM ({_LIVE}) AS live
        CROSS JOIN LATERAL (
            SELECT scans FROM index_snapshots
            WHERE index_name = name ORDER BY taken_at DESC LIMIT 1
        ) AS newest
        CROSS JOIN LATERAL (
            SELECT scans FROM index_snapshots
            WHERE index_name = name AND taken_at < now() - %s
            ORDER BY taken_at DESC LIMIT 1
        ) AS former
        WHERE newest.scans <= former.scans
          AND EXISTS (SELECT FROM index_snapshots
                      WHERE index_name = name AND scans > 0)
        """,
        unused_for,
    )
    pairs = _INDEX_PAIRS.format(condition="index_name = ANY (%s)")
    return fetch(
        cursor,
        StoppedIndex,
        f"""
        SELECT table_name, name, last.since, last.taken_at, last_scan, scans, size
        FROM (
            SELECT max(table_name) AS table_name, index_name AS name,
                   sum(used)::bigint AS scans, max(taken_at) AS seen_at,
                   max(taken_at) FILTER (WHERE used > 0) AS used_at
            FROM ({pairs}) AS points
            GROUP BY index_name
        ) AS indexes
        CROSS JOIN LATERAL (
            SELECT taken_at AS since, used_at AS taken_at
            FROM index_snapshots
            WHERE index_name = name AND taken_at < used_at
            ORDER BY taken_at DESC LIMIT 1
        ) AS last
        CROSS JOIN LATERAL (
            SELECT max((to_jsonb(stat) ->> 'last_idx_scan')::timestamptz) AS last_scan,
                   sum(pg_relation_size(indexrelid))::bigint AS size
            FROM pg_stat_user_indexes AS stat
            JOIN pg_class AS root
              ON root.oid = coalesce(pg_partition_root(indexrelid), indexrelid)
            WHERE root.relname = name
              AND root.relnamespace = 'public'::regnamespace
        ) AS live
        WHERE used_at < now() - %s
          AND (last_scan IS NULL OR last_scan < now() - %s)
          AND size IS NOT NULL
        ORDER BY size DESC, name
        """,
        candidates,
        unused_for,
        unused_for,
    )


@reading
def table_history(
    cursor: CursorWrapper, table: str, period: timedelta = timedelta(days=30)
) -> list[TablePoint]:
    """One table from snapshot to snapshot, oldest first."""
    return fetch(
        cursor,
        TablePoint,
        """
        SELECT taken_at, rows, heap_bytes, index_bytes, toast_bytes,
               greatest(sequential_scans
                        - lag(sequential_scans, 1, sequential_scans) OVER snapshots, 0),
               greatest(sequential_rows
                        - lag(sequential_rows, 1, sequential_rows) OVER snapshots, 0)
        FROM table_snapshots
        WHERE table_name = %s AND taken_at >= now() - %s
        WINDOW snapshots AS (ORDER BY taken_at)
        ORDER BY taken_at
        """,
        table,
        period,
    )


@reading
def table_growth(
    cursor: CursorWrapper, period: timedelta = timedelta(days=7)
) -> list[TableGrowth]:
    """How every table grew in a period, as far as the snapshots go; the most first."""
    return fetch(
        cursor,
        TableGrowth,
        """
        SELECT table_name, first.taken_at, last.taken_at, first.bytes, last.bytes,
               first.rows, last.rows
        FROM (SELECT DISTINCT table_name FROM table_snapshots
              WHERE taken_at >= now() - interval '1 day') AS tables
        CROSS JOIN LATERAL (
            SELECT taken_at, rows, heap_bytes + index_bytes + toast_bytes AS bytes
            FROM table_snapshots AS snapshot
            WHERE snapshot.table_name = tables.table_name
              AND snapshot.taken_at >= now() - %s
            ORDER BY taken_at LIMIT 1
        ) AS first
        CROSS JOIN LATERAL (
            SELECT taken_at, rows, heap_bytes + index_bytes + toast_bytes AS bytes
            FROM table_snapshots AS snapshot
            WHERE snapshot.table_name = tables.table_name
            ORDER BY taken_at DESC LIMIT 1
        ) AS last
        ORDER BY last.bytes - first.bytes DESC, 1
        """,
        period,
    )


@reading
def database_history(
    cursor: CursorWrapper, period: timedelta = timedelta(days=30)
) -> list[TablePoint]:
    """All tables together from snapshot to snapshot, oldest first."""
    return fetch(
        cursor,
        TablePoint,
        """
        SELECT taken_at, sum(rows)::bigint, sum(heap_bytes)::bigint,
               sum(index_bytes)::bigint, sum(toast_bytes)::bigint,
               greatest(sum(sequential_scans)
                        - lag(sum(sequential_scans), 1, sum(sequential_scans))
                          OVER snapshots, 0)::bigint,
               greatest(sum(sequential_rows)
                        - lag(sum(sequential_rows), 1, sum(sequential_rows))
                          OVER snapshots, 0)::bigint
        FROM table_snapshots
        WHERE taken_at >= now() - %s
        GROUP BY taken_at
        WINDOW snapshots AS (ORDER BY taken_at)
        ORDER BY taken_at
        """,
        period,
    )
