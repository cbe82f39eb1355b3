"""What PostgreSQL's catalogue says about indexes and foreign keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

#: The apps whose tables are ours.
OURS = ("accounts", "audit", "database", "billing", "tokens", "scanner", "mcp")
_DEFINITION = re.compile(
    r" USING (?P<declaration>(?P<method>\w+) \((?P<keys>.*?)\)"
    r"(?: INCLUDE \((?P<included>.*?)\))?(?: NULLS NOT DISTINCT)?"
    r"(?: WITH \(.*?\))?(?: WHERE (?P<condition>.*))?)$"
)
#: What pg_get_indexdef adds to what was written, and what stands there without it. The
#: casts also differ between an index that was made and one that a dump brought back.
_ADDED = (
    (r"::(?:character varying|text)(?:\[\])?", ""),
    (r"(?:(?<=[(\[])|(?<=, ))\((\w+|'[^']*')\)", r"\1"),
    (r"= ANY \((\()?ARRAY\[([^\]]*)\](?(1)\))\)", r"IN (\2)"),
    (r" WHERE \((.*)\)$", r" WHERE \1"),
)


@dataclass(frozen=True, slots=True)
class Index:
    """One index: its keys in order, each as PostgreSQL writes it ("created_at DESC").

    `declaration` is its definition from the method on, with UNIQUE before it, and
    without the casts and parentheses that PostgreSQL adds.
    """

    table: str
    name: str
    declaration: str
    method: str
    keys: tuple[str, ...]
    included: tuple[str, ...]
    condition: str
    unique: bool
    primary: bool
    valid: bool


@dataclass(frozen=True, slots=True)
class PartitionIndex:
    """One partition and one index: the parent's, or one of its own."""

    partition: str
    name: str


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign key constraint and the columns it is on."""

    table: str
    name: str
    columns: tuple[str, ...]


def our_models() -> list[type[Model]]:
    """Return our models.

    The tables between a user and Django's groups and permissions are Django's to index.
    """
    return [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
    ]


def our_tables() -> set[str]:
    """Return the tables of our models."""
    return {model._meta.db_table for model in our_models()}


def indexes(*, using: str = DEFAULT_DB_ALIAS) -> list[Index]:
    """Return every index of our tables; of partitioned ones the parent's only."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            SELECT tab.relname, ind.relname, pg_get_indexdef(ind.oid),
                   indisunique, indisprimary, indisvalid AND indisready AND indislive
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


def incomplete(*, using: str = DEFAULT_DB_ALIAS) -> list[PartitionIndex]:
    """Return where a partition lacks its part of its parent's index, or has it invalid."""
    return _partitions(
        """
        SELECT part.relname, ind.relname
        FROM pg_index AS own
        JOIN pg_class AS ind ON ind.oid = own.indexrelid AND ind.relkind = 'I'
        JOIN pg_class AS tab ON tab.oid = own.indrelid
        JOIN pg_inherits AS parts
          ON parts.inhparent = own.indrelid AND NOT parts.inhdetachpending
        JOIN pg_class AS part ON part.oid = parts.inhrelid
        WHERE NOT EXISTS (
                  SELECT FROM pg_inherits AS attached
                  JOIN pg_index AS child ON child.indexrelid = attached.inhrelid
                  WHERE attached.inhparent = own.indexrelid
                    AND child.indrelid = parts.inhrelid
                    AND child.indisvalid AND child.indisready AND child.indislive
              )
        """,
        using,
    )


def stray(*, using: str = DEFAULT_DB_ALIAS) -> list[PartitionIndex]:
    """Return the indexes of single partitions that belong to no index of the parent."""
    return _partitions(
        """
        SELECT part.relname, ind.relname
        FROM pg_index AS own
        JOIN pg_class AS ind ON ind.oid = own.indexrelid AND NOT ind.relispartition
        JOIN pg_inherits AS parts ON parts.inhrelid = own.indrelid
        JOIN pg_class AS part ON part.oid = parts.inhrelid
        JOIN pg_class AS tab ON tab.oid = parts.inhparent
        WHERE true
        """,
        using,
    )


def _partitions(query: str, using: str) -> list[PartitionIndex]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"{query} AND tab.relnamespace = 'public'::regnamespace"
            " AND tab.relname = ANY (%s) ORDER BY 1, 2",
            [sorted(our_tables())],
        )
        return [PartitionIndex(*row) for row in cursor.fetchall()]


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
              AND tab.relnamespace = 'public'::regnamespace
              AND tab.relname = ANY (%s)
              AND NOT EXISTS (
                  SELECT FROM pg_index
                  JOIN pg_class AS ind ON ind.oid = indexrelid
                  JOIN pg_am ON pg_am.oid = ind.relam
                  WHERE indrelid = con.conrelid
                    AND amname IN ('btree', 'hash')
                    AND indisvalid AND indisready AND indislive
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
    if not set(one.included) <= {*other.keys, *other.included}:
        return False
    if len(other.keys) > len(one.keys):
        return not one.unique
    # The same keys: one of two equal ones is named, the plain one before the unique.
    return (one.unique, one.included, one.name) < (
        other.unique,
        other.included,
        other.name,
    )


def _index(
    table: str, name: str, definition: str, unique: bool, primary: bool, valid: bool
) -> Index:
    for added, instead in _ADDED:
        definition = re.sub(added, instead, definition)
    parts = _DEFINITION.search(definition)
    assert parts is not None
    declaration = ("UNIQUE " if unique else "") + parts["declaration"]
    return Index(
        table,
        name,
        declaration,
        parts["method"],
        _columns(parts["keys"]),
        _columns(parts["included"]),
        parts["condition"] or "",
        unique,
        primary,
        valid,
    )


def _columns(listed: str | None) -> tuple[str, ...]:
    return tuple(listed.replace('"', "").split(", ")) if listed else ()
