"""Indexes: how they are used now, and which are unused, duplicate or invalid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from contextds.database import catalogue
from contextds.database.statistics.reading import fetch, reading

#: Partitions' indexes count with the parent's. On PostgreSQL 15 the column
#: last_idx_scan is not there yet: as JSON it is null then.
_INDEXES = """
    SELECT root_table.relname, root.relname,
           sum(coalesce(stat.idx_scan, 0))::bigint,
           sum(coalesce(stat.idx_tup_read, 0))::bigint,
           sum(coalesce(stat.idx_tup_fetch, 0))::bigint,
           max((to_jsonb(stat) ->> 'last_idx_scan')::timestamptz),
           sum(coalesce(pg_relation_size(part.indexrelid), 0))::bigint,
           count(*) FILTER (WHERE part.indexrelid <> root.oid
                            AND part_class.relkind = 'i'),
           bool_and(part.indisvalid), own.indisunique, own.indisprimary,
           EXISTS (SELECT FROM pg_constraint WHERE conindid = root.oid),
           pg_get_indexdef(root.oid)
    FROM pg_index AS part
    JOIN pg_class AS part_class ON part_class.oid = part.indexrelid
    JOIN pg_class AS root
      ON root.oid = coalesce(pg_partition_root(part.indexrelid), part.indexrelid)
    JOIN pg_index AS own ON own.indexrelid = root.oid
    JOIN pg_class AS root_table ON root_table.oid = own.indrelid
    LEFT JOIN pg_stat_user_indexes AS stat ON stat.indexrelid = part.indexrelid
    WHERE root.relnamespace = 'public'::regnamespace
    GROUP BY root.oid, root.relname, root_table.relname, own.indisunique,
             own.indisprimary
    ORDER BY 3 DESC, 1, 2
"""


@dataclass(frozen=True, slots=True)
class IndexUse:
    """One index since the counters began; of a partitioned table all its parts together."""

    table: str
    name: str
    scans: int
    tuples_read: int
    tuples_fetched: int
    #: None when it never was used, and always on PostgreSQL 15.
    last_scan: datetime | None
    size_bytes: int
    #: 0 for a table that is not partitioned.
    partitions: int
    valid: bool
    unique: bool
    primary: bool
    constraint: bool
    definition: str

    @property
    def needed(self) -> bool:
        """Whether it keeps a rule (a key, a constraint, uniqueness), used or not."""
        return self.unique or self.primary or self.constraint


@dataclass(frozen=True, slots=True)
class Counters:
    """Since when the counters of tables and indexes count; None: nobody knows."""

    since: datetime | None


@dataclass(frozen=True, slots=True)
class DuplicateIndex:
    """An index and another one that does all that it does."""

    table: str
    name: str
    covered_by: str


@reading
def counting_since(cursor: CursorWrapper) -> Counters:
    """When the counters of this database were last set to zero.

    A crash forgets them without a trace in pg_stat_database; the counters of the
    background writer note the time of both, so the later of the two is true.
    """
    (counters,) = fetch(
        cursor,
        Counters,
        """
        SELECT greatest(
            (SELECT stats_reset FROM pg_stat_database
             WHERE datname = current_database()),
            (SELECT stats_reset FROM pg_stat_bgwriter))
        """,
    )
    return counters


@reading
def index_use(cursor: CursorWrapper) -> list[IndexUse]:
    """Every index, the most used first."""
    return fetch(cursor, IndexUse, _INDEXES)


@reading
def unused_indexes(cursor: CursorWrapper) -> list[IndexUse]:
    """Indexes of our tables that no statement has used since counting_since().

    Those that keep a rule are left out: they work at each write. The largest first.
    """
    ours = catalogue.our_tables()
    unused = [
        index
        for index in fetch(cursor, IndexUse, _INDEXES)
        if not index.scans and not index.needed and index.table in ours
    ]
    return sorted(unused, key=lambda index: (-index.size_bytes, index.name))


@reading
def invalid_indexes(cursor: CursorWrapper) -> list[IndexUse]:
    """Indexes that are kept up at each write and serve no query: left by a failed build."""
    return [index for index in fetch(cursor, IndexUse, _INDEXES) if not index.valid]


@reading
def duplicate_indexes(cursor: CursorWrapper) -> list[DuplicateIndex]:
    """Indexes of our tables that another index makes needless."""
    found = catalogue.indexes(using=cursor.db.alias)
    return [
        DuplicateIndex(one.table, one.name, other.name)
        for one, other in catalogue.duplicates(found)
    ]
