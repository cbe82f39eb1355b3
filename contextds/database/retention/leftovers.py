"""What others leave in the database: sessions, jobs, buckets; and stale statistics."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.functions import Now

from contextds import partitioning
from contextds.database import statistics
from contextds.database.models import IndexSnapshot, StatementSnapshot, TableSnapshot
from contextds.database.retention.patience import patiently
from contextds.database.retention.periods import BATCH, delete_in_batches
from contextds.database.retention.work import Work
from mcp.models import RateBucket

#: A bucket that nobody drew from for so long is full, whatever its rate: a new one is, too.
FULL_AFTER = timedelta(days=1)
#: How long a job that is over can be looked at.
JOBS_KEPT = "7 days"


def buckets(work: Work) -> None:
    """Delete rate buckets that have long been full."""
    full = RateBucket.objects.filter(refilled_at__lt=Now() - FULL_AFTER)
    delete_in_batches(work, full)


def snapshots(work: Work) -> None:
    """Thin out the snapshots of the statistics that are over SNAPSHOT_DAYS old."""
    age = timedelta(days=settings.SNAPSHOT_DAYS)
    if work.dry_run:
        for model in (StatementSnapshot, IndexSnapshot, TableSnapshot):
            work.add(model._base_manager.filter(taken_at__lt=Now() - age).count())
        work.notes.append("at most: the last of each day stays")
        return
    work.add(patiently(lambda: statistics.expire(age)))


def sessions(work: Work) -> None:
    """Delete sessions that have expired, as `clearsessions` does at once."""
    delete_in_batches(work, Session.objects.filter(expire_date__lt=Now()))


def jobs(work: Work) -> None:
    """Delete jobs that ended over a week ago, with their events."""
    if work.dry_run:
        work.add(_one(f"SELECT count(*) FROM ({_OLD_JOBS}) AS old"))  # noqa: S608
        return
    statement = (
        f"WITH old AS ({_OLD_JOBS} LIMIT {BATCH}), gone AS (DELETE FROM"  # noqa: S608
        " procrastinate_jobs WHERE id IN (SELECT id FROM old) RETURNING id)"
        " SELECT count(*) FROM gone"
    )
    while deleted := patiently(lambda: _one(statement)):
        work.add(deleted)


def analyze(work: Work) -> None:
    """ANALYZE the partitioned tables: autovacuum does that for their months only."""
    # From PostgreSQL 18 on the months are left to it.
    version = _one("SELECT current_setting('server_version_num')::int")
    only = "ONLY " if version >= 180_000 else ""
    for model in partitioning.partitioned_models():
        table = connection.ops.quote_name(model._meta.db_table)
        work.notes.append(model._meta.db_table)
        if not work.dry_run:
            patiently(lambda table=table: _run(f"ANALYZE {only}{table}"))  # type: ignore[misc]


_OLD_JOBS = f"""
    SELECT id FROM procrastinate_jobs AS job
    WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted')
      AND NOT EXISTS (SELECT FROM procrastinate_events AS event
                      WHERE event.job_id = job.id
                        AND event.at > now() - interval '{JOBS_KEPT}')
"""  # noqa: S608 - put together from constants


def _one(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        (number,) = cursor.fetchone()
    return int(number)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
