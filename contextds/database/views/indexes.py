"""Indexes: which are used, since when not, which are needless, and which are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contextds.database import ledger, statistics
from contextds.database.plots import Series, Sparkline, line_plot, sparkline
from contextds.database.questions import Question, using_index
from contextds.database.statistics import IndexUse, Unavailable
from contextds.database.units import Unit
from contextds.database.views.access import chosen, for_operators, page

#: How far back the small lines go.
DAYS = 30
#: The part of an index that is bloat, and its bytes, from which on it is shown.
BLOATED, MUCH = 0.3, 1024**2
#: What the table can be sorted by, and whether the largest come first.
SORTS = {
    "scans": lambda row: -row.index.scans,
    "size": lambda row: -row.index.size_bytes,
    "name": lambda row: row.index.name,
    "table": lambda row: (row.index.table, row.index.name),
    "last": lambda row: (
        -(row.index.last_scan.timestamp() if row.index.last_scan else 0)
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One index with what is known of it beside PostgreSQL's counters."""

    index: IndexUse
    entries: list[ledger.Row]
    questions: list[Question]
    spark: Sparkline | None


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every index, and lists of those that somebody should look at."""
    sort = chosen(request, "sort", SORTS)
    found = statistics.index_use()
    days = statistics.index_days(timedelta(days=DAYS))
    rows: list[Row] | Unavailable = (
        found
        if isinstance(found, Unavailable)
        else sorted(_rows(found, days), key=SORTS[sort])
    )
    bloat = statistics.index_bloat()
    context = {
        "sort": sort,
        "rows": rows,
        "days": DAYS,
        "history": days,
        "counters": statistics.counting_since(),
        "stopped": statistics.stopped_indexes(),
        "unused": statistics.unused_indexes(),
        "invalid": statistics.invalid_indexes(),
        "duplicates": statistics.duplicate_indexes(),
        "bloat": bloat,
        "bloated": []
        if isinstance(bloat, Unavailable)
        else [
            one for one in bloat if one.fraction >= BLOATED and one.bloat_bytes >= MUCH
        ],
        "foreign_keys": statistics.unindexed_foreign_keys(),
        "sequential_scans": statistics.sequential_scans(),
    }
    return page(request, "indexes", context)


@for_operators()
@require_safe
def show_one(request: HttpRequest, name: str) -> HttpResponse:
    """One index: its definition, its use over time, its number and its questions."""
    found = statistics.index_use()
    context: dict[str, object] = {"reading": found}
    if not isinstance(found, Unavailable):
        index = next((index for index in found if index.name == name), None)
        if index is None:
            raise Http404("There is no such index.")
        context |= {
            "index": index,
            "entries": _entries(name),
            "questions": using_index(name),
        }
    history = statistics.index_history(name)
    context["history"] = history
    if not isinstance(history, Unavailable):
        times = [point.taken_at for point in history]
        scans = Series("scans", [point.scans for point in history])
        size = Series("size", [point.size_bytes for point in history])
        context["plots"] = [
            line_plot("scans", "Scans between snapshots", times, [scans], Unit.COUNT),
            line_plot("size", "Size", times, [size], Unit.BYTES),
        ]
    return page(request, "index", context, title=name)


def _rows(
    found: Sequence[IndexUse], days: Mapping[str, Mapping[date, int]] | Unavailable
) -> list[Row]:
    today = timezone.now().date()
    period = [today - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
    return [
        Row(
            index,
            _entries(index.name),
            using_index(index.name),
            None
            if isinstance(days, Unavailable) or index.name not in days
            else sparkline(
                index.name,
                [days[index.name].get(day) for day in period],
                Unit.COUNT,
            ),
        )
        for index in found
    ]


def _entries(name: str) -> list[ledger.Row]:
    """What the ledger has of an index, one for each number."""
    return [row for row in ledger.ROWS if row.index.name == name]
