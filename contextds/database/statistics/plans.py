"""The plan of a statement of pg_stat_statements, without running it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from psycopg import pq

from contextds.database.statistics import extension
from contextds.database.statistics.reading import NotThere, reading

_NAME = "contextds_plan"
_COMMENTS = re.compile(r"(?:\s+|/\*.*?\*/|--[^\n]*(?:\n|$))*", re.DOTALL)
_PLANNED = re.compile(
    r"\(|(?:SELECT|VALUES|TABLE|INSERT|UPDATE|DELETE|MERGE|WITH)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class StatementPlan:
    """The generic plan of a statement: for whatever values its parameters have."""

    queryid: int
    query: str
    text: str


@reading
def statement_plan(cursor: CursorWrapper, queryid: int) -> StatementPlan:
    """Plan a statement as PostgreSQL would for any parameters; it is never run.

    The text is somebody's. Three things make it harmless: PostgreSQL parses it as a
    prepared statement, which holds one statement or is refused; only statements that
    have a plan are let through; and EXPLAIN without ANALYZE, in this READ ONLY
    transaction, executes nothing.

    PREPARE with plan_cache_mode = force_generic_plan is what EXPLAIN (GENERIC_PLAN)
    does since PostgreSQL 16, and 15 has it too.
    """
    query = _text(cursor, queryid)
    if not _PLANNED.match(query, _end_of_comments(query)):
        raise NotThere(
            "Only statements that read or change rows are planned here.",
            "What is inside another command, such as DECLARE or EXPLAIN: plan it by hand.",
        )
    parsed = cursor.connection.pgconn.prepare(b"", query.encode())
    if parsed.status != pq.ExecStatus.COMMAND_OK:
        raise _unplannable(parsed.error_message.decode(errors="replace"))
    cursor.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")
    cursor.execute(f"PREPARE {_NAME} AS {query}")
    try:
        with transaction.atomic(using=cursor.db.alias):
            lines = _explain(cursor)
    finally:
        cursor.execute(f"DEALLOCATE {_NAME}")
    return StatementPlan(queryid, query, "\n".join(lines))


def _text(cursor: CursorWrapper, queryid: int) -> str:
    cursor.execute(
        f"""
        SELECT query FROM {extension.view(cursor)}
        WHERE queryid = %s AND dbid = (SELECT oid FROM pg_database
                                       WHERE datname = current_database())
        LIMIT 1
        """,
        [queryid],
    )
    row = cursor.fetchone()
    if row is None or row[0] is None:
        raise NotThere(
            f"pg_stat_statements has no text of a statement {queryid} of this database.",
            "It was forgotten, or the counters were reset: run the statement again.",
        )
    return str(row[0]).rstrip().rstrip(";")


def _explain(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT cardinality(parameter_types) FROM pg_prepared_statements"
        " WHERE name = %s",
        [_NAME],
    )
    (parameters,) = cursor.fetchone()
    values = ", ".join(["NULL"] * parameters)
    arguments = f"({values})" if values else ""
    cursor.execute(f"EXPLAIN (VERBOSE off) EXECUTE {_NAME}{arguments}")
    return [line for (line,) in cursor.fetchall()]


def _end_of_comments(query: str) -> int:
    found = _COMMENTS.match(query)
    return found.end() if found else 0


def _unplannable(said: str) -> NotThere:
    first = said.partition("\n")[0].removeprefix("ERROR:").strip()
    return NotThere(
        f"PostgreSQL cannot plan its normalised text: {first}.",
        "Constants were replaced by $1, $2, ...: EXPLAIN it by hand with values.",
    )
