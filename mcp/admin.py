"""The admin of API keys and of the use made of them."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contextds.audit.administration import FactAdmin, RowAdmin, record_operator
from mcp.models import ApiKey, McpUsage, McpUsageDaily, McpUsageHourly, RateBucket

_RollUp = TypeVar("_RollUp", McpUsageHourly, McpUsageDaily)


@admin.register(ApiKey)
class ApiKeyAdmin(RowAdmin[ApiKey]):
    """Keys by their prefix, never their hash. A key is revoked, not deleted: its
    calls keep telling whose they were."""

    list_display = (
        "id",
        "name",
        "prefix",
        "user",
        "is_active",
        "expires_at",
        "last_used",
        "created_at",
    )
    list_select_related = ("user",)
    search_fields = ("user__email",)
    search_help_text = "The address of a person, or the prefix of a key"
    readonly_fields = ("user", "prefix", "pepper", "last_used", "created_at")
    exclude = ("key_hash",)
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a key is shown once, to whoever makes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: see above."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ApiKey], search_term: str
    ) -> tuple[QuerySet[ApiKey], bool]:
        """Understand a prefix too, whose case counts."""
        term = search_term.strip()
        if term and "@" not in term:
            return queryset & ApiKey.objects.with_prefix(term), False
        return super().get_search_results(request, queryset, term)

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        """Make the chosen keys useless at once."""
        revoked = list(keys.filter(is_active=True))
        for key in revoked:
            key.is_active = False
            key.save(update_fields=["is_active"])
            record_operator(request, "apikey.revoked", key)
        self.message_user(request, f"{len(revoked)} revoked.")


@admin.register(McpUsage)
class McpUsageAdmin(FactAdmin[McpUsage]):
    """Single calls."""

    list_display = (
        "id",
        "tool",
        "user",
        "api_key",
        "success",
        "error_type",
        "rate_limited",
        "latency",
        "response_size",
        "created_at",
    )
    list_select_related = ("user", "api_key")
    list_filter = ("created_at",)
    search_fields = ("user__email",)
    search_help_text = "The address of a person"


class _RollUpAdmin(FactAdmin[_RollUp]):
    """Sums of calls."""

    @admin.display(description="mean latency (ms)")
    def mean_latency(self, row: _RollUp) -> str:
        """The mean over the calls of the hour or day."""
        return f"{row.latency_sum / row.calls:.0f}" if row.calls else "-"


@admin.register(McpUsageHourly)
class McpUsageHourlyAdmin(_RollUpAdmin[McpUsageHourly]):
    """Calls by hour and tool."""

    list_display = ("hour", "tool", "calls", "errors", "mean_latency")
    list_filter = ("hour",)
    ordering = ("-hour",)


@admin.register(McpUsageDaily)
class McpUsageDailyAdmin(_RollUpAdmin[McpUsageDaily]):
    """Calls by day and tool, of a key, or of all where no key is told."""

    list_display = ("day", "api_key", "tool", "calls", "errors", "mean_latency")
    list_select_related = ("api_key",)
    search_fields = ("api_key__prefix",)
    search_help_text = "The prefix of a key"


@admin.register(RateBucket)
class RateBucketAdmin(FactAdmin[RateBucket]):
    """Callers and what they have left; deleting a bucket fills it."""

    list_display = ("key", "tokens", "refilled_at")
    search_fields = ("key",)
    search_help_text = "A whole key"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever holds the permission to."""
        return RowAdmin.has_delete_permission(self, request, obj)
