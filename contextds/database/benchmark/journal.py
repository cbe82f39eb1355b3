"""What a run has done so far, kept in the scratch database so that it can be resumed.

The schema `benchmark` holds the definitions of our own indexes from before the first of
them is dropped, which set stands, and each result as it comes. It goes when the run ends:
as long as it is there, a run was broken off.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from contextds.database.benchmark.index_sets import Definition, IndexSet

#: Held while a run lasts, so that no second one drops indexes under it.
ADVISORY_LOCK = 7_226_150_332

_SCHEMA = """
    CREATE SCHEMA benchmark;
    CREATE TABLE benchmark.runs (
        began_at timestamptz NOT NULL DEFAULT now(),
        -- The set that stands; NULL while one is built.
        index_set text
    );
    CREATE TABLE benchmark.indexes (
        name text PRIMARY KEY,
        table_name text NOT NULL,
        statement text NOT NULL
    );
    CREATE TABLE benchmark.results (
        index_set text NOT NULL,
        part text NOT NULL,
        outcome jsonb NOT NULL,
        PRIMARY KEY (index_set, part)
    );
"""


def lock() -> bool:
    """Keep other runs out of this database for this connection's life; False if one is in."""
    ((locked,),) = _select("SELECT pg_try_advisory_lock(%s)", ADVISORY_LOCK)
    return bool(locked)


def broken_off() -> datetime | None:
    """Return when the run began that did not come to its end; None without one."""
    ((there,),) = _select("SELECT to_regclass('benchmark.runs') IS NOT NULL")
    if not there:
        return None
    ((began_at,),) = _select("SELECT began_at FROM benchmark.runs")
    assert isinstance(began_at, datetime)
    return began_at


def begin(ours: Sequence[Definition]) -> None:
    """Open the journal of a new run on a database that has `ours`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SCHEMA)
        cursor.execute(
            "INSERT INTO benchmark.runs (index_set) VALUES (%s)", [IndexSet.OURS]
        )
        cursor.executemany(
            "INSERT INTO benchmark.indexes (name, table_name, statement)"
            " VALUES (%s, %s, %s)",
            [(index.name, index.table, index.statement) for index in ours],
        )


def end() -> None:
    """Close the journal: the run is over."""
    _execute("DROP SCHEMA benchmark CASCADE")


def ours() -> list[Definition]:
    """Return our own indexes as they were before the run."""
    rows = _select(
        "SELECT table_name, name, statement FROM benchmark.indexes ORDER BY 1, 2"
    )
    return [Definition(*row) for row in rows]


def standing() -> IndexSet | None:
    """Return the set that stands, None when a switch was broken off."""
    ((index_set,),) = _select("SELECT index_set FROM benchmark.runs")
    return IndexSet(index_set) if index_set else None


def stands(index_set: IndexSet | None) -> None:
    """Write down which set stands."""
    _execute("UPDATE benchmark.runs SET index_set = %s", index_set)


def results(index_set: IndexSet) -> dict[str, Any]:
    """Return what was measured under a set, by part."""
    rows = _select(
        "SELECT part, outcome::text FROM benchmark.results WHERE index_set = %s",
        index_set,
    )
    return {part: json.loads(outcome) for part, outcome in rows}


def keep(index_set: IndexSet, part: str, outcome: Any) -> None:
    """Write down one result."""
    _execute(
        "INSERT INTO benchmark.results (index_set, part, outcome)"
        " VALUES (%s, %s, %s::jsonb)",
        index_set,
        part,
        json.dumps(outcome),
    )


def _select(query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def _execute(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
