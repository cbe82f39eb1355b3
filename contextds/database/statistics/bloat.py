"""How much larger B-tree indexes are than their entries need: an estimate."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import NotThere, fetch, reading

#: An entry is 8 bytes of header and 4 of its line pointer, and begins on a multiple of
#: 8; a page is 8192 bytes less 24 of header and 16 of the B-tree's own. (PostgreSQL's
#: src/include/storage/bufpage.h, access/itup.h, access/nbtree.h.) The widths are those
#: that ANALYZE found. Entries that PostgreSQL merged (deduplication) take less than
#: this reckons, so the true bloat of an index with few values is larger.
_BLOAT = """
    SELECT root_table.relname, root.relname, sum(size)::bigint,
           sum(greatest(size - needed, 0))::bigint
    FROM (
        SELECT indexrelid, pg_relation_size(indexrelid) AS size,
               8192 * (1 + ceil(
                   entries * (12 + 8 * ceil(width / 8.0))
                   / ((8192 - 40) * fillfactor / 100.0)
               )) AS needed
        FROM (
            SELECT indexrelid, greatest(ind.reltuples, 0)::float8 AS entries,
                   coalesce(substring(array_to_string(ind.reloptions, ',')
                                      FROM 'fillfactor=([0-9]+)')::int, 90)
                       AS fillfactor,
                   sum(stats.avg_width * (1 - stats.null_frac))::float8 AS width,
                   count(*) = count(stats.avg_width) AS known
            FROM pg_index
            JOIN pg_class AS ind
              ON ind.oid = indexrelid AND ind.relkind = 'i'
            JOIN pg_am ON pg_am.oid = ind.relam AND amname = 'btree'
            JOIN pg_class AS tab ON tab.oid = indrelid
            JOIN pg_attribute AS key ON key.attrelid = indexrelid
            LEFT JOIN pg_attribute AS col
              ON col.attrelid = indrelid AND col.attnum = indkey[key.attnum - 1]
            LEFT JOIN pg_stats AS stats
              ON stats.schemaname = 'public'
             AND stats.tablename
                 = CASE WHEN col.attnum IS NULL THEN ind.relname ELSE tab.relname END
             AND stats.attname = coalesce(col.attname, key.attname)
             AND NOT stats.inherited
            WHERE ind.relnamespace = 'public'::regnamespace
              AND indisvalid
              AND ind.relpages > 1
            GROUP BY indexrelid, ind.reltuples, ind.reloptions
        ) AS measured
        WHERE known
    ) AS sizes
    JOIN pg_class AS root
      ON root.oid = coalesce(pg_partition_root(indexrelid), indexrelid)
    JOIN pg_index AS own ON own.indexrelid = root.oid
    JOIN pg_class AS root_table ON root_table.oid = own.indrelid
    GROUP BY root.oid, root.relname, root_table.relname
    ORDER BY 4 DESC, 2
"""


@dataclass(frozen=True, slots=True)
class IndexBloat:
    """An estimate of what REINDEX CONCURRENTLY would give back of a B-tree index."""

    table: str
    name: str
    size_bytes: int
    bloat_bytes: int

    @property
    def fraction(self) -> float:
        """Its bloat as a part of its size, 0 to 1."""
        return self.bloat_bytes / self.size_bytes if self.size_bytes else 0.0


@reading
def index_bloat(cursor: CursorWrapper) -> list[IndexBloat]:
    """B-tree indexes with their estimated bloat, the most first; partitions summed.

    Those whose columns have no statistics yet are left out.
    """
    found = fetch(cursor, IndexBloat, _BLOAT)
    if not found:
        raise NotThere(
            "No index has planner statistics that this role may read.",
            "Run ANALYZE once there are rows; a role of its own needs SELECT on the"
            " tables (docs/monitoring.md).",
        )
    return found
