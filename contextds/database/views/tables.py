"""Tables: their sizes and growth, cache hits, dead rows, vacuum and transaction ids."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contextds.database import statistics
from contextds.database.plots import Series, line_plot
from contextds.database.statistics import TableSize, Unavailable
from contextds.database.units import Unit
from contextds.database.views.access import chosen, for_operators, page

SORTS = {
    "total": lambda size: -size.total_bytes,
    "rows": lambda size: -size.rows,
    "heap": lambda size: -size.heap_bytes,
    "indexes": lambda size: -size.index_bytes,
    "toast": lambda size: -size.toast_bytes,
    "name": lambda size: size.table,
}


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every table, and how vacuum keeps up with them."""
    sort = chosen(request, "sort", SORTS)
    sizes = statistics.table_sizes()
    if not isinstance(sizes, Unavailable):
        sizes = sorted(sizes, key=SORTS[sort])
    growth = statistics.table_growth()
    caches = statistics.cache_use()
    context = {
        "sort": sort,
        "sizes": sizes,
        "sizes_total": _total(sizes),
        "grown": {}
        if isinstance(growth, Unavailable)
        else {one.table: one for one in growth},
        "growth": growth,
        "caches": caches,
        "cache_of": {}
        if isinstance(caches, Unavailable)
        else {one.table: one for one in caches},
        "overall": None
        if isinstance(caches, Unavailable)
        else statistics.overall(caches),
        "database": statistics.database_size(),
        "vacuum": statistics.vacuum(),
        "transaction_ids": statistics.transaction_ids(),
        "plot": growth_plot(),
    }
    return page(request, "tables", context)


@for_operators()
@require_safe
def show_one(request: HttpRequest, name: str) -> HttpResponse:
    """One table: its parts, its growth, its partitions and its vacuums."""
    sizes = statistics.table_sizes()
    context: dict[str, object] = {"reading": sizes}
    if not isinstance(sizes, Unavailable):
        size = next((size for size in sizes if size.table == name), None)
        if size is None:
            raise Http404("There is no such table.")
        context |= {"size": size, "largest": _largest(size)}
        parts = {name, *(partition.name for partition in size.partitions)}
        vacuum = statistics.vacuum()
        context["vacuum"] = (
            vacuum
            if isinstance(vacuum, Unavailable)
            else [state for state in vacuum if state.table in parts]
        )
    history = statistics.table_history(name)
    context["history"] = history
    if not isinstance(history, Unavailable):
        times = [point.taken_at for point in history]
        context["plots"] = [
            line_plot(
                "bytes",
                "Size",
                times,
                [
                    Series("total", [point.total_bytes for point in history]),
                    Series("table", [point.heap_bytes for point in history]),
                    Series("indexes", [point.index_bytes for point in history]),
                    Series("TOAST", [point.toast_bytes for point in history]),
                ],
                Unit.BYTES,
            ),
            line_plot(
                "rows",
                "Rows (estimate)",
                times,
                [Series("rows", [point.rows for point in history])],
                Unit.COUNT,
            ),
            line_plot(
                "sequential",
                "Rows read by sequential scans",
                times,
                [Series("rows", [point.sequential_rows for point in history])],
                Unit.COUNT,
            ),
        ]
    return page(request, "table", context, title=name)


def growth_plot() -> object:
    """The size of all tables over time as a plot, or why there is none."""
    history = statistics.database_history()
    if isinstance(history, Unavailable):
        return history
    return line_plot(
        "growth",
        "Size of all tables",
        [point.taken_at for point in history],
        [
            Series("total", [point.total_bytes for point in history]),
            Series("tables", [point.heap_bytes for point in history]),
            Series("indexes", [point.index_bytes for point in history]),
            Series("TOAST", [point.toast_bytes for point in history]),
        ],
        Unit.BYTES,
    )


def _total(sizes: Sequence[TableSize] | Unavailable) -> int:
    return (
        0 if isinstance(sizes, Unavailable) else sum(one.total_bytes for one in sizes)
    )


def _largest(size: TableSize) -> int:
    return max((partition.total_bytes for partition in size.partitions), default=0)
