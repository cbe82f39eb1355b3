"""An archived month back in its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from contextds import partitioning
from contextds.audit.recording import record
from contextds.database.models import Archive, ArchiveState
from contextds.database.retention import parquet, storage
from contextds.database.retention.archiving import (
    check_bytes,
    move,
    stored_manifest,
    table_size,
)
from contextds.database.retention.manifest import Column, Manifest
from contextds.database.retention.parquet import Row
from contextds.database.retention.patience import RetentionError, patiently
from contextds.partitioning import Place

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows in the table, and rows whose site or version is gone."""

    rows: int
    skipped: int


def restore(model: type[Model], month: date) -> Restored | None:
    """Put an archived month back; None when it is back already.

    One transaction: whatever goes wrong, nothing has changed. The archive stays in the
    storage. A month that was detached and not dropped yet is attached again.
    Raises RetentionError.
    """
    table = model._meta.db_table
    row = Archive.objects.filter(table=table, month=month).first()
    if row is None:
        raise RetentionError(
            f"There is no archive of {table} {month:%Y-%m}: `manage.py restorearchive "
            "--list` shows those that are."
        )
    place = (partitioning.months_of(model) or {}).get(month)
    if row.state == ArchiveState.RESTORED:
        return None
    name = partitioning.partition_name(model, month)
    if row.state != ArchiveState.DROPPED:
        if place is not Place.DETACHED:
            raise RetentionError(
                f"{row} is on its way out of the database ({row.state}): run "
                "`manage.py maintain --only changes`, then this again."
            )
        with transaction.atomic():
            return _put_back(row, model, month, table_size(name)[0])
    if place is not None:
        raise RetentionError(
            f"There is a table {name} already, with rows that are not in the archive: "
            "move them away and drop it, then run this again."
        )
    found = stored_manifest(row)
    _check_columns(found, parquet.columns_of(table), table)
    with storage.fetched(row.key) as file:
        check_bytes(row, found, storage.sha256(file))
        with transaction.atomic():
            partitioning.create_detached(model, month)
            content = parquet.Content()
            _copy(name, found.columns, content.of(parquet.read(file, found.columns)))
            if (content.rows, content.sha256) != (found.rows, found.content):
                raise RetentionError(
                    f"{row.key} holds other rows than its manifest says: "
                    f"{content.rows} instead of {found.rows}, or others."
                )
            return _put_back(row, model, month, content.rows)


def _put_back(row: Archive, model: type[Model], month: date, rows: int) -> Restored:
    skipped = patiently(lambda: partitioning.attach(model, month))
    restored = Restored(rows - skipped, skipped)
    move(row, ArchiveState.RESTORED)
    record("archive.restored", row, details=asdict(restored))
    return restored


def _copy(
    name: str, columns: Sequence[Column], batches: Iterable[Sequence[Row]]
) -> None:
    """Copy rows into a table."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    times = [n for n, column in enumerate(columns) if parquet.is_time(column)]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(name)} ({names}) FROM STDIN") as copy,
    ):
        for batch in batches:
            for row in batch:
                copy.write_row(_with_times(row, times))


def _with_times(row: Row, times: Sequence[int]) -> list[Any]:
    values = list(row)
    for n in times:
        if values[n] is not None:
            values[n] = _EPOCH + timedelta(microseconds=values[n])
    return values


def _check_columns(found: Manifest, present: Sequence[Column], table: str) -> None:
    """Refuse an archive whose columns the table does not have as they were."""
    missing = [
        f"{column.name} {column.type}"
        for column in found.columns
        if column not in present
    ]
    if missing:
        raise RetentionError(
            f"The archive was written by another version: {table} has no "
            f"{', '.join(missing)} now. Restore it with that version, in another "
            "database."
        )
