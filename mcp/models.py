"""API keys and the use that was made of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from mcp.querysets import (
    ApiKeyQuerySet,
    McpUsageDailyQuerySet,
    McpUsageHourlyQuerySet,
    McpUsageQuerySet,
)


class ApiKey(models.Model):
    """One key of a person. Only a lookup prefix and an HMAC of it are stored.

    `pepper` is the number of the server secret that made `key_hash`, so that the
    secret can be rotated.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_keys",
        db_index=False,
    )
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64)
    pepper = models.PositiveSmallIntegerField(default=1)
    permissions = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    is_active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        db_table = "api_keys"
        verbose_name = "API key"
        indexes = [
            # All keys of a person: account page, erasure.
            models.Index(fields=["user"], name="idx_api_keys_user_id"),
            # Working keys of a person: key limit of the plan.
            models.Index(
                fields=["user"],
                condition=Q(is_active=True),
                name="idx_api_keys_active",
            ),
            # The key of a request: authentication.
            models.Index(fields=["prefix"], name="idx_api_keys_prefix"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key_hash"], name="api_keys_key_hash_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"


class McpUsage(models.Model):
    """One call of a tool. No personal data in `parameters`. Partitioned by month.

    Written only by `mcp.usage.record`.
    """

    partition_key = "created_at"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )
    api_key = models.ForeignKey(
        ApiKey,
        on_delete=models.SET_NULL,
        null=True,
        related_name="usage",
        db_index=False,
    )

    tool = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict, blank=True)
    response_size = models.PositiveIntegerField(default=0)
    latency = models.PositiveIntegerField("latency (ms)", default=0)
    success = models.BooleanField()
    error_type = models.CharField(max_length=60, blank=True)
    rate_limited = models.BooleanField(default=False)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = McpUsageQuerySet.as_manager()

    class Meta:
        db_table = "mcp_usage"
        verbose_name = "MCP call"
        indexes = [
            # Recent calls of a key: usage page of the key.
            models.Index(
                F("api_key"), F("created_at").desc(), name="idx_mcp_usage_key_created"
            ),
            # Recent calls of a person: account page.
            models.Index(
                F("user"), F("created_at").desc(), name="idx_mcp_usage_user_created"
            ),
            # Calls of the open hour over all keys: analytics, roll-up. Append-only. Small
            # ranges, since that hour is a few pages; summed up as they fill, since those
            # that are not yet are read whole.
            BrinIndex(
                fields=["created_at"],
                name="idx_mcp_usage_created_at",
                pages_per_range=32,
                autosummarize=True,
            ),
        ]

    def __str__(self) -> str:
        return self.tool


class McpUsageHourly(models.Model):
    """Calls of one tool in one full hour: the roll-up of mcp_usage.

    Written only by `mcp.usage.roll_up`. Hours without a call have no row.
    """

    hour = models.DateTimeField()
    tool = models.CharField(max_length=60)
    calls = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    latency_sum = models.PositiveBigIntegerField("sum of latencies (ms)")

    objects = McpUsageHourlyQuerySet.as_manager()

    class Meta:
        db_table = "mcp_usage_hourly"
        verbose_name = "MCP calls of an hour"
        verbose_name_plural = "MCP calls by hour"
        constraints = [
            # Also a period over all tools: usage analytics.
            models.UniqueConstraint(
                fields=["hour", "tool"], name="mcp_usage_hourly_unique"
            ),
            models.CheckConstraint(
                condition=Q(errors__lte=F("calls")), name="mcp_usage_hourly_errors"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool} at {self.hour:%Y-%m-%d %H}:00"


class McpUsageDaily(models.Model):
    """Calls of one tool on one full day (UTC): with one key, or with any or none.

    Written only by `mcp.usage.roll_up`. Days without a call have no row.
    """

    day = models.DateTimeField()
    api_key = models.ForeignKey(
        ApiKey,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Empty in the rows that count all calls of the day.",
    )
    tool = models.CharField(max_length=60)
    calls = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    latency_sum = models.PositiveBigIntegerField("sum of latencies (ms)")

    objects = McpUsageDailyQuerySet.as_manager()

    class Meta:
        db_table = "mcp_usage_daily"
        verbose_name = "MCP calls of a day"
        verbose_name_plural = "MCP calls by day"
        constraints = [
            # Also a period of a key, or over all: usage analytics.
            models.UniqueConstraint(
                fields=["api_key", "day", "tool"],
                name="mcp_usage_daily_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(errors__lte=F("calls")), name="mcp_usage_daily_errors"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool} on {self.day:%Y-%m-%d}"


class RateBucket(models.Model):
    """The token bucket of one caller, refilled by one atomic upsert."""

    key = models.CharField(max_length=100)
    tokens = models.FloatField()
    refilled_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "rate_buckets"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="rate_buckets_key_unique"),
            models.CheckConstraint(
                condition=Q(tokens__gte=0), name="rate_buckets_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.key
