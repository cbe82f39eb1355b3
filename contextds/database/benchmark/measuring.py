"""Questions, measured: EXPLAIN (ANALYZE, BUFFERS) of what they send, several times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled

from contextds.database.benchmark.figures import Figure, middle
from contextds.database.plans import Plan, Query, Sql, explain, sql_of

RUNS = 5
#: A statement that takes longer is broken off: its figure is a floor.
LIMIT_MS = 20_000
#: What takes less than this is asked more often: its time is within what the machine's
#: other work adds and takes away.
_QUICK_MS = 10
_QUICK_RUNS = 15


def measure(queries: Sequence[Query], *, limit_ms: int = LIMIT_MS) -> Figure:
    """Ask all `queries`, RUNS times or more, and return the run of the median time."""
    runs: list[Figure] = []
    with statement_timeout(limit_ms):
        while len(runs) < RUNS or (
            middle(runs).ms < _QUICK_MS and len(runs) < _QUICK_RUNS
        ):
            try:
                runs.append(_ask(queries))
            except OperationalError as error:
                if not isinstance(error.__cause__, QueryCanceled):
                    raise
                return Figure(0, limit_ms, 0, runs=len(runs) + 1, is_floor=True)
    return replace(middle(runs), runs=len(runs))


@contextmanager
def statement_timeout(milliseconds: int) -> Iterator[None]:
    """Break off statements that take longer, within."""
    before = _set_timeout(f"{milliseconds}ms")
    try:
        yield
    finally:
        _set_timeout(before)


def _set_timeout(value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [value])
    return str(before)


def _ask(queries: Sequence[Query]) -> Figure:
    figures, plans = [], []
    for query in queries:
        try:
            plan = explain(query)
        except EmptyResultSet:
            # Django knows that there is nothing, and asks nothing.
            continue
        figures.append(_figure(plan))
        plans.append({"sql": _text(query), "text": plan.text, "plan": plan.json})
    if not figures:
        return Figure(0, 0, 0, runs=1)
    return replace(Figure.together(figures), plans=tuple(plans))


def _figure(plan: Plan) -> Figure:
    return Figure(
        planning_ms=plan.planning_ms,
        execution_ms=plan.execution_ms,
        buffers=plan.buffers,
        runs=1,
        rows=round(plan.json["Plan"]["Actual Rows"]),
        indexes=plan.indexes,
        sequential_scans=plan.sequential_scans,
        sorts=plan.sorts,
    )


def _text(query: Query) -> str:
    """The statement with its placeholders: what it holds of the rows stays out of files."""
    return (query if isinstance(query, Sql) else sql_of(query)).text
