"""The three sets of secondary indexes, and the switch from one to another.

An index that enforces something (a primary key, a unique constraint, a unique partial
index) belongs to every set: without it the database would be another.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import psutil
from django.apps import apps
from django.db import connection

from contextds.database.catalogue import OURS as OUR_APPS
from contextds.database.catalogue import our_tables
from contextds.database.ledger import SEED_INDEXES

#: Memory for building one index: a quarter of the machine's, within reason.
_LEAST_MEMORY, _MOST_MEMORY = 64 << 20, 2 << 30


class IndexSet(StrEnum):
    """A set of secondary indexes, in the order in which they are measured."""

    NONE = "none"
    SEED = "seed"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Definition:
    """One secondary index: its name, and the statement that makes it."""

    table: str
    name: str
    statement: str


def present() -> list[Definition]:
    """Return the secondary indexes of our tables, as they are now.

    Of a partitioned table the parent's, whose statement makes those of the partitions.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tab.relname, ind.relname,
                   replace(pg_get_indexdef(ind.oid), ' ON ONLY ', ' ON ')
            FROM pg_index
            JOIN pg_class AS ind ON ind.oid = indexrelid
            JOIN pg_class AS tab ON tab.oid = indrelid
            WHERE tab.relnamespace = 'public'::regnamespace
              AND tab.relname = ANY (%s)
              AND NOT indisunique
            ORDER BY 1, 2
            """,
            [sorted(our_tables())],
        )
        return [Definition(*row) for row in cursor.fetchall()]


def of_the_seed() -> list[Definition]:
    """Return the seed's indexes as it writes them, without what is a constraint here."""
    return [
        Definition(entry.table, f"{entry.number} of the seed", entry.statement)
        for entry in SEED_INDEXES
        if not entry.unique
    ]


def undeclared(found: Sequence[Definition]) -> list[str]:
    """Return the names of indexes that the models declare and `found` lacks."""
    declared = {
        index.name
        for label in OUR_APPS
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
        for index in model._meta.indexes
    }
    return sorted(declared - {definition.name for definition in found})


def build(
    definitions: Sequence[Definition], tell: Callable[[str], None] = lambda _: None
) -> None:
    """Drop all secondary indexes of our tables and make `definitions` instead.

    Each statement is a transaction of its own: broken off, it can be begun anew.
    """
    with connection.cursor() as cursor:
        quote = connection.ops.quote_name
        for old in present():
            cursor.execute(f"DROP INDEX {quote(old.name)}")
        cursor.execute(
            "SELECT set_config('maintenance_work_mem', %s, false),"
            " set_config('max_parallel_maintenance_workers', %s, false)",
            [f"{_build_memory() >> 10}kB", str(os.cpu_count() or 1)],
        )
        for number, new in enumerate(definitions, start=1):
            tell(f"index {number} of {len(definitions)}: {new.name}")
            cursor.execute(new.statement)
        _analyse_expressions()


def _build_memory() -> int:
    """Bytes of memory for one build."""
    quarter = int(psutil.virtual_memory().total) // 4
    return min(max(quarter, _LEAST_MEMORY), _MOST_MEMORY)


def _analyse_expressions() -> None:
    """Give the planner statistics on the indexed expressions, which went with the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT tab.relname
            FROM pg_index
            JOIN pg_class AS tab ON tab.oid = indrelid
            WHERE indexprs IS NOT NULL AND tab.relname = ANY (%s)
            """,
            [sorted(our_tables())],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
