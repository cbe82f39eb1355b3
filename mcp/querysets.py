"""The questions that are asked about API keys and the calls made with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Literal

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Trunc

if TYPE_CHECKING:
    from mcp.models import (  # noqa: F401 - in strings
        ApiKey,
        McpUsage,
        McpUsageDaily,
        McpUsageHourly,
    )

#: From a time to another one, the second left out.
Period = tuple[datetime, datetime]
#: The steps of time that usage is summed by, in UTC.
Step = Literal["hour", "day"]
#: Start of the step, tool, calls, errors and sum of latencies (ms).
Sums = tuple[datetime, str, int, int, int]

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Questions about API keys."""

    def with_prefix(self, prefix: str) -> ApiKeyQuerySet:
        """Keys that begin with it, as it was shown once: index idx_api_keys_prefix."""
        return self.filter(prefix=prefix)


class McpUsageQuerySet(models.QuerySet["McpUsage"]):
    """Questions about single calls."""

    def of_key(self, api_key: int) -> McpUsageQuerySet:
        """Calls with a key: index idx_mcp_usage_key_created."""
        return self.filter(api_key=api_key)

    def of_user(self, user: int) -> McpUsageQuerySet:
        """Calls with the keys of a person: index idx_mcp_usage_user_created."""
        return self.filter(user=user)

    def within(self, periods: Iterable[Period]) -> McpUsageQuerySet:
        """Calls of any of some periods.

        Over all keys: the BRIN idx_mcp_usage_created_at, in the months concerned only.
        """
        return self.filter(_within("created_at", periods))

    def summed(self, step: Step) -> models.QuerySet[McpUsage, Sums]:
        """Summed up by step and tool."""
        return (
            self.values_list(Trunc("created_at", step, tzinfo=UTC), "tool")
            .annotate(
                counted=Count("*"),
                failed=Count("success", filter=Q(success=False)),
                milliseconds=Sum("latency"),
            )
            .order_by()
        )


class McpUsageHourlyQuerySet(models.QuerySet["McpUsageHourly"]):
    """Questions about the roll-up by hour."""

    def within(self, periods: Iterable[Period]) -> McpUsageHourlyQuerySet:
        """Hours that begin in any of some periods: index mcp_usage_hourly_unique."""
        return self.filter(_within("hour", periods))

    def settled(self) -> datetime | None:
        """The end of the newest hour that is rolled up; one look at the index's end."""
        newest = self.order_by("-hour").values_list("hour", flat=True).first()
        return newest and newest + HOUR

    def summed(self, step: Step) -> models.QuerySet[McpUsageHourly, Sums]:
        """Summed up by step and tool."""
        found: models.QuerySet[McpUsageHourly, Sums] = _summed(self, "hour", step)
        return found


class McpUsageDailyQuerySet(models.QuerySet["McpUsageDaily"]):
    """Questions about the roll-up by day."""

    def of_key(self, api_key: int) -> McpUsageDailyQuerySet:
        """Calls with a key: index mcp_usage_daily_unique, as for the other two."""
        return self.filter(api_key=api_key)

    def of_user(self, user: int) -> McpUsageDailyQuerySet:
        """Calls with the keys of a person."""
        return self.filter(api_key__user=user)

    def of_all(self) -> McpUsageDailyQuerySet:
        """All calls, with any key or none."""
        return self.filter(api_key=None)

    def within(self, periods: Iterable[Period]) -> McpUsageDailyQuerySet:
        """Days that begin in any of some periods."""
        return self.filter(_within("day", periods))

    def settled(self) -> datetime | None:
        """The end of the newest day that is rolled up.

        Days are written in their order, so the newest row tells it. One that was written
        late for the day before tells less: then a day more is read from the calls.
        """
        newest = self.order_by("-id").values_list("day", flat=True).first()
        return newest and newest + DAY

    def summed(self, step: Step) -> models.QuerySet[McpUsageDaily, Sums]:
        """Summed up by step and tool."""
        found: models.QuerySet[McpUsageDaily, Sums] = _summed(self, "day", step)
        return found


def _summed(rows: models.QuerySet[Any], time: str, step: Step) -> Any:
    return (
        rows.values_list(Trunc(time, step, tzinfo=UTC), "tool")
        .annotate(
            counted=Sum("calls"), failed=Sum("errors"), milliseconds=Sum("latency_sum")
        )
        .order_by()
    )


def _within(time: str, periods: Iterable[Period]) -> Q:
    conditions = [
        Q((f"{time}__gte", start), (f"{time}__lt", end)) for start, end in periods
    ]
    return reduce(or_, conditions) if conditions else Q(pk__in=[])
