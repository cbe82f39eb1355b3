"""Months on their way into the archive: detached, written, verified, dropped.

Each step ends with one UPDATE that moves the month's row of `archives` from the state
before to the one after, together with what it did where that is in the database. So a
process may be killed anywhere: the next one starts from the last state that was reached,
and repeats what it cannot know to be done. Rows leave the database last, in the
transaction that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO

from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Model
from django.db.models.functions import Now

from contextds import partitioning
from contextds.audit.recording import record
from contextds.database.models import Archive, ArchiveState
from contextds.database.retention import manifest, parquet, storage
from contextds.database.retention.manifest import Manifest
from contextds.database.retention.patience import RetentionError, patiently
from contextds.database.retention.work import Work
from contextds.partitioning import Place
from tokens.models import TokenChange

#: Tables whose months are archived; those of other partitioned tables are dropped.
ARCHIVED: tuple[type[Model], ...] = (TokenChange,)


def archived_model(table: str) -> type[Model]:
    """Return the model of a table that is archived. Raises RetentionError for others."""
    models = {model._meta.db_table: model for model in ARCHIVED}
    if table not in models:
        raise RetentionError(
            f"{table} is no table whose months are archived. Those are: "
            f"{', '.join(sorted(models))}."
        )
    return models[table]


def archived_months(model: type[Model], using: str) -> set[date]:
    """Return the months of a model's table that lie in the archive, or are on their way."""
    with connections[using].cursor() as cursor:
        # Asked by the first migrate too, which makes one table after the other.
        cursor.execute("SELECT to_regclass('archives') IS NOT NULL")
        (there,) = cursor.fetchone()
    if not there:
        return set()
    archives = Archive.objects.using(using).filter(table=model._meta.db_table)
    out = archives.exclude(state=ArchiveState.RESTORED)
    return set(out.values_list("month", flat=True))


def archive(work: Work, model: type[Model], before: date) -> None:
    """Archive each month that ended by the day `before`, and what was begun already.

    A month that fails does not stop the others; raises RetentionError for them in the end.
    """
    failures = []
    for month in list(_due(model, before, archive_restored=work.archive_restored)):
        name = partitioning.partition_name(model, month)
        rows, size = table_size(name)
        if work.dry_run:
            work.add(rows, size, f"{month:%Y-%m} would be archived")
            continue
        try:
            _carry_on(model, month)
        except (RetentionError, DatabaseError) as error:
            if not connection.is_usable():
                raise
            failures.append(f"{month:%Y-%m}: {error}")
        else:
            work.add(rows, size, f"{month:%Y-%m} archived")
    if failures:
        raise RetentionError(" ".join(failures))


def move(row: Archive, state: ArchiveState, **facts: object) -> None:
    """Take a month from the state that `row` has to `state`, by compare-and-set.

    Raises RetentionError when another process has changed it meanwhile.
    """
    changed = Archive.objects.filter(
        pk=row.pk, state=row.state, key=row.key, sha256=row.sha256
    ).update(state=state, updated_at=Now(), **facts)
    if not changed:
        raise RetentionError(f"{row} was changed by another process: look again.")
    row.refresh_from_db()


def verified(row: Archive) -> Manifest:
    """Read an archive back from the storage; returns its manifest.

    The file's bytes are those of the row and of the manifest, and its rows are as many as
    the manifest says, with the same content. Raises RetentionError.
    """
    found = stored_manifest(row)
    with storage.fetched(row.key) as file:
        check_bytes(row, found, storage.sha256(file))
        content = parquet.Content()
        for _ in content.of(parquet.read(file, found.columns)):
            pass
    if (content.rows, content.sha256) != (found.rows, found.content):
        raise RetentionError(
            f"{row.key} holds other rows than its manifest says: {content.rows} instead "
            f"of {found.rows}, or others."
        )
    return found


def stored_manifest(row: Archive) -> Manifest:
    """Read the manifest beside an archive. Raises RetentionError."""
    key = manifest.manifest_key(row.key)
    with storage.fetched(key) as file:
        return manifest.from_json(file.read(), key)


def check_bytes(row: Archive, found: Manifest, sha256: str) -> None:
    """Compare a file's hash with what the database and the manifest say of it."""
    if not sha256 == row.sha256 == found.sha256:
        raise RetentionError(
            f"{row.key} is damaged: its SHA-256 is {sha256}, its manifest says "
            f"{found.sha256}, the database {row.sha256}. Bring it back from a backup of "
            "the storage."
        )


def table_size(table: str) -> tuple[int, int]:
    """Return the rows of a table, counted, and its bytes with those of its indexes."""
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), pg_total_relation_size(%s::regclass) FROM {quoted}",  # noqa: S608
            [quoted],
        )
        rows, size = cursor.fetchone()
    return int(rows), int(size)


def _due(model: type[Model], before: date, *, archive_restored: bool) -> Iterator[date]:
    """Months to archive: those out of their table already, and the old ones within."""
    restored = set(
        Archive.objects.filter(
            table=model._meta.db_table, state=ArchiveState.RESTORED
        ).values_list("month", flat=True)
    )
    for month, place in (partitioning.months_of(model) or {}).items():
        old = partitioning.shifted(month, 1) <= before
        asked_for = archive_restored or month not in restored
        if place is not Place.ATTACHED or (old and asked_for):
            yield month


def _carry_on(model: type[Model], month: date) -> None:
    """Bring one month to its end from wherever it is."""
    row = patiently(lambda: _detach(model, month))
    if row.state == ArchiveState.DETACHED:
        _write(row, model, month)
    if row.state == ArchiveState.WRITTEN:
        _verify(row, model, month)
    _drop(row, model, month)


def _detach(model: type[Model], month: date) -> Archive:
    """Take the month out of its table and say so, in one transaction."""
    table = model._meta.db_table
    place = (partitioning.months_of(model) or {}).get(month)
    with transaction.atomic():
        row, _ = Archive.objects.get_or_create(table=table, month=month)
        if row.state == ArchiveState.DROPPED:
            raise RetentionError(
                f"{partitioning.partition_name(model, month)} is there although that "
                f"month is archived in {row.key}: rows came in later by hand. Nothing is "
                "done with it; move these rows away, drop the table, then restore the "
                "month and put them back."
            )
        if place is Place.ATTACHED or row.state == ArchiveState.RESTORED:
            move(row, ArchiveState.DETACHED)
        partitioning.detach(model, month)
    return row


def _write(row: Archive, model: type[Model], month: date) -> None:
    """Write the month and its manifest into the storage."""
    name = partitioning.partition_name(model, month)
    columns = parquet.columns_of(name)
    content = parquet.Content()
    with storage.scratch_file() as file:
        with parquet.rows_of(name, columns) as batches:
            parquet.write(file, columns, content.of(batches))
        sha256 = storage.sha256(file)
        key = manifest.key_of(row.table, month, sha256)
        written = Manifest(
            table=row.table,
            month=f"{month:%Y-%m}",
            file=key.rpartition("/")[2],
            rows=content.rows,
            size=file.seek(0, 2),
            sha256=sha256,
            content=content.sha256,
            columns=columns,
            min_id=content.first[_id(columns)] if content.first else None,
            max_id=content.last[_id(columns)] if content.last else None,
        )
        storage.keep(key, file)
    storage.keep(manifest.manifest_key(key), BytesIO(written.to_json()))
    move(row, ArchiveState.WRITTEN, key=key, rows=content.rows, sha256=sha256)


def _verify(row: Archive, model: type[Model], month: date) -> None:
    """Compare what the storage gives back with the table, row by row."""
    name = partitioning.partition_name(model, month)
    with _written_again_on_failure(row):
        found = verified(row)
        content = parquet.Content()
        with parquet.rows_of(name, found.columns) as batches:
            for _ in content.of(batches):
                pass
        if (content.rows, content.sha256) != (found.rows, found.content):
            raise RetentionError(f"{row.key} does not hold the rows of {name}.")
    move(row, ArchiveState.VERIFIED)


def _drop(row: Archive, model: type[Model], month: date) -> None:
    """Drop the month's table and say so, in one transaction.

    The state may be days old: what cannot be read at this moment is not dropped.
    """
    with _written_again_on_failure(row):
        found = stored_manifest(row)
        with storage.fetched(row.key) as file:
            check_bytes(row, found, storage.sha256(file))
    patiently(lambda: _drop_table(row, model, month))


def _drop_table(row: Archive, model: type[Model], month: date) -> None:
    with transaction.atomic():
        partitioning.drop(model, month)
        move(row, ArchiveState.DROPPED)
        record("archive.dropped", row, details={"key": row.key, "rows": row.rows})


@contextmanager
def _written_again_on_failure(row: Archive) -> Iterator[None]:
    """Send a month whose archive is no good back to its table, which is still there."""
    try:
        yield
    except RetentionError:
        move(row, ArchiveState.DETACHED)
        raise


def _id(columns: tuple[manifest.Column, ...]) -> int:
    return [column.name for column in columns].index("id")
