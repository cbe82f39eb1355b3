"""Rows of a table to a Parquet file and back, a batch at a time, whatever their number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection, transaction

from contextds.database.retention.manifest import Column
from contextds.database.retention.patience import RetentionError

#: Rows that are in memory at once: one row group of the file.
BATCH = 10_000
ZSTD_LEVEL = 6

#: A row as Python has it: numbers, text and None; times in microseconds since 1970.
Row = tuple[Any, ...]
_TIME = "timestamp with time zone"
_TYPES = {
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "smallint": pa.int16(),
    "boolean": pa.bool_(),
    "text": pa.string(),
    "character varying": pa.string(),
    "jsonb": pa.string(),
    "inet": pa.string(),
    _TIME: pa.timestamp("us", tz="UTC"),
}


@dataclass(slots=True)
class Content:
    """What passes through it, counted and hashed: equal contents are equal rows."""

    rows: int = 0
    first: Row | None = None
    last: Row | None = None
    _digest: Any = field(default_factory=hashlib.sha256)

    def of(self, batches: Iterable[Sequence[Row]]) -> Iterator[Sequence[Row]]:
        """Yield `batches` as they are."""
        for batch in batches:
            if self.first is None:
                self.first = batch[0]
            self.last = batch[-1]
            self.rows += len(batch)
            for row in batch:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
                self._digest.update(line.encode() + b"\n")
            yield batch

    @property
    def sha256(self) -> str:
        """The hash of the rows so far, in hexadecimal."""
        digest: str = self._digest.hexdigest()
        return digest


def columns_of(table: str) -> tuple[Column, ...]:
    """Return the columns of a table in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped"
            " ORDER BY attnum",
            [connection.ops.quote_name(table)],
        )
        return tuple(Column(*row) for row in cursor.fetchall())


def write(
    file: IO[bytes], columns: Sequence[Column], batches: Iterable[Sequence[Row]]
) -> None:
    """Write rows as Parquet, compressed by zstd, a row group for each batch.

    Raises RetentionError when the file cannot be written.
    """
    schema = pa.schema([(column.name, _arrow_type(column)) for column in columns])
    try:
        with pq.ParquetWriter(
            file, schema, compression="zstd", compression_level=ZSTD_LEVEL
        ) as writer:
            for batch in batches:
                arrays = [
                    pa.array(values, _stored_type(column)).cast(_arrow_type(column))
                    for column, values in zip(
                        columns, zip(*batch, strict=True), strict=True
                    )
                ]
                writer.write_table(pa.table(arrays, schema=schema))
        file.flush()
    except OSError as error:
        raise RetentionError(
            f"The Parquet file cannot be written in DATA_DIR: {error}. Make room, then "
            "run this again; nothing was lost."
        ) from error


def read(file: IO[bytes], columns: Sequence[Column]) -> Iterator[Sequence[Row]]:
    """Yield the rows of a file. Raises RetentionError for a damaged or another file."""
    try:
        parquet = pq.ParquetFile(file)
        expected = [(column.name, _arrow_type(column)) for column in columns]
        found = [(column.name, column.type) for column in parquet.schema_arrow]
        if found != expected:
            raise RetentionError(
                "The Parquet file has other columns than its manifest says."
            )
        for batch in parquet.iter_batches(batch_size=BATCH):
            values = [
                array.cast(_stored_type(column)).to_pylist()
                for column, array in zip(columns, batch.columns, strict=True)
            ]
            if rows := list(zip(*values, strict=True)):
                yield rows
    except (pa.ArrowException, OSError) as error:
        raise RetentionError(f"The Parquet file is damaged: {error}.") from error


@contextmanager
def rows_of(table: str, columns: Sequence[Column]) -> Iterator[Iterator[Sequence[Row]]]:
    """The rows of a table by `id`, as one snapshot of it sees them, from a cursor there."""
    quote = connection.ops.quote_name
    chosen = ", ".join(_selected(column, quote(column.name)) for column in columns)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f"SELECT {chosen} FROM {quote(table)} ORDER BY {quote('id')}"  # noqa: S608
            )
            yield iter(lambda: cursor.fetchmany(BATCH), [])


def is_time(column: Column) -> bool:
    """Whether a column holds times: microseconds since 1970 in a Row."""
    return column.type == _TIME


def _selected(column: Column, name: str) -> str:
    """A column as text or number: what JSON and Parquet hold without loss."""
    if is_time(column):
        return f"(extract(epoch FROM {name}) * 1000000)::bigint"
    return f"{name}::text" if column.type in ("jsonb", "inet") else name


def _arrow_type(column: Column) -> Any:
    known = _TYPES.get(column.type.partition("(")[0])
    if known is None:
        raise RetentionError(
            f"The column {column.name} is of type {column.type}, which is not archived."
        )
    return known


def _stored_type(column: Column) -> Any:
    """The type that a value passes through Python in."""
    return pa.int64() if is_time(column) else _arrow_type(column)
