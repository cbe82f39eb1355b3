"""What is asked about token sets."""

from __future__ import annotations

from contextds.database.plans import recorded
from contextds.database.questions.question import Question
from tokens.models import TokenSet

QUESTIONS = (
    Question(
        "site-latest-set",
        "Which tokens has a site now?",
        "the page of a site, its downloads",
        lambda subject: recorded(
            lambda: TokenSet.objects.public().latest_of(subject.site)
        ),
        indexes=("idx_token_sets_site_created",),
    ),
    Question(
        "sets-newest",
        "Which sets are the newest?",
        "the search for tokens without a word",
        lambda _: [TokenSet.objects.newest_first()[:10]],
        indexes=("idx_token_sets_created_at",),
    ),
    Question(
        "sets-with-term",
        "Which sets have a value?",
        "the search for tokens",
        lambda subject: [TokenSet.objects.matching_term(subject.rare_term)],
        indexes=("idx_token_sets_search_terms",),
    ),
    Question(
        "sets-with-token",
        "Which sets have a token of this name with these attributes?",
        "the search for tokens",
        lambda _: [
            TokenSet.objects.with_token("color", "ink", {"$value": {"hex": "#fff"}})
        ],
        indexes=("idx_token_sets_tokens_gin",),
    ),
    Question(
        "sets-with-pack",
        "Which packs have an attribute?",
        "the search for packs",
        lambda _: [TokenSet.objects.with_pack({"style": "flat"})],
        indexes=("idx_token_sets_pack_gin",),
    ),
)
