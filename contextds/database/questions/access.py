"""What is asked about API keys and the calls made with them."""

from __future__ import annotations

from contextds.database.plans import recorded
from contextds.database.questions.question import Question
from mcp import usage
from mcp.models import ApiKey, McpUsage

QUESTIONS = (
    Question(
        "key-by-prefix",
        "Which key is this?",
        "the sign-in of every call, the admin's search",
        lambda _: [ApiKey.objects.with_prefix("cds_live_1")],
        indexes=("idx_api_keys_prefix",),
    ),
    Question(
        "key-calls",
        "What was called with a key lately?",
        "the usage page of a key",
        lambda subject: [
            McpUsage.objects.of_key(subject.api_key)
            .within((subject.day_ago, subject.now))
            .order_by("-created_at")[:50]
        ],
        indexes=("idx_mcp_usage_key_created",),
    ),
    Question(
        "key-usage",
        "How was a key used in the last 30 days, by day and tool?",
        "mcp.usage.of_key",
        lambda subject: recorded(
            lambda: usage.of_key(subject.api_key, subject.month_ago, subject.now, "day")
        ),
        indexes=("idx_mcp_usage_key_created",),
    ),
    Question(
        "person-usage",
        "How did a person use machine access in the last 30 days, by day and tool?",
        "mcp.usage.of_user",
        lambda subject: recorded(
            lambda: usage.of_user(subject.user, subject.month_ago, subject.now, "day")
        ),
        indexes=("idx_mcp_usage_user_created",),
    ),
    Question(
        "usage",
        "How was machine access used by all in the last 30 days, by day and tool?",
        "mcp.usage.of_all",
        lambda subject: recorded(
            lambda: usage.of_all(subject.month_ago, subject.now, "day")
        ),
        indexes=("mcp_usage_hourly_unique", "idx_mcp_usage_created_at"),
        plain=lambda subject: [
            McpUsage.objects.within((subject.month_ago, subject.now)).summed("day")
        ],
    ),
)
