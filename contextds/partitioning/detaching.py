"""A month taken out of its table.

Nothing here waits longer than the connection's `lock_timeout`: what could not be had
raises OperationalError (SQLSTATE 55P03) and may be called again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from contextds.partitioning.months import Place, months_of, partition_name


def detach(model: type[Model], month: date, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Take a month out of its parent; it stays as a table of its own, without foreign keys.

    A month that was detached by half, or wholly, is brought to the same end.

    Where the table has no foreign keys, CONCURRENTLY: readers and writers of the parent
    go on meanwhile; outside a transaction. Where it has some, the detached month keeps
    them, and rows that others point at could no longer be deleted: nothing cascades into
    a table that Django does not know. So they go in the same transaction, which nobody
    can see half done; that needs the locks that CONCURRENTLY would avoid, for an instant.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    parent, partition = (
        quote(model._meta.db_table),
        quote(partition_name(model, month)),
    )
    place = (months_of(model, using=using) or {}).get(month)
    with connection.cursor() as cursor:
        if place is Place.PENDING:
            cursor.execute(
                f"ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE"
            )
        elif place is Place.ATTACHED and not _foreign_keys(cursor, parent):
            cursor.execute(
                f"ALTER TABLE {parent} DETACH PARTITION {partition} CONCURRENTLY"
            )
        elif place is Place.ATTACHED:
            with transaction.atomic(using=using):
                lock(cursor, (*_referenced(cursor, parent), parent, partition))
                cursor.execute(f"ALTER TABLE {parent} DETACH PARTITION {partition}")
                drop_foreign_keys(model, month, using=using)
    if place is not None:
        drop_foreign_keys(model, month, using=using)


def drop_foreign_keys(
    model: type[Model], month: date, *, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Drop the foreign keys that a detached month has kept; none left is no error."""
    quote = connections[using].ops.quote_name
    partition = quote(partition_name(model, month))
    with connections[using].cursor() as cursor:
        keys = _foreign_keys(cursor, partition)
        if not keys:
            return
        dropped = ", ".join(f"DROP CONSTRAINT {quote(key)}" for key, _ in keys)
        cursor.execute(f"ALTER TABLE {partition} {dropped}")


def drop(model: type[Model], month: date, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop the table of a detached month. Raises ValueError for one that is attached."""
    if (months_of(model, using=using) or {}).get(month) is not Place.DETACHED:
        raise ValueError(f"{partition_name(model, month)} is no detached month")
    quote = connections[using].ops.quote_name
    with connections[using].cursor() as cursor:
        cursor.execute(f"DROP TABLE {quote(partition_name(model, month))}")


def lock(
    cursor: CursorWrapper, tables: Iterable[str], mode: str = "ACCESS EXCLUSIVE"
) -> None:
    """Lock tables (quoted names) in this order, until the transaction ends.

    Only the first is waited for: whoever holds one lock and waits for the next may wait
    in a circle, and the one that PostgreSQL ends then could be a visitor's request.
    """
    nowait = ""
    for table in tables:
        cursor.execute(f"LOCK TABLE ONLY {table} IN {mode} MODE{nowait}")
        nowait = " NOWAIT"


def _referenced(cursor: CursorWrapper, table: str) -> list[str]:
    return sorted({referenced for _, referenced in _foreign_keys(cursor, table)})


def _foreign_keys(cursor: CursorWrapper, table: str) -> list[tuple[str, str]]:
    """Return name and referenced table (quoted) of each foreign key of a table."""
    cursor.execute(
        "SELECT conname, confrelid::regclass::text FROM pg_constraint"
        " WHERE conrelid = to_regclass(%s) AND contype = 'f' ORDER BY conname",
        [table],
    )
    return list(cursor.fetchall())
