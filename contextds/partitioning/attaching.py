"""A month made anew as a table of its own, and put into its parent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import ForeignKey, Model

from contextds.partitioning.detaching import lock
from contextds.partitioning.months import bounds, partition_name, shifted


def create_detached(
    model: type[Model], month: date, *, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Create an empty table like the parent, with its indexes and rules.

    Without its identity: ids come from the parent's sequence.
    """
    quote = connections[using].ops.quote_name
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {quote(partition_name(model, month))} (LIKE"
            f" {quote(model._meta.db_table)} INCLUDING ALL EXCLUDING IDENTITY)"
        )


def attach(model: type[Model], month: date, *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Put a month of its own into its parent; returns how many rows were deleted.

    Those are the rows whose foreign keys point at nothing any more: what they belonged to
    was deleted while the month was out. The tables that they point at are locked against
    writing, not reading, until the transaction ends, so that none is deleted between.

    A CHECK of the month's bounds comes first: with it ATTACH need not read the table, and
    it fails on a row of another month (IntegrityError) before any other table is locked.
    Runs in a transaction of its own, or a savepoint.
    """
    quote = connections[using].ops.quote_name
    parent = quote(model._meta.db_table)
    partition = quote(partition_name(model, month))
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    key = quote(columns[getattr(model, "partition_key")])  # noqa: B009
    check = quote(f"{partition_name(model, month)}_bounds")
    pointing = _foreign_keys(model)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {partition} ADD CONSTRAINT {check} CHECK"
            f" ({key} >= '{month} 00:00:00+00'"
            f" AND {key} < '{shifted(month, 1)} 00:00:00+00')"
        )
        targets = [quote(to.remote_field.model._meta.db_table) for to in pointing]
        lock(cursor, (*dict.fromkeys(targets), parent), "SHARE ROW EXCLUSIVE")
        deleted = 0
        for to, target in zip(pointing, targets, strict=True):
            cursor.execute(
                f"DELETE FROM {partition} AS late WHERE NOT EXISTS (SELECT FROM {target}"  # noqa: S608
                f" AS there WHERE there.{quote(str(to.target_field.column))}"
                f" = late.{quote(columns[to.name])})"
            )
            deleted += cursor.rowcount
        cursor.execute(
            f"ALTER TABLE {parent} ATTACH PARTITION {partition}"
            f" FOR VALUES {bounds(month)}"
        )
        cursor.execute(f"ALTER TABLE {partition} DROP CONSTRAINT {check}")
    return deleted


def _foreign_keys(model: type[Model]) -> Sequence[ForeignKey[Model, Model]]:
    """The foreign keys that must point at a row, those without a constraint too."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not field.null
    ]
