"""Vacuum: dead rows against autovacuum's thresholds, and the age of transaction ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import fetch, reading


@dataclass(frozen=True, slots=True)
class VacuumState:
    """One table (or partition: they are vacuumed one by one) and its last vacuums."""

    table: str
    live_rows: int
    dead_rows: int
    #: The dead rows that start an autovacuum; the changed rows that start an analyze.
    vacuum_threshold: int
    changed_rows: int
    analyze_threshold: int
    last_vacuum: datetime | None
    last_autovacuum: datetime | None
    last_analyze: datetime | None
    last_autoanalyze: datetime | None
    #: Transactions since its oldest row was frozen.
    transaction_age: int
    autovacuum: bool
    #: The partitioned table that it is a part of, else the table itself.
    parent: str

    @property
    def vacuumed_at(self) -> datetime | None:
        """Its last vacuum, by hand or not."""
        return max(filter(None, (self.last_vacuum, self.last_autovacuum)), default=None)

    @property
    def analyzed_at(self) -> datetime | None:
        """Its last analyze, by hand or not."""
        return max(
            filter(None, (self.last_analyze, self.last_autoanalyze)), default=None
        )

    @property
    def vacuum_due(self) -> bool:
        """Whether its dead rows are past the threshold."""
        return self.dead_rows > self.vacuum_threshold

    @property
    def analyze_due(self) -> bool:
        """Whether its changed rows are past the threshold."""
        return self.changed_rows > self.analyze_threshold

    @property
    def dead_fraction(self) -> float:
        """Dead rows of all rows, 0 to 1."""
        rows = self.live_rows + self.dead_rows
        return self.dead_rows / rows if rows else 0.0


@dataclass(frozen=True, slots=True)
class TransactionIds:
    """How old the oldest transaction id of this database is, against the limits.

    At `freeze_max_age` autovacuum freezes by force; near `limit` PostgreSQL refuses
    every write.
    """

    age: int
    freeze_max_age: int
    multixact_age: int
    multixact_freeze_max_age: int
    #: What keeps vacuum from cleaning up: the age of the oldest open snapshot, if any.
    oldest_snapshot_age: int | None
    limit: int = 2**31 - 3_000_000

    @property
    def fraction(self) -> float:
        """Of the way to where writes are refused, 0 to 1."""
        return self.age / self.limit


@reading
def vacuum(cursor: CursorWrapper) -> list[VacuumState]:
    """Every table, the one with the most dead rows for its threshold first."""
    return fetch(
        cursor,
        VacuumState,
        """
        SELECT relname, n_live_tup, n_dead_tup,
               least(
                   vacuum_base + vacuum_scale * rows,
                   CASE WHEN vacuum_most >= 0 THEN vacuum_most END
               )::bigint,
               n_mod_since_analyze, (analyze_base + analyze_scale * rows)::bigint,
               last_vacuum, last_autovacuum, last_analyze, last_autoanalyze,
               transaction_age, autovacuum, parent
        FROM (
            SELECT stat.*, root.relname AS parent,
                   greatest(rel.reltuples, 0)::float8 AS rows,
                   age(rel.relfrozenxid) AS transaction_age,
                   coalesce(option ->> 'autovacuum_vacuum_threshold',
                            current_setting('autovacuum_vacuum_threshold'))::float8
                       AS vacuum_base,
                   coalesce(option ->> 'autovacuum_vacuum_scale_factor',
                            current_setting('autovacuum_vacuum_scale_factor'))::float8
                       AS vacuum_scale,
                   coalesce(option ->> 'autovacuum_vacuum_max_threshold',
                            current_setting('autovacuum_vacuum_max_threshold', true),
                            '-1')::float8 AS vacuum_most,
                   coalesce(option ->> 'autovacuum_analyze_threshold',
                            current_setting('autovacuum_analyze_threshold'))::float8
                       AS analyze_base,
                   coalesce(option ->> 'autovacuum_analyze_scale_factor',
                            current_setting('autovacuum_analyze_scale_factor'))::float8
                       AS analyze_scale,
                   coalesce((option ->> 'autovacuum_enabled')::boolean, true)
                       AND current_setting('autovacuum')::boolean AS autovacuum
            FROM pg_stat_user_tables AS stat
            JOIN pg_class AS rel ON rel.oid = relid AND rel.relkind IN ('r', 'm')
            JOIN pg_class AS root
              ON root.oid = coalesce(pg_partition_root(relid), relid)
            CROSS JOIN LATERAL (
                SELECT coalesce(jsonb_object_agg(option_name, option_value), '{}')
                       AS option
                FROM pg_options_to_table(rel.reloptions)
            ) AS options
            WHERE rel.relnamespace = 'public'::regnamespace
        ) AS tables
        ORDER BY n_dead_tup / greatest(vacuum_base + vacuum_scale * rows, 1) DESC, 1
        """,
    )


@reading
def transaction_ids(cursor: CursorWrapper) -> TransactionIds:
    """The age of this database's oldest transaction and multixact ids."""
    cursor.execute(
        """
        SELECT age(datfrozenxid), current_setting('autovacuum_freeze_max_age')::int,
               mxid_age(datminmxid),
               current_setting('autovacuum_multixact_freeze_max_age')::int,
               (SELECT max(age(backend_xmin)) FROM pg_stat_activity
                WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid())
        FROM pg_database WHERE datname = current_database()
        """
    )
    return TransactionIds(*cursor.fetchone())
