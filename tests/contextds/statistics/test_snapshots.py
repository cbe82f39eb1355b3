"""Snapshots: taken by one statement each, compared with each other, thinned out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from contextds.database import statistics
from contextds.database.models import IndexSnapshot, StatementSnapshot, TableSnapshot
from contextds.database.statistics import Unavailable
from contextds.database.statistics.reading import MARK

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


def index_snapshots(*scans: int, name: str = "idx_scans_finished_at") -> datetime:
    """Snapshots of an index, a quarter of an hour apart, the last one now."""
    now = timezone.now()
    for place, count in enumerate(reversed(scans)):
        IndexSnapshot.objects.create(
            table_name="scans",
            index_name=name,
            scans=count,
            tuples_read=count * 10,
            size_bytes=8192,
            taken_at=now - place * QUARTER,
        )
    return now


def statement_snapshots(*calls: int) -> None:
    now = timezone.now()
    for place, count in enumerate(reversed(calls)):
        StatementSnapshot.objects.create(
            queryid=7,
            query="SELECT 1",
            calls=count,
            rows=count,
            total_exec_time=count * 2.0,
            mean_exec_time=2.0,
            shared_blks_hit=count,
            shared_blks_read=0,
            taken_at=now - place * QUARTER,
        )


def test_a_snapshot_holds_statements_every_index_and_every_table() -> None:
    taken = statistics.take()

    uses = statistics.index_use()
    sizes = statistics.table_sizes()
    assert not isinstance(uses, Unavailable)
    assert not isinstance(sizes, Unavailable)
    assert taken.indexes == len(uses) == IndexSnapshot.objects.count()
    assert taken.tables == len(sizes) == TableSnapshot.objects.count()
    assert taken.statements == StatementSnapshot.objects.count() > 0
    assert taken.statements <= 100
    assert not StatementSnapshot.objects.filter(query__contains=MARK).exists()


def test_partitions_are_written_down_with_their_parent() -> None:
    statistics.take()
    names = set(TableSnapshot.objects.values_list("table_name", flat=True))
    assert "token_changes" in names
    assert not any(name.startswith("token_changes_2") for name in names)
    indexes = set(IndexSnapshot.objects.values_list("index_name", flat=True))
    assert "idx_token_changes_timeline" in indexes
    assert not any(name.startswith("token_changes_2") for name in indexes)


def test_without_the_extension_the_rest_is_still_written() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_stat_statements")
    taken = statistics.take()
    assert taken.statements is None
    assert taken.indexes > 0
    assert StatementSnapshot.objects.count() == 0


def test_the_history_of_a_statement_is_what_happened_in_between() -> None:
    statement_snapshots(10, 10, 25, 4, 6)
    points = statistics.statement_history(7)
    assert not isinstance(points, Unavailable)
    assert [point.calls for point in points] == [0, 15, 4, 2]
    assert [point.total_ms for point in points] == [0.0, 30.0, 8.0, 4.0]
    assert [point.mean_ms for point in points] == [None, 2.0, 2.0, 2.0]
    assert [point.reset for point in points] == [False, False, True, False]
    assert [point.taken_at - point.since for point in points] == [QUARTER] * 4


def test_the_history_of_an_index_is_what_happened_in_between() -> None:
    index_snapshots(5, 9, 9, 2)
    points = statistics.index_history("idx_scans_finished_at")
    assert not isinstance(points, Unavailable)
    assert [point.scans for point in points] == [4, 0, 2]
    assert [point.tuples_read for point in points] == [40, 0, 20]
    assert [point.reset for point in points] == [False, False, True]


def test_a_dropped_month_is_no_use_of_a_partitioned_index() -> None:
    index_snapshots(500, 480, 481, name="idx_token_changes_timeline")
    points = statistics.index_history("idx_token_changes_timeline")
    assert not isinstance(points, Unavailable)
    assert [point.scans for point in points] == [0, 1]


def test_an_index_that_stopped_being_used_is_found_with_its_last_interval() -> None:
    with connection.cursor() as cursor:
        # One of ours may have been used by another test, and PostgreSQL knows when.
        cursor.execute("CREATE INDEX forgotten ON scans (url)")
    now = index_snapshots(1, 4, 9, 9, 9, name="forgotten")
    index_snapshots(0, 0, 0, 0, name="idx_sites_last_scanned")
    index_snapshots(1, 2, 3, 4, 5, name="idx_scans_metrics_gin")

    stopped = statistics.stopped_indexes(timedelta(minutes=20))

    assert not isinstance(stopped, Unavailable)
    assert [index.name for index in stopped] == ["forgotten"]
    (index,) = stopped
    assert (index.used_after, index.used_until) == (
        now - 3 * QUARTER,
        now - 2 * QUARTER,
    )
    assert index.scans == 8
    assert index.table == "scans"


def test_an_index_that_is_gone_did_not_stop() -> None:
    index_snapshots(1, 4, 4, 4, name="idx_of_old")
    assert statistics.stopped_indexes(timedelta(minutes=20)) == []


def test_a_table_s_growth_is_between_the_first_and_the_last_snapshot() -> None:
    now = timezone.now()
    for days, size in ((9, 100), (6, 1_000), (3, 500), (0, 4_000)):
        TableSnapshot.objects.create(
            table_name="scans",
            rows=size,
            heap_bytes=size,
            index_bytes=0,
            toast_bytes=0,
            sequential_scans=size,
            sequential_rows=size * 2,
            taken_at=now - timedelta(days=days),
        )
    growth = statistics.table_growth(timedelta(days=7))
    assert not isinstance(growth, Unavailable)
    (scans,) = growth
    assert (scans.bytes_before, scans.bytes_now, scans.grown_bytes) == (
        1000,
        4000,
        3000,
    )

    history = statistics.table_history("scans", timedelta(days=30))
    assert not isinstance(history, Unavailable)
    assert [point.total_bytes for point in history] == [100, 1000, 500, 4000]
    assert [point.sequential_scans for point in history] == [0, 900, 0, 3500]


def test_old_snapshots_are_thinned_to_the_last_of_each_day() -> None:
    def at(*when: datetime) -> None:
        for time in when:
            IndexSnapshot.objects.create(
                table_name="scans",
                index_name="idx_scans_finished_at",
                scans=1,
                tuples_read=1,
                size_bytes=1,
                taken_at=time,
            )

    now = datetime.now(UTC)
    day = (now - timedelta(days=40)).replace(hour=0, minute=0, second=0)
    at(day, day.replace(hour=9), day.replace(hour=23), now - timedelta(hours=1), now)
    at(now - timedelta(days=500))
    statement_snapshots(1, 2)
    StatementSnapshot.objects.update(taken_at=day)

    assert statistics.expire(timedelta(days=30)) == 5

    left = IndexSnapshot.objects.order_by("taken_at").values_list("taken_at", flat=True)
    assert list(left)[0] == day.replace(hour=23)
    assert len(left) == 3
    assert StatementSnapshot.objects.count() == 0
    assert statistics.expire(timedelta(days=30)) == 0
