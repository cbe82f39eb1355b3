"""What a unique constraint asks at each INSERT, where nothing else asks by its columns."""

from __future__ import annotations

from contextds.database.questions.question import Question
from mcp.models import ApiKey
from tokens.models import TokenVote

QUESTIONS = (
    Question(
        "key-hash-taken",
        "Is there a key of this hash?",
        "the constraint itself, whenever a key is made",
        lambda _: [ApiKey.objects.filter(key_hash="0" * 64)],
        indexes=("api_keys_key_hash_unique",),
    ),
    Question(
        "vote-cast",
        "Has a person voted on this token?",
        "the constraint itself, whenever a vote is cast",
        lambda subject: [
            TokenVote.objects.filter(
                user=subject.user,
                token_set=subject.token_set,
                token_key__in=["color.ink"],
            )
        ],
        indexes=("idx_token_votes_unique",),
    ),
)
