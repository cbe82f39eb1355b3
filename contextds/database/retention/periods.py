"""Rows that are kept for a time: whole months are dropped, the rest deleted in batches."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet

from contextds import partitioning
from contextds.audit.models import AuditLog
from contextds.database.retention.archiving import table_size
from contextds.database.retention.patience import patiently
from contextds.database.retention.work import Work
from mcp import usage as mcp_usage
from mcp.models import McpUsage
from scanner.models import ScanEvent

#: Rows of one DELETE: some tens of milliseconds, in which its locks are held.
BATCH = 5_000


def audit(work: Work) -> None:
    """Drop the months of audit_log that are over AUDIT_DAYS old, delete the rest."""
    drop_months(work, AuditLog, day_before(f"{settings.AUDIT_DAYS} days"))
    age = timedelta(days=settings.AUDIT_DAYS)
    delete_in_batches(work, AuditLog.objects.older_than(age))


def usage(work: Work) -> None:
    """Drop the months of mcp_usage that are over USAGE_DAYS old, if that is set.

    Their hourly sums are made up first, and stay.
    """
    if not settings.USAGE_DAYS:
        work.notes.append("kept for ever (USAGE_DAYS)")
        return
    if not work.dry_run:
        mcp_usage.roll_up()
    drop_months(work, McpUsage, day_before(f"{settings.USAGE_DAYS} days"))


def events(work: Work) -> None:
    """Delete the steps of scans that are over EVENT_DAYS old."""
    age = timedelta(days=settings.EVENT_DAYS)
    delete_in_batches(work, ScanEvent.objects.older_than(age))


def day_before(interval: str) -> date:
    """Return the day, in UTC by the database's clock, that lies `interval` back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (now() AT TIME ZONE 'UTC' - %s::interval)::date", [interval]
        )
        (day,) = cursor.fetchone()
    assert isinstance(day, date)
    return day


def drop_months(work: Work, model: type[Model], before: date) -> None:
    """Detach and drop the months of a table that had ended by the day `before`.

    Also those that an earlier run detached, wholly or by half, and did not come to drop.
    """
    for month in list(partitioning.months_of(model) or {}):
        if partitioning.shifted(month, 1) > before:
            continue
        rows, size = table_size(partitioning.partition_name(model, month))
        if work.dry_run:
            work.add(rows, size, f"{month:%Y-%m} would be dropped")
            continue
        _drop_month(model, month)
        work.add(rows, size, f"{month:%Y-%m} dropped")


def delete_in_batches(work: Work, rows: QuerySet[Model]) -> None:
    """Delete rows that hang on nothing, a batch and a transaction at a time."""
    if work.dry_run:
        work.add(rows.count())
        return
    while deleted := patiently(lambda: delete_batch(rows)):
        work.add(deleted)


def delete_batch(rows: QuerySet[Model]) -> int:
    """Delete at most BATCH of `rows`; returns how many there were.

    The condition stands in the DELETE too: with it PostgreSQL opens the months concerned
    only, and a row that changed meanwhile is looked at again.
    """
    batch = rows.order_by().values("pk")[:BATCH]
    deleted: int = rows.filter(pk__in=batch)._raw_delete(rows.db)
    return deleted


def _drop_month(model: type[Model], month: date) -> None:
    patiently(lambda: partitioning.detach(model, month))
    patiently(lambda: partitioning.drop(model, month))
