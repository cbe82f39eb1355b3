"""Health at a glance: what is wrong, and a few figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contextds.database import findings, statistics
from contextds.database.findings import Finding
from contextds.database.plots import Series, line_plot
from contextds.database.statistics import Unavailable
from contextds.database.units import Unit
from contextds.database.views.access import for_operators, page
from contextds.database.views.tables import growth_plot

#: Each reading of the page, by its name there, and what is wrong with it.
READINGS: dict[
    str, tuple[Callable[[], Any], Callable[[Any], Iterator[Finding]] | None]
] = {
    "sessions": (statistics.activity, findings.of_sessions),
    "connections": (statistics.connections, findings.of_connections),
    "transaction_ids": (statistics.transaction_ids, findings.of_transaction_ids),
    "vacuum": (statistics.vacuum, findings.of_vacuum),
    "caches": (statistics.cache_use, findings.of_caches),
    "ahead": (statistics.partitions_ahead, findings.of_partitions),
    "queue": (statistics.queue_health, findings.of_queue),
    "scans": (statistics.scan_health, findings.of_scans),
    "rollup": (statistics.rollup_lag, findings.of_rollup),
    "invalid": (statistics.invalid_indexes, findings.of_invalid),
    "foreign_keys": (statistics.unindexed_foreign_keys, findings.of_foreign_keys),
    "duplicates": (statistics.duplicate_indexes, findings.of_duplicates),
    "stopped": (statistics.stopped_indexes, findings.of_stopped),
    "slots": (statistics.replication_slots, findings.of_slots),
    "counting": (statistics.statement_counting, None),
    "database": (statistics.database_size, None),
}
#: What all readings of the page may take together.
SECONDS = 10.0
OUT_OF_TIME = Unavailable(
    f"Not everything was read: it took longer than {SECONDS:.0f} s.",
    "The pages that this one leads to show the rest.",
)


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What is wrong first, each with what to do; then the figures."""
    readings = _read()
    found: list[Finding] = []
    for name, (_, judge) in READINGS.items():
        if judge and not isinstance(readings[name], Unavailable):
            found += judge(readings[name])
    missing = {
        (reading.reason, reading.remedy): reading
        for reading in readings.values()
        if isinstance(reading, Unavailable)
    }
    caches = readings["caches"]
    context = {
        **readings,
        "findings": sorted(found, key=lambda finding: finding.severity),
        "missing": list(missing.values()),
        "overall": None
        if isinstance(caches, Unavailable)
        else statistics.overall(caches),
        "plots": [*_load_plots(), growth_plot()],
    }
    return page(request, "overview", context)


def _read() -> dict[str, Any]:
    """The readings, as many as there is time for.

    On a server in trouble each may take its two seconds, and all of them together more
    than anybody waits for a page.
    """
    readings: dict[str, Any] = {}
    end = monotonic() + SECONDS
    for name, (read, _) in READINGS.items():
        readings[name] = read() if monotonic() < end else OUT_OF_TIME
    return readings


def _load_plots() -> Iterator[object]:
    """How much the statements of the snapshots did, or why nobody knows."""
    totals = statistics.statement_totals()
    if isinstance(totals, Unavailable):
        yield totals
        return
    times = [point.taken_at for point in totals]
    calls = Series("calls", [point.calls for point in totals])
    means = Series("mean", [point.mean_ms for point in totals])
    yield line_plot("calls", "Calls between snapshots", times, [calls], Unit.COUNT)
    yield line_plot("mean", "Mean time of a call", times, [means], Unit.MILLISECONDS)
