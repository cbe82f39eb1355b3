"""The database's own history: snapshots of its statistics, and archived months."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class ArchiveState(models.TextChoices):
    """How far a month has come on its way out of the database."""

    DETACHED = "detached"
    WRITTEN = "written"
    VERIFIED = "verified"
    DROPPED = "dropped"
    RESTORED = "restored"


class StatementSnapshot(models.Model):
    """Counters of one statement of pg_stat_statements at one time."""

    queryid = models.BigIntegerField()
    query = models.TextField()
    calls = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    total_exec_time = models.FloatField("total execution time (ms)")
    mean_exec_time = models.FloatField("mean execution time (ms)")
    shared_blks_hit = models.PositiveBigIntegerField()
    shared_blks_read = models.PositiveBigIntegerField()

    taken_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "statement_snapshots"
        # Seeing monitoring is seeing these rows; ending what others do is a right apart.
        permissions = [("signal_backend", "Can cancel and terminate sessions")]
        indexes = [
            # How one statement went over time: monitoring.
            models.Index(
                F("queryid"), F("taken_at").desc(), name="idx_statement_snapshots_query"
            ),
            # Snapshots of a period: monitoring, retention.
            BrinIndex(fields=["taken_at"], name="idx_statement_snapshots_taken"),
        ]

    def __str__(self) -> str:
        return f"{self.queryid} at {self.taken_at:%Y-%m-%d %H:%M}"


class IndexSnapshot(models.Model):
    """Counters of one index of pg_stat_user_indexes at one time."""

    table_name = models.CharField(max_length=63)
    index_name = models.CharField(max_length=63)
    scans = models.PositiveBigIntegerField()
    tuples_read = models.PositiveBigIntegerField()
    size_bytes = models.PositiveBigIntegerField()

    taken_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "index_snapshots"
        indexes = [
            # When an index was used: monitoring.
            models.Index(
                F("index_name"), F("taken_at").desc(), name="idx_index_snapshots_index"
            ),
            # Snapshots of a period: monitoring, retention.
            BrinIndex(fields=["taken_at"], name="idx_index_snapshots_taken"),
        ]

    def __str__(self) -> str:
        return f"{self.index_name} at {self.taken_at:%Y-%m-%d %H:%M}"


class TableSnapshot(models.Model):
    """Size and sequential scans of one table, partitions included, at one time."""

    table_name = models.CharField(max_length=63)
    rows = models.PositiveBigIntegerField("rows (estimate)")
    heap_bytes = models.PositiveBigIntegerField()
    index_bytes = models.PositiveBigIntegerField()
    toast_bytes = models.PositiveBigIntegerField()
    sequential_scans = models.PositiveBigIntegerField()
    sequential_rows = models.PositiveBigIntegerField("rows read by sequential scans")

    taken_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "table_snapshots"
        indexes = [
            # How one table grew: monitoring.
            models.Index(
                F("table_name"), F("taken_at").desc(), name="idx_table_snapshots_table"
            ),
            # Snapshots of a period: monitoring, retention.
            BrinIndex(fields=["taken_at"], name="idx_table_snapshots_taken"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} at {self.taken_at:%Y-%m-%d %H:%M}"


class Archive(models.Model):
    """One month of a partitioned table in the archive storage."""

    table = models.CharField(max_length=63)
    month = models.DateField(help_text="First day of the month.")
    key = models.CharField("storage key", max_length=300, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    state = models.CharField(
        max_length=10, choices=ArchiveState, default=ArchiveState.DETACHED
    )

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        db_table = "archives"
        constraints = [
            models.UniqueConstraint(
                fields=["table", "month"], name="archives_month_unique"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ArchiveState.values), name="archives_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.month:%Y-%m}"
