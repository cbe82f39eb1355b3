"""What others leave in the database: sessions, jobs, buckets, stale statistics."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from contextds.database import retention
from contextds.database.models import IndexSnapshot
from mcp.models import McpUsage, RateBucket

pytestmark = pytest.mark.django_db


def maintain(step: str, **options: bool) -> retention.Report:
    """One step's report."""
    (report,) = retention.run([step], **options)
    return report


@pytest.mark.parametrize("dry_run", [True, False])
def test_expired_sessions_go(dry_run: bool) -> None:
    now = timezone.now()
    for key, ahead in (("old", -1), ("new", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now + timedelta(hours=ahead)
        )
    assert maintain("sessions", dry_run=dry_run).rows == 1
    assert Session.objects.count() == 1 + dry_run


def test_buckets_that_have_long_been_full_go() -> None:
    now = timezone.now()
    for key, hours in (("old", 25), ("new", 23)):
        RateBucket.objects.create(
            key=key, tokens=0, refilled_at=now - timedelta(hours=hours)
        )
    assert maintain("buckets").rows == 1
    assert RateBucket.objects.get().key == "new"


def test_jobs_that_ended_over_a_week_ago_go_with_their_events() -> None:
    with connection.cursor() as cursor:
        for status, days in (("failed", 8), ("failed", 6), ("todo", 8), ("doing", 8)):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
                " VALUES ('q', 't', 'todo') RETURNING id"
            )
            (job,) = cursor.fetchone()
            for step in {"todo": [], "doing": ["doing"]}.get(status, ["doing", status]):
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = %s WHERE id = %s",
                    [step, job],
                )
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - %s * interval '1 day'"
                " WHERE job_id = %s",
                [days, job],
            )
        assert maintain("jobs", dry_run=True).rows == 1
        assert maintain("jobs").rows == 1
        cursor.execute("SELECT status::text FROM procrastinate_jobs ORDER BY 1")
        left = [status for (status,) in cursor.fetchall()]
    assert left == ["doing", "failed", "todo"]


def test_snapshots_are_thinned_out() -> None:
    old = timezone.now() - timedelta(days=91)
    for minute in range(3):
        IndexSnapshot.objects.create(
            table_name="scans",
            index_name="i",
            scans=1,
            tuples_read=1,
            size_bytes=1,
            taken_at=old.replace(hour=5, minute=minute),
        )
    assert maintain("snapshots", dry_run=True).rows == 3
    assert maintain("snapshots").rows == 2
    assert IndexSnapshot.objects.count() == 1


def test_the_partitioned_tables_get_statistics_of_their_own() -> None:
    McpUsage.objects.create(tool="x", success=True)
    report = maintain("analyze")
    assert report.error == ""
    assert set(report.notes) == {"token_changes", "audit_log", "mcp_usage"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'mcp_usage'")
        # -1 is a table that was never analysed.
        assert cursor.fetchone() == (1,)
