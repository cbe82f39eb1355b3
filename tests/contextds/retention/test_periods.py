"""Rows that are kept for a time: audit entries, MCP calls, steps of scans."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from contextds import partitioning
from contextds.audit.models import AuditLog
from contextds.database import retention
from contextds.database.retention import periods
from mcp.models import McpUsage, McpUsageHourly
from scanner.models import Scan, ScanEvent
from tests.contextds.retention.connections import other_connection
from tests.contextds.retention.months import MONTH, add_month
from tests.scanner.history import add_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def maintain(step: str, **options: bool) -> retention.Report:
    """One step's report."""
    (report,) = retention.run([step], **options)
    return report


def add_entries(count: int, at: datetime) -> None:
    AuditLog.objects.bulk_create(
        AuditLog(action="old", resource_type="x", created_at=at) for _ in range(count)
    )


def old_month() -> datetime:
    """A moment of a month of audit_log that is over any limit."""
    add_month(AuditLog, MONTH)
    return datetime(2024, 2, 5, tzinfo=UTC)


def test_old_months_of_the_audit_log_are_dropped_and_the_tail_is_deleted(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "BATCH", 3)
    settings.AUDIT_DAYS = 10
    now = timezone.now()
    add_entries(4, old_month())
    partitioning.ensure_months(models=[AuditLog])
    add_entries(8, now - timedelta(days=10, minutes=1))
    add_entries(2, now - timedelta(days=9))

    foreseen = maintain("audit", dry_run=True)
    assert AuditLog.objects.filter(action="old").count() == 14
    report = maintain("audit")

    assert report.error == foreseen.error == ""
    assert AuditLog.objects.filter(action="old").count() == 2
    assert "2024-02 dropped" in report.notes
    assert report.rows == 12
    assert MONTH not in (partitioning.months_of(AuditLog) or {})
    assert maintain("audit").rows == 0
    partitioning.ensure_months(models=[AuditLog])


def test_a_detachment_that_was_broken_off_is_finished_by_the_next_run() -> None:
    add_entries(4, old_month())
    with other_connection() as reader:
        reader.execute("BEGIN; SELECT count(*) FROM audit_log")
        report = maintain("audit")
        assert "Another transaction holds a lock" in report.error
        places = partitioning.months_of(AuditLog) or {}
        assert places[MONTH] is partitioning.Place.PENDING

    report = maintain("audit")
    assert (report.error, report.rows) == ("", 4)
    assert MONTH not in (partitioning.months_of(AuditLog) or {})


def test_a_month_that_was_detached_and_not_dropped_goes_too() -> None:
    add_entries(4, old_month())
    partitioning.detach(AuditLog, MONTH)
    assert maintain("audit").rows == 4
    assert MONTH not in (partitioning.months_of(AuditLog) or {})


def test_a_table_of_that_name_with_other_columns_is_not_ours() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE audit_log_2020_01 (id bigint)")
        maintain("audit")
        cursor.execute("DROP TABLE audit_log_2020_01")


def test_calls_are_kept_unless_a_setting_says_so() -> None:
    report = maintain("usage")
    assert report.notes == ("kept for ever (USAGE_DAYS)",)


def test_old_calls_leave_their_hourly_sums(settings: Any) -> None:
    settings.USAGE_DAYS = 365
    add_month(McpUsage, MONTH)
    at = datetime(2024, 2, 5, 10, 30, tzinfo=UTC)
    for success in (True, False):
        McpUsage.objects.create(tool="old", success=success, latency=7, created_at=at)

    report = maintain("usage")

    assert (report.error, report.rows) == ("", 2)
    assert MONTH not in (partitioning.months_of(McpUsage) or {})
    (hour,) = McpUsageHourly.objects.filter(tool="old")
    assert (hour.calls, hour.errors, hour.latency_sum) == (2, 1, 14)
    McpUsageHourly.objects.all().delete()


def test_old_steps_of_scans_are_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "BATCH", 3)
    now = timezone.now()
    scan = Scan.objects.create(site=add_site(), url="https://shop.example/")
    for seq in range(10):
        age = timedelta(days=7, minutes=1) if seq < 7 else timedelta(days=6)
        ScanEvent.objects.create(scan=scan, seq=seq, stage="x", created_at=now - age)

    assert maintain("events", dry_run=True).rows == 7
    assert maintain("events").rows == 7
    assert ScanEvent.objects.count() == 3


def test_the_day_is_that_of_utc() -> None:
    assert periods.day_before("0 days") in {
        datetime.now(UTC).date(),
        (datetime.now(UTC) - timedelta(minutes=1)).date(),
    }
    assert isinstance(periods.day_before("6 months"), date)
