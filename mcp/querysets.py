"""The questions that are asked about API keys and the calls made with them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Literal

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Trunc

if TYPE_CHECKING:
    from mcp.models import ApiKey, McpUsage, McpUsageHourly  # noqa: F401 - in strings

#: The steps of time that usage is summed by, in UTC.
Step = Literal["hour", "day"]


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
        """Calls of a person: index idx_mcp_usage_user_created."""
        return self.filter(user=user)

    def within(self, *periods: tuple[datetime, datetime]) -> McpUsageQuerySet:
        """Calls of any of some periods, the end of each left out.

        Over all keys: the BRIN idx_mcp_usage_created_at, in the months concerned only.
        """
        conditions = [
            Q(created_at__gte=start, created_at__lt=end)
            for start, end in periods
            if start < end
        ]
        return self.filter(reduce(or_, conditions)) if conditions else self.none()

    def summed(
        self, step: Step
    ) -> models.QuerySet[McpUsage, tuple[datetime, str, int, int, int]]:
        """Start of the step, tool, calls, errors and sum of latencies (ms)."""
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
    """Questions about the roll-up."""

    def within(self, start: datetime, end: datetime) -> McpUsageHourlyQuerySet:
        """Full hours of a period, its end left out: index mcp_usage_hourly_unique."""
        return self.filter(hour__gte=start, hour__lt=end)

    def last_hour(self) -> datetime | None:
        """The newest hour that is rolled up; one look at the end of the index."""
        return self.order_by("-hour").values_list("hour", flat=True).first()

    def summed(
        self, step: Step
    ) -> models.QuerySet[McpUsageHourly, tuple[datetime, str, int, int, int]]:
        """The same columns as those of single calls."""
        return (
            self.values_list(Trunc("hour", step, tzinfo=UTC), "tool")
            .annotate(
                counted=Sum("calls"),
                failed=Sum("errors"),
                milliseconds=Sum("latency_sum"),
            )
            .order_by()
        )
