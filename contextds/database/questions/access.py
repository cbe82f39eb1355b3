"""What is asked about API keys and the calls made with them."""

from __future__ import annotations

from contextds.database.questions.question import Question
from mcp.models import ApiKey, McpUsage, McpUsageDaily, McpUsageHourly, RateBucket

# Usage is asked here as when the roll-ups are up to date, whatever they hold.
QUESTIONS = (
    Question(
        "key-by-prefix",
        "Which key is this?",
        "the admin's search; the sign-in of every call (to come)",
        lambda _: [ApiKey.objects.with_prefix("cds_live_1")],
        indexes=("idx_api_keys_prefix",),
    ),
    Question(
        "person-working-keys",
        "How many working keys has a person?",
        "the key limit of the plan (to come)",
        lambda subject: [ApiKey.objects.filter(user=subject.user, is_active=True)],
        indexes=("idx_api_keys_active",),
    ),
    Question(
        "key-calls",
        "What was called with a key lately?",
        "the usage page of a key",
        lambda subject: [
            McpUsage.objects.of_key(subject.api_key)
            .within([(subject.day_ago, subject.now)])
            .order_by("-created_at")[:50]
        ],
        indexes=("idx_mcp_usage_key_created",),
    ),
    Question(
        "key-usage",
        "How was a key used in the last 30 days, by day and tool?",
        "mcp.usage.of_key",
        lambda subject: [
            McpUsageDaily.objects.of_key(subject.api_key)
            .within([(subject.month_ago, subject.today)])
            .summed("day"),
            McpUsage.objects.of_key(subject.api_key)
            .within([(subject.today, subject.now)])
            .summed("day"),
        ],
        indexes=("mcp_usage_daily_unique", "idx_mcp_usage_key_created"),
        plain=lambda subject: [
            McpUsage.objects.of_key(subject.api_key)
            .within([(subject.month_ago, subject.now)])
            .summed("day")
        ],
    ),
    Question(
        "person-usage",
        "How did a person use machine access in the last 30 days, by day and tool?",
        "mcp.usage.of_user",
        lambda subject: [
            McpUsageDaily.objects.of_user(subject.user)
            .within([(subject.month_ago, subject.today)])
            .summed("day"),
            McpUsage.objects.of_user(subject.user)
            .within([(subject.today, subject.now)])
            .summed("day"),
        ],
        indexes=("mcp_usage_daily_unique", "idx_mcp_usage_user_created"),
        plain=lambda subject: [
            McpUsage.objects.of_user(subject.user)
            .within([(subject.month_ago, subject.now)])
            .summed("day")
        ],
    ),
    Question(
        "usage",
        "How was machine access used by all in the last 30 days, by day and tool?",
        "mcp.usage.of_all, the page of the usage",
        lambda subject: [
            McpUsageDaily.objects.of_all()
            .within([(subject.month_ago, subject.today)])
            .summed("day"),
            McpUsageHourly.objects.within([(subject.today, subject.hour)]).summed(
                "day"
            ),
            McpUsage.objects.within([(subject.hour, subject.now)]).summed("day"),
        ],
        indexes=(
            "mcp_usage_daily_unique",
            "mcp_usage_hourly_unique",
            "idx_mcp_usage_created_at",
        ),
        plain=lambda subject: [
            McpUsage.objects.within([(subject.month_ago, subject.now)]).summed("day")
        ],
    ),
    Question(
        "person-calls",
        "What did a person call lately?",
        "the admin's search",
        lambda subject: [
            McpUsage.objects.filter(user__in=[subject.user]).order_by(
                "-created_at", "-id"
            )[:50]
        ],
        indexes=("idx_mcp_usage_user_created",),
    ),
    Question(
        "calls-of-a-day",
        "What was called in the last day, with all keys?",
        "the admin's filter",
        lambda subject: [
            McpUsage.objects.filter(
                created_at__gte=subject.day_ago, created_at__lt=subject.now
            )[:10_000]
        ],
        indexes=("idx_mcp_usage_created_at",),
    ),
    Question(
        "caller-allowance",
        "What has a caller left?",
        "the admin's search; the rate limit of every call (to come)",
        lambda _: [RateBucket.objects.filter(key="key:1")],
        indexes=("rate_buckets_key_unique",),
    ),
)
