"""Snapshots of the counters, so that there is a history of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper

from contextds.database.statistics import extension
from contextds.database.statistics.reading import MARK, NotThere
from contextds.database.statistics.sizes import PARTS

#: How many statements are kept at a time, those that took most time, and how much text.
STATEMENTS = 100
QUERY = 500
#: How long one snapshot of each day stays of indexes and tables: an index may be
#: there for the work of one day in a year.
DAILY = timedelta(days=400)

_INDEXES = """
    INSERT INTO index_snapshots
        (table_name, index_name, scans, tuples_read, size_bytes)
    SELECT root_table.relname, root.relname, sum(idx_scan), sum(idx_tup_read),
           coalesce(sum(pg_relation_size(stat.indexrelid)), 0)
    FROM pg_stat_user_indexes AS stat
    JOIN pg_class AS root
      ON root.oid = coalesce(pg_partition_root(stat.indexrelid), stat.indexrelid)
    JOIN pg_index AS own ON own.indexrelid = root.oid
    JOIN pg_class AS root_table ON root_table.oid = own.indrelid
    WHERE root.relnamespace = 'public'::regnamespace
    GROUP BY root.oid, root.relname, root_table.relname
"""
_TABLES = f"""
    INSERT INTO table_snapshots
        (table_name, rows, heap_bytes, index_bytes, toast_bytes,
         sequential_scans, sequential_rows)
    SELECT table_name, sum(rows), sum(heap_bytes), sum(index_bytes), sum(toast_bytes),
           sum(coalesce(seq_scan, 0)), sum(coalesce(seq_tup_read, 0))
    FROM ({PARTS}) AS parts
    LEFT JOIN pg_stat_user_tables
      ON schemaname = 'public' AND relname = part_name
    GROUP BY table_name
"""
_STATEMENTS = """
    INSERT INTO statement_snapshots
        (queryid, query, calls, rows, total_exec_time, mean_exec_time,
         shared_blks_hit, shared_blks_read)
    SELECT queryid, left(min(query), %s), sum(calls), sum(rows), sum(total_exec_time),
           sum(total_exec_time) / sum(calls),
           sum(shared_blks_hit), sum(shared_blks_read)
    FROM {view}
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND queryid IS NOT NULL
      AND strpos(query, %s) = 0
    GROUP BY queryid
    HAVING sum(calls) > 0
    ORDER BY 5 DESC
    LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows that a snapshot wrote; `statements` is None without pg_stat_statements."""

    statements: int | None
    indexes: int
    tables: int


def take() -> Taken:
    """Write one snapshot of statements, indexes and tables; each is one SQL statement.

    Raises DatabaseError.
    """
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        return Taken(_statements(cursor), _run(cursor, _INDEXES), _run(cursor, _TABLES))


def expire(older_than: timedelta) -> int:
    """Thin out what is older, and return how many rows that were.

    Statements' snapshots go; of indexes and tables the last of each day stays, for
    DAILY. Raises DatabaseError.
    """
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        gone = _run(
            cursor,
            "DELETE FROM statement_snapshots WHERE taken_at < now() - %s",
            older_than,
        )
        for table, name in (
            ("index_snapshots", "index_name"),
            ("table_snapshots", "table_name"),
        ):
            gone += _run(
                cursor,
                f"""
                DELETE FROM {table} AS old
                WHERE taken_at < now() - %s
                  AND (taken_at < now() - %s
                       OR EXISTS (
                           SELECT FROM {table} AS later
                           WHERE later.{name} = old.{name}
                             AND later.taken_at > old.taken_at
                             AND later.taken_at
                                 < date_trunc('day', old.taken_at) + interval '1 day'
                       ))
                """,
                older_than,
                DAILY,
            )
    return gone


def _statements(cursor: CursorWrapper) -> int | None:
    try:
        sql = _STATEMENTS.format(view=extension.view(cursor))
    except NotThere:
        return None
    return _run(cursor, sql, QUERY, MARK, STATEMENTS)


def _run(cursor: CursorWrapper, sql: str, *params: Any) -> int:
    cursor.execute(f"{sql} {MARK}", params)
    return int(cursor.rowcount)
