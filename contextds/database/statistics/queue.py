"""What the program itself has to do: jobs, scans, the roll-up, months and archives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.utils import CursorWrapper

from contextds import partitioning
from contextds.database.statistics.reading import fetch, reading


@dataclass(frozen=True, slots=True)
class JobCount:
    """Jobs of one queue in one state (todo, doing, failed, ...)."""

    queue: str
    status: str
    jobs: int


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """The job queue. Seconds are None when there is none to measure."""

    jobs: list[JobCount]
    #: How long the oldest job that may run now has been waiting for a worker.
    oldest_todo_seconds: float | None
    #: Jobs whose worker has not been heard of for a minute.
    stalled: int
    #: Workers heard of within the last minute.
    workers: int


@dataclass(frozen=True, slots=True)
class ScanHealth:
    """Scans that are open."""

    queued: int
    running: int
    oldest_queued_seconds: float | None
    #: Running ones whose lease has run out: the next claim takes them over.
    abandoned: int


@dataclass(frozen=True, slots=True)
class RollupLag:
    """How far the hourly roll-up of the tools' usage is behind."""

    newest_hour: datetime | None
    #: Seconds since the end of the first hour with calls that it lacks: 0 when it lacks
    #: none, however long nobody has called; None when there was never a call.
    seconds: float | None


@dataclass(frozen=True, slots=True)
class PartitionsAhead:
    """Months after this one that have their partition; -1: rows are refused now."""

    table: str
    months: int


@dataclass(frozen=True, slots=True)
class ArchiveCount:
    """Archived months of one table in one state."""

    table: str
    state: str
    months: int
    rows: int
    oldest: date
    newest: date


@reading
def queue_health(cursor: CursorWrapper) -> QueueHealth:
    """Jobs by queue and state, the oldest that waits, and what lost its worker."""
    jobs = fetch(
        cursor,
        JobCount,
        "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs"
        " GROUP BY 1, 2 ORDER BY 1, 2",
    )
    cursor.execute(
        """
        SELECT (
            SELECT extract(epoch FROM now() - min(greatest(scheduled_at, deferred)))
            FROM (
                SELECT scheduled_at, (SELECT min(at) FROM procrastinate_events
                                      WHERE job_id = job.id) AS deferred
                FROM procrastinate_jobs AS job
                WHERE status = 'todo'
                  AND (scheduled_at IS NULL OR scheduled_at <= now())
            ) AS todo
        )::float8, (
            SELECT count(*)
            FROM procrastinate_jobs AS job
            LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
            WHERE status = 'doing'
              AND (worker.id IS NULL
                   OR last_heartbeat < now() - interval '1 minute')
        ), (
            SELECT count(*) FROM procrastinate_workers
            WHERE last_heartbeat >= now() - interval '1 minute'
        )
        """
    )
    oldest, stalled, workers = cursor.fetchone()
    return QueueHealth(jobs, oldest, stalled, workers)


@reading
def scan_health(cursor: CursorWrapper) -> ScanHealth:
    """Scans that wait and scans that run."""
    (health,) = fetch(
        cursor,
        ScanHealth,
        """
        SELECT count(*) FILTER (WHERE status = 'queued'),
               count(*) FILTER (WHERE status = 'running'),
               extract(epoch FROM now()
                   - min(created_at) FILTER (WHERE status = 'queued'))::float8,
               count(*) FILTER (WHERE status = 'running' AND lease_until < now())
        FROM scans WHERE status IN ('queued', 'running')
        """,
    )
    return health


@reading
def rollup_lag(cursor: CursorWrapper) -> RollupLag:
    """How far mcp_usage_hourly is behind."""
    (lag,) = fetch(
        cursor,
        RollupLag,
        """
        SELECT newest, greatest(
            extract(epoch FROM now() - first_open - interval '1 hour'),
            CASE WHEN newest IS NOT NULL THEN 0 END
        )::float8
        FROM (SELECT max(hour) AS newest FROM mcp_usage_hourly) AS hours
        CROSS JOIN LATERAL (
            SELECT date_trunc('hour', min(created_at), 'UTC') AS first_open
            FROM mcp_usage
            WHERE created_at >= coalesce(newest + interval '1 hour', '-infinity')
        ) AS calls
        """,
    )
    return lag


@reading
def partitions_ahead(cursor: CursorWrapper) -> list[PartitionsAhead]:
    """Each partitioned table with the months that are made ahead."""
    return [
        PartitionsAhead(
            model._meta.db_table,
            partitioning.months_ahead(model, using=cursor.db.alias),
        )
        for model in partitioning.partitioned_models()
    ]


@reading
def archive_states(cursor: CursorWrapper) -> list[ArchiveCount]:
    """Months that left the database, or are about to, by table and state."""
    return fetch(
        cursor,
        ArchiveCount,
        'SELECT "table", state, count(*), sum(rows)::bigint, min(month), max(month)'
        " FROM archives GROUP BY 1, 2 ORDER BY 1, 2",
    )
