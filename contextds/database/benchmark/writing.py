"""What the indexes of a set cost: rows copied in, a site deleted, bytes on disk.

All of it is rolled back; a VACUUM takes away what that leaves behind.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Count
from psycopg.errors import QueryCanceled

from contextds import deletion
from contextds.database.benchmark.figures import WriteCost, median
from contextds.database.benchmark.measuring import LIMIT_MS, RUNS, statement_timeout
from scanner.models import Site
from tokens.models import TokenChange

#: Connections that copy at once, as loadstress does: one for each of two cores.
CONNECTIONS = 2
_ROUNDS = 3
#: The size of the site whose deletion is measured.
SCANS_OF_DELETED = 7
#: How many of these are looked at to find one that is neither large nor small.
_SITES = 41


@dataclass(frozen=True, slots=True)
class Written:
    """A table whose newest rows are copied in once more.

    `replaced` gives expressions for the columns that must not repeat.
    """

    table: str
    rows: int
    replaced: dict[str, str]


#: The partitioned ones get the rows of this moment: those of the month that is written to.
WRITTEN = (
    Written(
        "token_sets",
        2_000,
        # Of no site: each site has one newest set, and most of these are it.
        {"scan_id": "NULL", "site_id": "NULL"},
    ),
    Written("token_changes", 50_000, {"created_at": "now()"}),
    Written("mcp_usage", 50_000, {"created_at": "now()"}),
    Written("audit_log", 50_000, {"created_at": "now()"}),
)


def write_cost(written: Written) -> WriteCost:
    """Copy rows into a table as loadstress does, by CONNECTIONS at once: rate and WAL."""
    table = connection.ops.quote_name(written.table)
    table_bytes, index_bytes = _sizes(written.table)
    lines, columns = _rows(written)
    count = lines.count(b"\n") * CONNECTIONS
    statement = f"COPY {table} ({columns}) FROM STDIN"
    rates, wal = [], []
    for _ in range(_ROUNDS if count else 0):
        before = _wal_position()
        rates.append(count / _copied_at_once(statement, lines))
        wal.append((_wal_position() - before) / count)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM {table}")
    return WriteCost(
        written.table,
        rows=count,
        rows_per_second=median(rates) if rates else 0.0,
        wal_bytes_per_row=median(wal) if wal else 0.0,
        table_bytes=table_bytes,
        index_bytes=index_bytes,
    )


def _copied_at_once(statement: str, lines: bytes) -> float:
    """Copy the same lines on CONNECTIONS connections, undo it, and return the seconds."""
    ready = threading.Barrier(CONNECTIONS)

    def copied() -> tuple[float, float]:
        # A thread has a connection of its own to the same scratch database.
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                ready.wait()
                start = time.perf_counter()
                with cursor.copy(statement) as copy:
                    copy.write(lines)
                # Else foreign keys are checked when the transaction ends, and it never does.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                end = time.perf_counter()
                transaction.set_rollback(True)
            return start, end
        except BaseException:
            ready.abort()
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        running = [threads.submit(copied) for _ in range(CONNECTIONS)]
        times = [run.result() for run in running]
    return max(end for _, end in times) - min(start for start, _ in times)


def deletion_cost(*, limit_ms: int = LIMIT_MS) -> dict[str, Any]:
    """Delete a site of SCANS_OF_DELETED scans as the admin does: ms in the database.

    The time is that of all its statements, the checks at the end of the transaction
    included, as the median of RUNS; a floor when one of them was broken off. {} when
    there is no site.
    """
    site = _site_to_delete()
    if site is None:
        return {}
    taken: list[float] = []
    with statement_timeout(limit_ms):
        while len(taken) < RUNS:
            spent: list[float] = []
            try:
                with transaction.atomic(), connection.execute_wrapper(_timing(spent)):
                    deletion.delete(Site.objects.filter(pk=site))
                    with connection.cursor() as cursor:
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    transaction.set_rollback(True)
            except OperationalError as error:
                if not isinstance(error.__cause__, QueryCanceled):
                    raise
                return {"site": site, "ms": sum(spent), "is_floor": True}
            taken.append(sum(spent))
    return {"site": site, "ms": median(taken), "is_floor": False}


def _site_to_delete() -> int | None:
    """Of some sites with SCANS_OF_DELETED scans, or the most below, the middle one.

    That is the one in the middle when they are ordered by their changes.
    """
    counted = Site.objects.annotate(number=Count("scans"))
    fitting = counted.filter(number__lte=SCANS_OF_DELETED).order_by("-number", "pk")
    sites = list(fitting.values_list("number", "pk")[:_SITES])
    alike = [pk for number, pk in sites if number == sites[0][0]]
    changes = dict(
        TokenChange.objects.filter(site__in=alike)
        .values_list("site")
        .annotate(number=Count("pk"))
    )
    alike.sort(key=lambda pk: changes.get(pk, 0))
    return alike[len(alike) // 2] if alike else None


def _timing(spent: list[float]) -> Callable[..., Any]:
    """An execute wrapper that notes the milliseconds of each statement."""

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((time.perf_counter() - start) * 1000)

    return timed


def _rows(written: Written) -> tuple[bytes, str]:
    """The newest rows of a table in COPY's text format, and the columns that they have."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
              AND attname <> 'id' AND attgenerated = ''
            ORDER BY attnum
            """,
            [quote(written.table)],
        )
        columns = [name for (name,) in cursor.fetchall()]
        values = ", ".join(written.replaced.get(name, quote(name)) for name in columns)
        newest = f"SELECT {values} FROM {quote(written.table)} ORDER BY id DESC"  # noqa: S608
        with cursor.copy(f"COPY ({newest} LIMIT {written.rows}) TO STDOUT") as copy:
            lines = b"".join(bytes(part) for part in copy)
    return lines, ", ".join(map(quote, columns))


def _wal_position() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
        )
        (position,) = cursor.fetchone()
    return int(position)


def _sizes(table: str) -> tuple[int, int]:
    """Bytes of a table with its TOAST, and of its indexes; of all partitions together."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT sum(pg_table_size(oid))::bigint, sum(pg_indexes_size(oid))::bigint
            FROM pg_class
            WHERE oid = to_regclass(%(table)s)
               OR oid IN (SELECT inhrelid FROM pg_inherits
                          WHERE inhparent = to_regclass(%(table)s))
            """,
            {"table": connection.ops.quote_name(table)},
        )
        table_bytes, index_bytes = cursor.fetchone()
    return int(table_bytes), int(index_bytes)
