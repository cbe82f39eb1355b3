"""Statements by what they cost, and one statement with its history and its plan."""

from __future__ import annotations

import sqlparse
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from sqlparse.exceptions import SQLParseError

from contextds.database import statistics
from contextds.database.plots import Series, line_plot
from contextds.database.statistics import Unavailable, snapshots
from contextds.database.statistics.statements import ORDERS
from contextds.database.units import Unit
from contextds.database.views.access import chosen, for_operators, page

#: Laying out takes longer than linear time in a text's length: longer ones stay as they are.
LAID_OUT = 10_000


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The statements that cost most, by what the address asks for."""
    sort = chosen(request, "sort", ORDERS)
    context = {
        "sort": sort,
        "statements": statistics.top_statements(sort),
        "counting": statistics.statement_counting(),
    }
    return page(request, "statements", context)


@for_operators()
@require_safe
def show_one(request: HttpRequest, queryid: int) -> HttpResponse:
    """One statement: its whole text, how it went, and its plan when asked for.

    A statement that is not counted now may still have its snapshots; what has neither
    is no page.
    """
    statement = statistics.statement(queryid)
    history = statistics.statement_history(queryid)
    if not statement and not history and statistics.statement_counting():
        raise Http404("There is no such statement.")
    context: dict[str, object] = {
        "queryid": queryid,
        "statement": statement,
        "history": history,
        "kept": snapshots.STATEMENTS,
    }
    if not isinstance(statement, Unavailable):
        context["text"] = laid_out(statement.query)
    if not isinstance(history, Unavailable):
        times = [point.taken_at for point in history]
        calls = [point.calls for point in history]
        means = [point.mean_ms for point in history]
        context["plots"] = [
            line_plot(
                "calls",
                "Calls between snapshots",
                times,
                [Series("calls", calls)],
                Unit.COUNT,
            ),
            line_plot(
                "mean",
                "Mean time of a call",
                times,
                [Series("mean", means)],
                Unit.MILLISECONDS,
            ),
        ]
    if "plan" in request.GET:
        context["plan"] = statistics.statement_plan(queryid)
    return page(request, "statement", context, title=f"Statement {queryid}")


def laid_out(sql: str) -> str:
    """A statement with a line for each of its clauses, where it can be taken apart."""
    if len(sql) > LAID_OUT:
        return sql
    try:
        return str(sqlparse.format(sql, reindent=True)).strip()
    except (SQLParseError, RecursionError):
        return sql
