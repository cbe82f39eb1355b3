"""The use that is made of machine access: one row a call, rolled up by hour and by day.

Summing up the calls of a busy key, or of all, reads a page for each. So full days and hours
come from the roll-ups, and only what is not in them yet from the calls; the answer is
exactly what summing up all calls gives. Calls by day read the days; of all keys calls by
hour read the hours. Calls by hour of one key or person are read as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from mcp.models import ApiKey, McpUsage, McpUsageDaily, McpUsageHourly
from mcp.querysets import DAY, HOUR, Period, Step, Sums

#: Counts the full hours that are not rolled up yet, and those of the last day again.
#: A call is timed when its transaction begins and seen when it ends: so an hour is full
#: five minutes after its end, and one that was seen still later is counted all the same.
#: Hours follow each other without a gap, so the newest one tells how far the roll-up is;
#: the first run counts all. Counts only grow, so of several workers the one that saw most
#: wins, a second run changes nothing, and what was counted outlives the single calls.
ROLL_UP_HOURS = """
INSERT INTO mcp_usage_hourly (hour, tool, calls, errors, latency_sum)
SELECT date_trunc('hour', created_at, 'UTC') AS hour,
       tool,
       count(*),
       count(*) FILTER (WHERE NOT success),
       sum(latency)
FROM mcp_usage
WHERE created_at >= coalesce(
          (SELECT max(hour) FROM mcp_usage_hourly) - interval '1 day', '-infinity')
  AND created_at < date_trunc('hour', now() - interval '5 minutes', 'UTC')
GROUP BY 1, 2
ORDER BY 1, 2
ON CONFLICT (hour, tool) DO UPDATE
SET calls = excluded.calls, errors = excluded.errors, latency_sum = excluded.latency_sum
WHERE mcp_usage_hourly.calls < excluded.calls
"""

#: The same for days, by key and over all keys (where the key is null).
ROLL_UP_DAYS = """
INSERT INTO mcp_usage_daily (day, api_key_id, tool, calls, errors, latency_sum)
SELECT date_trunc('day', created_at, 'UTC') AS day,
       api_key_id,
       tool,
       count(*),
       count(*) FILTER (WHERE NOT success),
       sum(latency)
FROM mcp_usage
WHERE created_at >= coalesce(
          (SELECT day FROM mcp_usage_daily ORDER BY id DESC LIMIT 1) - interval '1 day',
          '-infinity')
  AND created_at < date_trunc('day', now() - interval '5 minutes', 'UTC')
GROUP BY GROUPING SETS ((1, 2, 3), (1, 3))
HAVING grouping(api_key_id) = 1 OR api_key_id IS NOT NULL
ORDER BY 1, 2, 3
ON CONFLICT (api_key_id, day, tool) DO UPDATE
SET calls = excluded.calls, errors = excluded.errors, latency_sum = excluded.latency_sum
WHERE mcp_usage_daily.calls < excluded.calls
"""


@dataclass(frozen=True, slots=True)
class Usage:
    """The calls of one tool in the hour or day (UTC) that begins at `start`."""

    start: datetime
    tool: str
    calls: int
    errors: int
    #: Milliseconds, over all calls.
    latency_sum: int

    @property
    def mean_latency(self) -> float:
        """Milliseconds a call."""
        return self.latency_sum / self.calls


def record(
    tool: str,
    *,
    success: bool,
    latency: int,
    api_key: ApiKey | None = None,
    response_size: int = 0,
    error_type: str = "",
    rate_limited: bool = False,
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Keep one call, by one INSERT, at the database's time.

    `latency` is in milliseconds, `response_size` in bytes. `parameters` must hold no
    personal data. The person is the one whose key it is.
    """
    McpUsage.objects.create(
        tool=tool,
        user_id=api_key.user_id if api_key else None,
        api_key=api_key,
        parameters=dict(parameters or {}),
        response_size=response_size,
        latency=latency,
        success=success,
        error_type=error_type,
        rate_limited=rate_limited,
    )


def roll_up(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Sum up the full hours and days; returns how many sums changed.

    May run at any time, any number of times, and several at once.
    """
    changed = 0
    with connections[using].cursor() as cursor:
        for statement in (ROLL_UP_HOURS, ROLL_UP_DAYS):
            cursor.execute(statement)
            changed += cursor.rowcount
    return changed


def of_key(api_key: int, since: datetime, until: datetime, step: Step) -> list[Usage]:
    """What was called with a key from `since` to `until` (left out), by step and tool."""
    sums: list[Sums] = []
    rest: Sequence[Period] = [(since, until)]
    if step == "day":
        full, rest = _split(rest, DAY, McpUsageDaily.objects.settled())
        sums += McpUsageDaily.objects.of_key(api_key).within(full).summed(step)
    sums += McpUsage.objects.of_key(api_key).within(rest).summed(step)
    return _usage(sums)


def of_user(user: int, since: datetime, until: datetime, step: Step) -> list[Usage]:
    """What was called with the keys of a person."""
    sums: list[Sums] = []
    rest: Sequence[Period] = [(since, until)]
    if step == "day":
        full, rest = _split(rest, DAY, McpUsageDaily.objects.settled())
        sums += McpUsageDaily.objects.of_user(user).within(full).summed(step)
    sums += McpUsage.objects.of_user(user).within(rest).summed(step)
    return _usage(sums)


def of_all(since: datetime, until: datetime, step: Step) -> list[Usage]:
    """What was called by all, with any key or none."""
    sums: list[Sums] = []
    rest: Sequence[Period] = [(since, until)]
    if step == "day":
        full, rest = _split(rest, DAY, McpUsageDaily.objects.settled())
        sums += McpUsageDaily.objects.of_all().within(full).summed(step)
    full, rest = _split(rest, HOUR, McpUsageHourly.objects.settled())
    sums += McpUsageHourly.objects.within(full).summed(step)
    sums += McpUsage.objects.within(rest).summed(step)
    return _usage(sums)


def _split(
    periods: Iterable[Period], unit: timedelta, settled: datetime | None
) -> tuple[list[Period], list[Period]]:
    """The full hours or days of some periods up to `settled`, and what is left of them."""
    full, rest = [], []
    for start, end in periods:
        first = _floor(start + unit - timedelta(microseconds=1), unit)
        last = max(first, min(_floor(end, unit), settled or first))
        full.append((first, last))
        rest += [(start, min(first, end)), (last, end)]
    return _not_empty(full), _not_empty(rest)


def _not_empty(periods: Iterable[Period]) -> list[Period]:
    return [(start, end) for start, end in periods if start < end]


def _floor(time: datetime, unit: timedelta) -> datetime:
    """The beginning of the hour or day (UTC) of `time`."""
    hour = time.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour.replace(hour=0) if unit == DAY else hour


def _usage(sums: Iterable[Sums]) -> list[Usage]:
    """Sums of the same step and tool added up, in the order of time."""
    found: dict[tuple[datetime, str], tuple[int, ...]] = {}
    for start, tool, *numbers in sums:
        before = found.get((start, tool), (0, 0, 0))
        found[start, tool] = tuple(map(sum, zip(before, numbers, strict=True)))
    return [Usage(*key, *numbers) for key, numbers in sorted(found.items())]
