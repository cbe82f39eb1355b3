"""Which readings belong together: what `manage.py dbstats` goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from contextds.database import statistics
from contextds.database.statistics.reading import Unavailable

#: Of the lists of statements.
STATEMENTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One reading: its name in the JSON document, its title for people."""

    name: str
    title: str
    read: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Section:
    """Readings that answer one question of an operator."""

    name: str
    parts: tuple[Part, ...]


SECTIONS = (
    Section(
        "statements",
        (
            Part("counting", "Statements counted", statistics.statement_counting),
            Part(
                "expensive",
                "Most expensive statements, by total time",
                lambda: statistics.expensive_statements(STATEMENTS),
            ),
            Part(
                "slow",
                "Slowest statements, by mean time",
                lambda: statistics.slow_statements(STATEMENTS),
            ),
        ),
    ),
    Section(
        "activity",
        (
            Part("activity", "Sessions at work", statistics.activity),
            Part("long_running", "Running for over a minute", statistics.long_running),
            Part(
                "idle_in_transaction",
                "Idle in transaction for over a minute",
                statistics.idle_in_transaction,
            ),
            Part("waiting", "Waiting", statistics.waiting),
            Part("blocked", "Blocked, and by whom", statistics.blocked),
        ),
    ),
    Section(
        "indexes",
        (
            Part("counting", "Counters of tables", statistics.counting_since),
            Part("use", "Indexes by their use", statistics.index_use),
            Part("unused", "Unused indexes", statistics.unused_indexes),
            Part(
                "stopped",
                "Used before, unused for a week",
                statistics.stopped_indexes,
            ),
            Part("invalid", "Invalid indexes", statistics.invalid_indexes),
            Part("duplicate", "Duplicate indexes", statistics.duplicate_indexes),
            Part("bloat", "Bloat of B-trees (an estimate)", statistics.index_bloat),
            Part(
                "unindexed_foreign_keys",
                "Foreign keys without an index",
                statistics.unindexed_foreign_keys,
            ),
            Part(
                "sequential_scans",
                "Large tables read from end to end",
                statistics.sequential_scans,
            ),
        ),
    ),
    Section(
        "sizes",
        (
            Part("database", "Database", statistics.database_size),
            Part("tables", "Tables", statistics.table_sizes),
            Part("growth", "Growth in a week", statistics.table_growth),
        ),
    ),
    Section(
        "server",
        (
            Part("connections", "Connections", statistics.connections),
            Part("pool", "Pool of this process", statistics.pool),
            Part("cache", "Found in the cache", statistics.cache_use),
            Part("checkpoints", "Checkpoints and log", statistics.checkpoints),
            Part("replicas", "Replicas", statistics.replicas),
            Part("replication_slots", "Slots", statistics.replication_slots),
        ),
    ),
    Section(
        "vacuum",
        (
            Part(
                "transaction_ids", "Age of transaction ids", statistics.transaction_ids
            ),
            Part("tables", "Dead rows, the most urgent first", statistics.vacuum),
        ),
    ),
    Section(
        "queue",
        (
            Part("jobs", "Jobs", statistics.queue_health),
            Part("scans", "Open scans", statistics.scan_health),
            Part("rollup", "Roll-up of usage", statistics.rollup_lag),
            Part("partitions", "Months ahead", statistics.partitions_ahead),
            Part("archives", "Archived months", statistics.archive_states),
        ),
    ),
)


def document(value: Any) -> Any:
    """Return a reading as JSON holds it: fields and properties by name, times in ISO 8601.

    What cannot be had is {"unavailable": reason, "remedy": remedy}.
    """
    if isinstance(value, Unavailable):
        return {"unavailable": value.reason, "remedy": value.remedy}
    if isinstance(value, list | tuple):
        return [document(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value):
        return {name: document(getattr(value, name)) for name in names(type(value))}
    return value


def names(kind: type) -> list[str]:
    """The fields of a dataclass, then its properties."""
    properties = [
        name for name, found in vars(kind).items() if isinstance(found, property)
    ]
    return [field.name for field in fields(kind)] + properties
