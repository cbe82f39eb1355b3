"""Tables partitioned by month: the migration operation, and the months made ahead.

A model says that it is partitioned by a class attribute that names the column:

    class AuditLog(models.Model):
        partition_key = "created_at"

In its generated migration, `migrations.CreateModel(` is then replaced, by hand and once,
by `CreatePartitionedModel(` (same arguments); the autodetector sees the same model state
and asks for nothing further. Indexes, in the operation's options or as `AddIndex`, go
to the parent, from which every partition inherits them.

There is no DEFAULT partition: it would block DETACH CONCURRENTLY and every later month
whose rows it already holds. So the months are made before their rows come.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    connections,
    migrations,
    transaction,
)
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations.state import ProjectState
from django.db.models import Model

logger = logging.getLogger(__name__)

#: How many months after the current one are kept ready.
MONTHS_AHEAD = 3
#: Serialises ensure_months() between processes; any number that nothing else locks.
_ADVISORY_LOCK = 7_226_150_331


class CreatePartitionedModel(migrations.CreateModel):
    """CreateModel whose table is PARTITION BY RANGE (key), with PRIMARY KEY (id, key).

    PostgreSQL wants the key in the primary key; Django goes on with `id` alone.
    """

    def __init__(
        self, *args: Any, partition_key: str = "created_at", **kwargs: Any
    ) -> None:
        """Take CreateModel's arguments and the name of the timestamptz column."""
        super().__init__(*args, **kwargs)
        self.partition_key = partition_key

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Return what the migration writer writes."""
        name, args, kwargs = super().deconstruct()
        return name, args, kwargs | {"partition_key": self.partition_key}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the parent table and its indexes; the months come from ensure_months()."""
        model = to_state.apps.get_model(app_label, self.name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        statement, params = schema_editor.table_sql(model)
        columns, _, _ = statement.rpartition(")")
        if len(model._meta.pk_fields) != 1 or columns.count(" PRIMARY KEY") != 1:
            raise ValueError(f"{self.name} needs a primary key of one column")
        quote = schema_editor.quote_name
        pk = model._meta.pk.column
        key = model._meta.get_field(self.partition_key).column
        schema_editor.execute(
            f"{columns.replace(' PRIMARY KEY', '')},"
            f" PRIMARY KEY ({quote(pk)}, {quote(key)}))"
            f" PARTITION BY RANGE ({quote(key)})",
            params or None,
        )
        for index in schema_editor._model_indexes_sql(model):  # type: ignore[attr-defined]
            schema_editor.deferred_sql.append(index)


def partitioned_models() -> Iterator[type[Model]]:
    """Yield the installed models that name a `partition_key`."""
    return (model for model in apps.get_models() if hasattr(model, "partition_key"))


def partition_name(model: type[Model], month: date) -> str:
    """Return the table of one month: `token_changes_2026_11`."""
    return f"{model._meta.db_table}_{month:%Y_%m}"


def ensure_months(
    ahead: int = MONTHS_AHEAD,
    start: date | None = None,
    *,
    models: Iterable[type[Model]] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> list[str]:
    """Create the missing partitions and return their names; none missing costs a query.

    From the month of `start` (default: the month before the current one, for rows that
    come late) to `ahead` months after the current one, by the database's clock in UTC.
    `models` defaults to partitioned_models(); those without a table yet are left out.
    Any number of processes may call it at once.
    """
    chosen = list(partitioned_models() if models is None else models)
    with connections[using].cursor() as cursor:
        current = _current_month(cursor)
        first = start.replace(day=1) if start else _shift(current, -1)
        months = list(_months(first, _shift(current, ahead)))
        if not any(_missing(cursor, model, months) for model in chosen):
            return []
    created = []
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        for model in chosen:
            for month in _missing(cursor, model, months):
                _create(cursor, model, month)
                created.append(partition_name(model, month))
    return created


def months_ahead(model: type[Model], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Return how many months after the current one have their partition, without a gap.

    -1 means that even the current month has none: rows are refused now.
    """
    with connections[using].cursor() as cursor:
        month = _current_month(cursor)
        partitions = _partitions(cursor, model) or set()
    count = -1
    while partition_name(model, month) in partitions:
        count += 1
        month = _shift(month, 1)
    return count


def ensure_months_at_start() -> None:
    """Call ensure_months() where a database that does not answer must stop nothing."""
    try:
        ensure_months()
    except DatabaseError as error:
        logger.warning("No months made ahead: %s", " ".join(str(error).split()))
    finally:
        connections.close_all()


def ensure_months_in_background() -> None:
    """Call ensure_months_at_start() in a thread: a web server answers meanwhile."""
    threading.Thread(target=ensure_months_at_start, daemon=True).start()


def _create(cursor: CursorWrapper, model: type[Model], month: date) -> None:
    quote = cursor.db.ops.quote_name
    # Without +00 the bounds would be midnights of the session's time zone.
    cursor.execute(
        f"CREATE TABLE {quote(partition_name(model, month))}"
        f" PARTITION OF {quote(model._meta.db_table)}"
        f" FOR VALUES FROM ('{month} 00:00:00+00')"
        f" TO ('{_shift(month, 1)} 00:00:00+00')"
    )


def _missing(
    cursor: CursorWrapper, model: type[Model], months: Iterable[date]
) -> list[date]:
    partitions = _partitions(cursor, model)
    if partitions is None:
        return []
    return [m for m in months if partition_name(model, m) not in partitions]


def _partitions(cursor: CursorWrapper, model: type[Model]) -> set[str] | None:
    """Return the attached partitions of a model's table, None when it has no table."""
    cursor.execute(
        "SELECT parent.oid, child.relname"
        " FROM (SELECT to_regclass(%s) AS oid) AS parent"
        " LEFT JOIN pg_inherits ON pg_inherits.inhparent = parent.oid"
        " LEFT JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid",
        [cursor.db.ops.quote_name(model._meta.db_table)],
    )
    rows = cursor.fetchall()
    if rows[0][0] is None:
        return None
    return {name for _, name in rows}


def _current_month(cursor: CursorWrapper) -> date:
    cursor.execute("SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date")
    (month,) = cursor.fetchone()
    assert isinstance(month, date)
    return month


def _shift(month: date, by: int) -> date:
    years, index = divmod(month.month - 1 + by, 12)
    return date(month.year + years, index + 1, 1)


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _shift(first, 1)
