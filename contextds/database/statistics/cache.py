"""How much of what was read was found in PostgreSQL's cache."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import fetch, reading
from contextds.database.statistics.statements import ratio


@dataclass(frozen=True, slots=True)
class CacheUse:
    """Blocks of 8 kB of one table, or of all, since the counters began.

    What is not found may still come from the operating system's cache: PostgreSQL
    cannot tell.
    """

    table: str
    heap_hit: int
    heap_read: int
    index_hit: int
    index_read: int

    @property
    def table_hit_rate(self) -> float | None:
        """Of the tables' blocks (TOAST included), 0 to 1; None when none was read."""
        return ratio(self.heap_hit, self.heap_read)

    @property
    def index_hit_rate(self) -> float | None:
        """Of the indexes' blocks, 0 to 1; None when none was read."""
        return ratio(self.index_hit, self.index_read)


@reading
def cache_use(cursor: CursorWrapper) -> list[CacheUse]:
    """Every table, the one that read most from outside the cache first."""
    return fetch(
        cursor,
        CacheUse,
        """
        SELECT root.relname,
               sum(coalesce(heap_blks_hit, 0) + coalesce(toast_blks_hit, 0))::bigint,
               sum(coalesce(heap_blks_read, 0) + coalesce(toast_blks_read, 0))::bigint,
               sum(coalesce(idx_blks_hit, 0) + coalesce(tidx_blks_hit, 0))::bigint,
               sum(coalesce(idx_blks_read, 0) + coalesce(tidx_blks_read, 0))::bigint
        FROM pg_statio_user_tables
        JOIN pg_class AS root ON root.oid = coalesce(pg_partition_root(relid), relid)
        WHERE root.relnamespace = 'public'::regnamespace
        GROUP BY root.oid, root.relname
        ORDER BY sum(coalesce(heap_blks_read, 0) + coalesce(toast_blks_read, 0)
                     + coalesce(idx_blks_read, 0) + coalesce(tidx_blks_read, 0)) DESC, 1
        """,
    )


def overall(tables: list[CacheUse]) -> CacheUse:
    """Return all tables as one, whose name is ""."""
    return CacheUse(
        "",
        sum(table.heap_hit for table in tables),
        sum(table.heap_read for table in tables),
        sum(table.index_hit for table in tables),
        sum(table.index_read for table in tables),
    )
