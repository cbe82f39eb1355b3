"""The use that is made of machine access, over all keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contextds.database import statistics
from contextds.database.plots import Plot, Series, bar_plot, line_plot
from contextds.database.statistics import Unavailable, reading
from contextds.database.units import Unit
from contextds.database.views.access import chosen, for_operators, page
from mcp.querysets import Step
from mcp.usage import Usage, of_all


@dataclass(frozen=True, slots=True)
class Period:
    """How far back the page looks, and in which steps."""

    title: str
    length: timedelta
    step: Step
    every: timedelta


PERIODS = {
    "day": Period("24 hours", timedelta(hours=24), "hour", timedelta(hours=1)),
    "week": Period("7 days", timedelta(days=7), "hour", timedelta(hours=1)),
    "month": Period("30 days", timedelta(days=30), "day", timedelta(days=1)),
}


@dataclass(frozen=True, slots=True)
class Tool:
    """All calls of one tool in the period; `name` is "" for those of all tools."""

    name: str
    calls: int
    errors: int
    latency_sum: int

    @property
    def error_rate(self) -> float | None:
        """Calls that failed, 0 to 1; None without a call."""
        return self.errors / self.calls if self.calls else None

    @property
    def mean_latency(self) -> float | None:
        """Milliseconds a call; None without one."""
        return self.latency_sum / self.calls if self.calls else None


SORTS: dict[str, Callable[[Tool], float]] = {
    "calls": lambda tool: -tool.calls,
    "errors": lambda tool: -tool.errors,
    "rate": lambda tool: -(tool.error_rate or 0.0),
    "latency": lambda tool: -(tool.mean_latency or 0.0),
}


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Calls, errors and latency over time, and by tool."""
    name = chosen(request, "period", PERIODS)
    sort = chosen(request, "sort", SORTS)
    period = PERIODS[name]
    now = timezone.now()
    first = _floor(now, period.step) - period.length + period.every
    found = _usage(first, now, period.step)
    context: dict[str, object] = {
        "sort": sort,
        "period": name,
        "periods": PERIODS,
        "usage": found,
        "rollup": statistics.rollup_lag(),
    }
    if not isinstance(found, Unavailable):
        context["tools"] = sorted(_by_tool(found), key=SORTS[sort])
        context["total"] = _added("", found)
        context["plots"] = _plots(found, _steps(first, now, period.every), period.every)
    return page(request, "usage", context)


def _usage(since: datetime, until: datetime, step: Step) -> list[Usage] | Unavailable:
    """The calls, within the limits of a reading.

    Of the database that the program itself uses: a role that only reads the statistics
    need not see whose calls these are.
    """
    try:
        with statistics.readings(DEFAULT_DB_ALIAS):
            return of_all(since, until, step)
    except (DatabaseError, InterfaceError) as error:
        return reading.unavailable(error, DEFAULT_DB_ALIAS)


def _plots(
    found: Iterable[Usage], times: Sequence[datetime], every: timedelta
) -> list[Plot]:
    """Calls with the failed ones in front, and the mean latency."""
    of_step: dict[datetime, list[Usage]] = {}
    for usage in found:
        of_step.setdefault(usage.start, []).append(usage)
    sums = [_added("", of_step.get(time, [])) for time in times]
    by = "hour" if every < timedelta(days=1) else "day"
    return [
        bar_plot(
            "calls",
            f"Calls per {by}",
            times,
            [
                Series("calls", [one.calls for one in sums]),
                Series("errors", [one.errors for one in sums]),
            ],
            Unit.COUNT,
            every=every,
        ),
        line_plot(
            "latency",
            f"Mean latency per {by}",
            times,
            [Series("latency", [one.mean_latency for one in sums])],
            Unit.MILLISECONDS,
        ),
    ]


def _by_tool(found: Iterable[Usage]) -> list[Tool]:
    tools: dict[str, list[Usage]] = {}
    for usage in found:
        tools.setdefault(usage.tool, []).append(usage)
    return [_added(name, of_tool) for name, of_tool in tools.items()]


def _added(name: str, found: Sequence[Usage]) -> Tool:
    return Tool(
        name,
        sum(usage.calls for usage in found),
        sum(usage.errors for usage in found),
        sum(usage.latency_sum for usage in found),
    )


def _floor(time: datetime, step: Step) -> datetime:
    """The beginning of the hour or day (UTC) of a time."""
    hour = time.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour if step == "hour" else hour.replace(hour=0)


def _steps(first: datetime, last: datetime, every: timedelta) -> list[datetime]:
    return [first + every * number for number in range((last - first) // every + 1)]
