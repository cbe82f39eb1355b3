"""The admin of the database's own history."""

from __future__ import annotations

from django.contrib import admin
from django.template.defaultfilters import truncatechars

from contextds.audit.administration import FactAdmin
from contextds.database.models import (
    Archive,
    IndexSnapshot,
    StatementSnapshot,
    TableSnapshot,
)


@admin.register(StatementSnapshot)
class StatementSnapshotAdmin(FactAdmin[StatementSnapshot]):
    """How statements went over time."""

    list_display = (
        "taken_at",
        "statement",
        "calls",
        "mean_exec_time",
        "total_exec_time",
        "rows",
    )
    list_filter = ("taken_at",)
    search_fields = ("queryid",)
    search_help_text = "The queryid of a statement"

    @admin.display(description="statement")
    def statement(self, snapshot: StatementSnapshot) -> str:
        """The beginning of its text."""
        return truncatechars(snapshot.query, 120)


@admin.register(IndexSnapshot)
class IndexSnapshotAdmin(FactAdmin[IndexSnapshot]):
    """How indexes were used over time."""

    list_display = (
        "taken_at",
        "index_name",
        "table_name",
        "scans",
        "tuples_read",
        "size_bytes",
    )
    list_filter = ("taken_at",)
    search_fields = ("index_name",)
    search_help_text = "The whole name of an index"


@admin.register(TableSnapshot)
class TableSnapshotAdmin(FactAdmin[TableSnapshot]):
    """How tables grew over time."""

    list_display = (
        "taken_at",
        "table_name",
        "rows",
        "heap_bytes",
        "index_bytes",
        "toast_bytes",
    )
    list_filter = ("taken_at",)
    search_fields = ("table_name",)
    search_help_text = "The whole name of a table"


@admin.register(Archive)
class ArchiveAdmin(FactAdmin[Archive]):
    """Months that left the database, and how far they came."""

    list_display = ("table", "month", "state", "rows", "key", "updated_at")
    search_fields = ("table",)
    search_help_text = "The name of a table"
