"""Indexes and constraints: put aside for a load, and made again as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from contextds.database.catalogue import our_tables


@dataclass(frozen=True, slots=True)
class Definition:
    """What makes an index or a constraint, by the catalogue, before it is dropped.

    `on_partitions` are the statements that make an index on each partition, under the
    name that PostgreSQL itself would give it: the parent's then takes them over.
    """

    table: str
    name: str
    statement: str
    on_partitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """All that was put aside; foreign keys come last, as they need unique columns."""

    indexes: tuple[Definition, ...]
    constraints: tuple[Definition, ...]
    foreign_keys: tuple[Definition, ...]


def put_aside(connection: psycopg.Connection[Any]) -> Definitions:
    """Drop foreign keys, unique constraints and plain indexes of our tables.

    Primary keys stay: ids are written in their order, which costs a B-tree little. So do
    unique indexes of a few rows (WHERE status IN ...): they cost nothing, and what
    PostgreSQL prints of such a condition it prints in other words when it has read it.
    """
    tables = sorted(our_tables())
    found = Definitions(
        tuple(_indexes(connection, tables)),
        tuple(_constraints(connection, tables, "u")),
        tuple(_constraints(connection, tables, "f")),
    )
    for definition in (*found.foreign_keys, *found.constraints):
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.Identifier(definition.table), sql.Identifier(definition.name)
            )
        )
    for definition in found.indexes:
        connection.execute(
            sql.SQL("DROP INDEX {}").format(sql.Identifier(definition.name))
        )
    return found


def _indexes(
    connection: psycopg.Connection[Any], tables: list[str]
) -> Iterable[Definition]:
    rows = connection.execute(
        """
        SELECT tab.relname, ind.relname, pg_get_indexdef(ind.oid),
               ARRAY(SELECT pg_get_indexdef(inhrelid) FROM pg_inherits
                     JOIN pg_class AS child ON child.oid = inhrelid
                     WHERE inhparent = ind.oid ORDER BY child.relname)
        FROM pg_index
        JOIN pg_class AS ind ON ind.oid = indexrelid
        JOIN pg_class AS tab ON tab.oid = indrelid
        WHERE tab.relname = ANY (%s) AND tab.relnamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
          AND NOT (indisunique AND indpred IS NOT NULL)
        ORDER BY 1, 2
        """,
        [tables],
    ).fetchall()
    # CREATE INDEX name ON ONLY public.parent: here on the partitions too.
    return [
        Definition(table, name, statement.replace(" ON ONLY ", " ON ", 1), tuple(parts))
        for table, name, statement, parts in rows
    ]


def _constraints(
    connection: psycopg.Connection[Any], tables: list[str], kind: str
) -> Iterable[Definition]:
    rows = connection.execute(
        """
        SELECT tab.relname, conname,
               format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s',
                      tab.relname, conname, pg_get_constraintdef(con.oid))
        FROM pg_constraint AS con
        JOIN pg_class AS tab ON tab.oid = conrelid
        WHERE tab.relname = ANY (%s) AND tab.relnamespace = 'public'::regnamespace
          AND contype = %s AND conparentid = 0
        ORDER BY 1, 2
        """,
        [tables, kind],
    ).fetchall()
    return [Definition(*row) for row in rows]
