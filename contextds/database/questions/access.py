"""What is asked about API keys and the calls made with them."""

from __future__ import annotations

from contextds.database.questions.question import Question
from mcp.models import ApiKey, McpUsage

QUESTIONS = (
    Question(
        "key-by-prefix",
        "Which key is this?",
        "the sign-in of every call, the admin's search",
        lambda _: [ApiKey.objects.filter(prefix="cds_live_1")],
        indexes=("idx_api_keys_prefix",),
    ),
    Question(
        "key-calls",
        "What was called with a key lately?",
        "the usage page of a key",
        lambda subject: [
            McpUsage.objects.filter(
                api_key=subject.api_key, created_at__gt=subject.day_ago
            ).order_by("-created_at")[:50]
        ],
        indexes=("idx_mcp_usage_key_created",),
    ),
)
