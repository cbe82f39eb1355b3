"""Sizes of tables, their indexes, TOAST and partitions; the growth is in history.py."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import fetch, reading

#: One row per table that holds rows, with the table that it counts for.
PARTS = """
    SELECT root.relname AS table_name, part.relname AS part_name,
           part.relispartition AS is_partition,
           coalesce(pg_get_expr(part.relpartbound, part.oid), '') AS bounds,
           greatest(part.reltuples, 0)::bigint AS rows,
           coalesce(pg_relation_size(part.oid), 0)
               + coalesce(pg_relation_size(part.oid, 'fsm'), 0)
               + coalesce(pg_relation_size(part.oid, 'vm'), 0) AS heap_bytes,
           coalesce(pg_indexes_size(part.oid), 0) AS index_bytes,
           coalesce(pg_total_relation_size(nullif(part.reltoastrelid, 0)), 0)
               AS toast_bytes
    FROM pg_class AS part
    JOIN pg_class AS root ON root.oid = coalesce(pg_partition_root(part.oid), part.oid)
    WHERE part.relkind IN ('r', 'm')
      AND root.relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class PartitionSize:
    """One partition: its bounds as PostgreSQL writes them, and its bytes in all."""

    name: str
    bounds: str
    rows: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class TableSize:
    """One table; of a partitioned one all partitions together. `rows` is an estimate."""

    table: str
    rows: int
    heap_bytes: int
    index_bytes: int
    toast_bytes: int
    partitions: list[PartitionSize] = field(default_factory=list)

    @property
    def total_bytes(self) -> int:
        """Heap, indexes and TOAST."""
        return self.heap_bytes + self.index_bytes + self.toast_bytes


@dataclass(frozen=True, slots=True)
class DatabaseSize:
    """This database with everything in it."""

    name: str
    total_bytes: int
    version: str


@dataclass(frozen=True, slots=True)
class _Part:
    table: str
    name: str
    is_partition: bool
    bounds: str
    rows: int
    heap_bytes: int
    index_bytes: int
    toast_bytes: int


@reading
def database_size(cursor: CursorWrapper) -> DatabaseSize:
    """The database's name, its bytes and the server's version."""
    (size,) = fetch(
        cursor,
        DatabaseSize,
        "SELECT current_database()::text, pg_database_size(current_database()),"
        " current_setting('server_version')",
    )
    return size


@reading
def table_sizes(cursor: CursorWrapper) -> list[TableSize]:
    """Every table, the largest first, with its partitions in the order of their bounds."""
    parts: dict[str, list[_Part]] = {}
    for part in fetch(cursor, _Part, f"{PARTS} ORDER BY 1, 4, 2"):
        parts.setdefault(part.table, []).append(part)
    sizes = [_size(table, of_table) for table, of_table in parts.items()]
    return sorted(sizes, key=lambda size: (-size.total_bytes, size.table))


def _size(table: str, parts: list[_Part]) -> TableSize:
    return TableSize(
        table,
        sum(part.rows for part in parts),
        sum(part.heap_bytes for part in parts),
        sum(part.index_bytes for part in parts),
        sum(part.toast_bytes for part in parts),
        [
            PartitionSize(
                part.name,
                part.bounds,
                part.rows,
                part.heap_bytes + part.index_bytes + part.toast_bytes,
            )
            for part in parts
            if part.is_partition
        ],
    )
