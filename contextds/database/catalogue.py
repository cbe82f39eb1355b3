"""What PostgreSQL's catalogue says about indexes and foreign keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

#: The apps whose tables are ours.
OURS = ("accounts", "audit", "database", "billing", "tokens", "scanner", "mcp")
_DEFINITION = re.compile(
    r" USING (?P<method>\w+) \((?P<keys>.*?)\)"
    r"(?: NULLS NOT DISTINCT)?(?: WITH \(.*?\))?(?: WHERE (?P<condition>.*))?$"
)


@dataclass(frozen=True, slots=True)
class Index:
    """One index: its keys in order, each as PostgreSQL writes it ("created_at DESC")."""

    table: str
    name: str
    method: str
    keys: tuple[str, ...]
    condition: str
    unique: bool
    primary: bool
    valid: bool


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign key constraint and the columns it is on."""

    table: str
    name: str
    columns: tuple[str, ...]


def our_tables() -> set[str]:
    """Return the tables of our models.

    Those between a user and Django's groups and permissions are Django's to index.
    """
    return {
        model._meta.db_table
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
    }


def indexes(*, using: str = DEFAULT_DB_ALIAS) -> list[Index]:
    """Return every index of our tables; of partitioned ones the parent's only."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            SELECT tab.relname, ind.relname, pg_get_indexdef(ind.oid),
                   indisunique, indisprimary, indisvalid
            FROM pg_index
            JOIN pg_class AS ind ON ind.oid = indexrelid
            JOIN pg_class AS tab ON tab.oid = indrelid
            WHERE tab.relnamespace = 'public'::regnamespace
              AND tab.relname = ANY (%s)
            ORDER BY 1, 2
            """,
            [sorted(our_tables())],
        )
        return [_index(*row) for row in cursor.fetchall()]


def unindexed_foreign_keys(*, using: str = DEFAULT_DB_ALIAS) -> list[ForeignKey]:
    """Return the foreign keys of our tables that no whole index leads with.

    Deleting or changing a row of the table that they point to reads all of theirs.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            SELECT tab.relname, con.conname,
                   ARRAY(SELECT attname::text
                         FROM unnest(con.conkey) WITH ORDINALITY AS key (number, place)
                         JOIN pg_attribute
                           ON attrelid = con.conrelid AND attnum = key.number
                         ORDER BY place)
            FROM pg_constraint AS con
            JOIN pg_class AS tab ON tab.oid = con.conrelid
            WHERE con.contype = 'f'
              AND con.conparentid = 0
              AND tab.relname = ANY (%s)
              AND NOT EXISTS (
                  SELECT FROM pg_index
                  WHERE indrelid = con.conrelid
                    AND indisvalid
                    AND indpred IS NULL
                    AND (indkey::int2[])[0:cardinality(con.conkey) - 1]
                        @> con.conkey
              )
            ORDER BY 1, 2
            """,
            [sorted(our_tables())],
        )
        return [
            ForeignKey(table, name, tuple(columns))
            for table, name, columns in cursor.fetchall()
        ]


def duplicates(found: list[Index]) -> Iterator[tuple[Index, Index]]:
    """Yield pairs of which the second does all that the first does."""
    for one in found:
        for other in found:
            if one is not other and _needless(one, other):
                yield one, other


def _needless(one: Index, other: Index) -> bool:
    alike = (one.table, one.method, one.condition) == (
        other.table,
        other.method,
        other.condition,
    )
    if not alike or other.keys[: len(one.keys)] != one.keys:
        return False
    if len(other.keys) > len(one.keys):
        return not one.unique
    # The same keys: one of two equal ones is named, the plain one before the unique.
    return (one.unique, one.name) < (other.unique, other.name)


def _index(
    table: str, name: str, definition: str, unique: bool, primary: bool, valid: bool
) -> Index:
    parts = _DEFINITION.search(definition)
    assert parts is not None
    condition = parts["condition"] or ""
    if condition.startswith("("):
        condition = condition[1:-1]
    keys = tuple(key.replace('"', "") for key in parts["keys"].split(", "))
    return Index(table, name, parts["method"], keys, condition, unique, primary, valid)
