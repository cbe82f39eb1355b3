"""What is asked about accounts and their plans."""

from __future__ import annotations

from billing.models import LIVE_STATUSES, QuotaUsage, Subscription
from contextds.accounts.models import User
from contextds.database.plans import recorded
from contextds.database.questions.question import Question

QUESTIONS = (
    Question(
        "person-by-address",
        "Whose address is this?",
        "sign-in, the admin's search of the audit log",
        lambda subject: [User.objects.filter(email=subject.email)],
        indexes=("users_email_unique",),
    ),
    Question(
        "people-matching",
        "Which accounts have this in their address?",
        "the admin's search",
        lambda subject: [User.objects.filter(email__icontains=subject.email[:8])],
        indexes=("idx_users_email_trgm",),
    ),
    Question(
        "operators",
        "Who may sign in to the admin?",
        "the admin's filter",
        lambda _: [User.objects.filter(is_staff=True)],
        indexes=("idx_users_operators",),
    ),
    Question(
        "person-plan",
        "Which subscription of a person is live?",
        "limits of the plan (to come)",
        lambda subject: [
            Subscription.objects.filter(user=subject.user, status__in=LIVE_STATUSES)
        ],
        indexes=("one_live_subscription_per_user",),
    ),
    Question(
        "person-is-active",
        "Has a person an active subscription?",
        "limits of the plan (to come)",
        lambda subject: recorded(
            lambda: Subscription.objects.filter(
                user=subject.user, status="active"
            ).exists()
        ),
        indexes=("idx_subscriptions_user_status",),
    ),
    Question(
        "subscriptions-ending",
        "Whose period is over, though the provider has not told?",
        "the reconciliation with the payment provider (to come)",
        lambda subject: [
            Subscription.objects.filter(
                status="active", current_period_end__lt=subject.now
            )
        ],
        indexes=("idx_subscriptions_period_end",),
    ),
    Question(
        "subscription-by-provider",
        "Whose subscription does the payment provider speak of?",
        "the payment provider's messages (to come)",
        lambda _: [Subscription.objects.filter(stripe_subscription_id="sub_1")],
        indexes=("subscriptions_stripe_id_unique",),
    ),
    Question(
        "person-quota",
        "What did a person use of this period's quota?",
        "the quota of the plan (to come)",
        lambda subject: [
            QuotaUsage.objects.filter(
                user=subject.user, period_start=subject.day_ago, unit="scans"
            )
        ],
        indexes=("quota_usage_unique",),
    ),
)
