"""Jobs, scans, the roll-up of usage, months and archives, as they stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from contextds.database import statistics
from contextds.database.models import Archive
from contextds.database.statistics import Unavailable
from mcp.models import McpUsage, McpUsageHourly
from scanner.models import Scan, Site

pytestmark = pytest.mark.django_db

T = TypeVar("T")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def had(value: T | Unavailable) -> T:
    assert not isinstance(value, Unavailable), value
    return value


def test_jobs_are_counted_and_the_oldest_that_may_run_is_timed() -> None:
    assert had(statistics.queue_health()).oldest_todo_seconds is None
    task = app.configure_task("scanner.scan", queue="scans")
    task.defer(scan_id=1)
    app.configure_task(
        "scanner.scan", queue="scans", schedule_at=timezone.now() + timedelta(days=1)
    ).defer(scan_id=2)
    run("UPDATE procrastinate_events SET at = now() - interval '10 minutes'")

    health = had(statistics.queue_health())

    (count,) = health.jobs
    assert (count.queue, count.status, count.jobs) == ("scans", "todo", 2)
    assert health.oldest_todo_seconds == pytest.approx(600, abs=30)
    assert (health.stalled, health.workers) == (0, 0)


def test_a_job_whose_worker_is_gone_is_stalled() -> None:
    app.configure_task("scanner.scan", queue="scans").defer(scan_id=1)
    run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    run(
        "UPDATE procrastinate_jobs SET status = 'doing',"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)"
    )
    health = had(statistics.queue_health())
    assert (health.stalled, health.workers) == (0, 1)
    run("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    health = had(statistics.queue_health())
    assert (health.stalled, health.workers) == (1, 0)


def test_open_scans_are_counted_and_lost_ones_named() -> None:
    now = timezone.now()
    minute = timedelta(minutes=1)
    scans: list[dict[str, Any]] = [
        {"status": "queued", "created_at": now - 5 * minute},
        {"status": "queued"},
        {"status": "running", "lease_until": now + minute},
        {"status": "running", "lease_until": now - minute},
    ]
    for number, fields in enumerate(scans):
        site = Site.objects.create(domain=f"site{number}.example")
        Scan.objects.create(site=site, url=f"https://{site.domain}/", **fields)
    health = had(statistics.scan_health())
    assert (health.queued, health.running, health.abandoned) == (2, 2, 1)
    assert health.oldest_queued_seconds == pytest.approx(300, abs=30)


def test_the_roll_up_is_behind_by_the_calls_that_it_lacks() -> None:
    assert had(statistics.rollup_lag()).seconds is None
    now = datetime.now(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)

    def rolled_up(start: datetime) -> None:
        McpUsageHourly.objects.create(
            hour=start, tool="search", calls=1, errors=0, latency_sum=1
        )

    rolled_up(hour - timedelta(days=3))
    lag = had(statistics.rollup_lag())
    assert lag.newest_hour == hour - timedelta(days=3)
    assert lag.seconds == 0

    McpUsage.objects.create(tool="search", success=True, created_at=now)
    assert had(statistics.rollup_lag()).seconds == 0
    earlier = hour - timedelta(hours=2, minutes=-5)
    McpUsage.objects.create(tool="search", success=True, created_at=earlier)
    behind = (now - (hour - timedelta(hours=1))).total_seconds()
    assert had(statistics.rollup_lag()).seconds == pytest.approx(behind, abs=60)

    rolled_up(hour - timedelta(hours=1))
    assert had(statistics.rollup_lag()).seconds == 0


def test_months_ahead_and_archived_months_are_listed() -> None:
    ahead = {row.table: row.months for row in had(statistics.partitions_ahead())}
    assert set(ahead) == {"audit_log", "token_changes", "mcp_usage"}
    assert min(ahead.values()) >= 1
    for month in (1, 2, 3):
        Archive.objects.create(
            table="token_changes", month=date(2025, month, 1), state="dropped", rows=10
        )
    (archived,) = had(statistics.archive_states())
    assert (archived.table, archived.state) == ("token_changes", "dropped")
    assert (archived.months, archived.rows) == (3, 30)
    assert (archived.oldest, archived.newest) == (date(2025, 1, 1), date(2025, 3, 1))
