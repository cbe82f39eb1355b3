"""Plans, subscriptions and what was used of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Plan(models.TextChoices):
    FREE = "free"
    PRO = "pro"


class SubscriptionStatus(models.TextChoices):
    ACTIVE = "active"
    TRIALING = "trialing"
    PAST_DUE = "past_due"
    CANCELLED = "cancelled"


#: A person has at most one subscription in these states.
LIVE_STATUSES = [
    SubscriptionStatus.ACTIVE.value,
    SubscriptionStatus.TRIALING.value,
    SubscriptionStatus.PAST_DUE.value,
]


class Subscription(models.Model):
    """One person's plan over time, as the payment provider last told it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="subscriptions",
        db_index=False,
    )
    stripe_customer_id = models.CharField(max_length=255, blank=True)
    stripe_subscription_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 - unique, and most rows have none

    plan = models.CharField(max_length=10, choices=Plan, default=Plan.FREE)
    status = models.CharField(
        max_length=10, choices=SubscriptionStatus, default=SubscriptionStatus.ACTIVE
    )
    current_period_start = models.DateTimeField(null=True, blank=True)
    current_period_end = models.DateTimeField(null=True, blank=True)
    cancel_at_period_end = models.BooleanField(default=False)

    scans_quota = models.PositiveIntegerField(default=0)
    remixes_quota = models.PositiveIntegerField(default=0)
    private_packs_quota = models.PositiveIntegerField(default=0)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        db_table = "subscriptions"
        indexes = [
            # The live subscription of a person: plan limits, account page.
            models.Index(
                fields=["user", "status"], name="idx_subscriptions_user_status"
            ),
            # Subscriptions whose period ends: reconciliation with the provider.
            models.Index(
                fields=["status", "current_period_end"],
                name="idx_subscriptions_period_end",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["stripe_subscription_id"],
                name="subscriptions_stripe_id_unique",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status__in=LIVE_STATUSES),
                name="one_live_subscription_per_user",
            ),
            models.CheckConstraint(
                condition=Q(plan__in=Plan.values), name="subscriptions_plan_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=SubscriptionStatus.values),
                name="subscriptions_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} ({self.status})"


class QuotaUsage(models.Model):
    """What one person used of one unit in one period; can never pass its limit."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="quota_usage",
        db_index=False,
    )
    period_start = models.DateTimeField()
    unit = models.CharField(max_length=30)
    used = models.PositiveIntegerField(default=0)
    limit = models.PositiveIntegerField()

    class Meta:
        db_table = "quota_usage"
        verbose_name_plural = "quota usage"
        constraints = [
            # Also the usage of a person in this period: quota check, account page.
            models.UniqueConstraint(
                fields=["user", "period_start", "unit"], name="quota_usage_unique"
            ),
            models.CheckConstraint(
                condition=Q(used__lte=F("limit")), name="quota_usage_within_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.used} of {self.limit} {self.unit}"
