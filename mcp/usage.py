"""The use that is made of machine access: one row a call, rolled up by hour, summed up.

Of one key or person the single calls are read, by an index that holds all that is summed.
Over all keys that would be millions: full hours come from the roll-up, the open ones from
the calls. Both ways give exactly what summing up all calls would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from mcp.models import ApiKey, McpUsage, McpUsageHourly
from mcp.querysets import Step

HOUR = timedelta(hours=1)

#: Counts the full hours that are not rolled up yet, and those of the last day again: a
#: call is timed when its transaction begins and seen when it ends. Hours follow each
#: other without a gap, so the newest one tells how far the roll-up is; the first run
#: counts all. Counts only grow, so of several workers the one that saw most wins, a
#: second run changes nothing, and what was counted outlives the single calls.
ROLL_UP = """
INSERT INTO mcp_usage_hourly (hour, tool, calls, errors, latency_sum)
SELECT date_trunc('hour', created_at, 'UTC') AS hour,
       tool,
       count(*),
       count(*) FILTER (WHERE NOT success),
       sum(latency)
FROM mcp_usage
WHERE created_at >= coalesce(
          (SELECT max(hour) FROM mcp_usage_hourly) - interval '1 day', '-infinity')
  AND created_at < date_trunc('hour', now(), 'UTC')
GROUP BY 1, 2
ORDER BY 1, 2
ON CONFLICT (hour, tool) DO UPDATE
SET calls = excluded.calls, errors = excluded.errors, latency_sum = excluded.latency_sum
WHERE mcp_usage_hourly.calls < excluded.calls
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
    """Sum up the full hours in mcp_usage_hourly; returns how many rows changed.

    One statement, which may run at any time, any number of times, and several at once.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(ROLL_UP)
        return int(cursor.rowcount)


def of_key(api_key: int, since: datetime, until: datetime, step: Step) -> list[Usage]:
    """What was called with a key from `since` to `until` (left out), by step and tool."""
    calls = McpUsage.objects.of_key(api_key).within((since, until))
    return _usage(calls.summed(step))


def of_user(user: int, since: datetime, until: datetime, step: Step) -> list[Usage]:
    """What a person called, with any key."""
    calls = McpUsage.objects.of_user(user).within((since, until))
    return _usage(calls.summed(step))


def of_all(since: datetime, until: datetime, step: Step) -> list[Usage]:
    """What all called, with any key or none.

    The newest hour of the roll-up is read from the calls as well, like the open one: it
    may have been counted before its last call was seen.
    """
    settled = McpUsageHourly.objects.last_hour()
    first = _hour(since + HOUR - timedelta(microseconds=1))
    last = max(first, min(_hour(until), settled or first))
    rolled_up = McpUsageHourly.objects.within(first, last)
    open_calls = McpUsage.objects.within((since, min(first, until)), (last, until))
    return _usage([*rolled_up.summed(step), *open_calls.summed(step)])


def _usage(sums: Iterable[tuple[datetime, str, int, int, int]]) -> list[Usage]:
    """Rows of the same step and tool added up, in the order of time."""
    found: dict[tuple[datetime, str], tuple[int, ...]] = {}
    for start, tool, *numbers in sums:
        before = found.get((start, tool), (0, 0, 0))
        found[start, tool] = tuple(map(sum, zip(before, numbers, strict=True)))
    return [Usage(*key, *numbers) for key, numbers in sorted(found.items())]


def _hour(time: datetime) -> datetime:
    """The beginning of the hour of `time`."""
    return time.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
