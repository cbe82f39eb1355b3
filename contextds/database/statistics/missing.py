"""Indexes that may be missing: unindexed foreign keys, large tables read from end to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from contextds.database import catalogue
from contextds.database.catalogue import ForeignKey
from contextds.database.statistics.reading import fetch, reading

#: A smaller table is read as quickly without an index.
LARGE = 10_000


@dataclass(frozen=True, slots=True)
class SequentialScans:
    """How often a table was read from end to end; partitions count with their parent."""

    table: str
    scans: int
    rows_read: int
    index_scans: int
    rows: int
    #: None when there was none, and always on PostgreSQL 15.
    last_scan: datetime | None

    @property
    def rows_per_scan(self) -> float:
        """Rows that one such scan read, on average."""
        return self.rows_read / self.scans if self.scans else 0.0


@reading
def unindexed_foreign_keys(cursor: CursorWrapper) -> list[ForeignKey]:
    """Foreign keys of our tables that no index leads with."""
    return catalogue.unindexed_foreign_keys(using=cursor.db.alias)


@reading
def sequential_scans(
    cursor: CursorWrapper, minimum_rows: int = LARGE
) -> list[SequentialScans]:
    """Tables of `minimum_rows` at least that were read from end to end, most rows first.

    A backup or ANALYZE reads so as well: what matters is what grows (table_history).
    """
    return fetch(
        cursor,
        SequentialScans,
        """
        SELECT root.relname, sum(seq_scan)::bigint, sum(seq_tup_read)::bigint,
               sum(coalesce(idx_scan, 0))::bigint,
               sum(greatest(n_live_tup, part.reltuples::bigint, 0))::bigint,
               max((to_jsonb(stat) ->> 'last_seq_scan')::timestamptz)
        FROM pg_stat_user_tables AS stat
        JOIN pg_class AS part ON part.oid = relid AND part.relkind IN ('r', 'm')
        JOIN pg_class AS root ON root.oid = coalesce(pg_partition_root(relid), relid)
        WHERE root.relnamespace = 'public'::regnamespace
        GROUP BY root.oid, root.relname
        HAVING sum(seq_scan) > 0
           AND sum(greatest(n_live_tup, part.reltuples::bigint, 0)) >= %s
        ORDER BY 3 DESC, 1
        """,
        minimum_rows,
    )
