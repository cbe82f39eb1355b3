"""The admin of subscriptions and of what was used of them."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from billing.models import QuotaUsage, Subscription
from contextds.audit.administration import RowAdmin


@admin.register(Subscription)
class SubscriptionAdmin(RowAdmin[Subscription]):
    """Plans of people; the payment provider's numbers are its own."""

    list_display = (
        "id",
        "user",
        "plan",
        "status",
        "current_period_end",
        "cancel_at_period_end",
        "scans_quota",
        "created_at",
    )
    list_select_related = ("user",)
    list_filter = ("status",)
    search_fields = ("user__email",)
    search_help_text = "The address of a person"
    raw_id_fields = ("user",)
    readonly_fields = (
        "stripe_customer_id",
        "stripe_subscription_id",
        "created_at",
        "updated_at",
    )


@admin.register(QuotaUsage)
class QuotaUsageAdmin(RowAdmin[QuotaUsage]):
    """What was used in a period; an operator may grant more."""

    list_display = ("id", "user", "period_start", "unit", "used", "limit")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    search_help_text = "The address of a person"
    readonly_fields = ("user", "period_start", "unit")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the first use of a period makes its row."""
        return False
