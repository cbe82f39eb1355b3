"""What is asked about token sets."""

from __future__ import annotations

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from contextds.database.plans import Query, Sql, recorded
from contextds.database.questions.question import Question
from contextds.database.questions.subject import Subject
from tokens.models import TokenSet


def _newest_with(term: str) -> list[Query]:
    return [TokenSet.objects.public().matching_term(term).newest_first()[:20]]


def _newest_documents_with(colour: str) -> list[Query]:
    """The same without our column of terms: the documents themselves are asked."""
    path = f'$.*.*."$value".hex ? (@ == "{colour}")'
    in_document = RawSQL(
        "token_sets.tokens_json @? %s::jsonpath",
        [path],
        output_field=BooleanField(),
    )
    return [TokenSet.objects.public().filter(in_document).newest_first()[:20]]


def _latest(subject: Subject) -> list[Sql]:
    return recorded(lambda: TokenSet.objects.public().latest_of(subject.site))


QUESTIONS = (
    Question(
        "site-latest-set",
        "Which tokens has a site now?",
        "the page of a site, its downloads, manage.py export",
        _latest,
        indexes=("idx_token_sets_site_created",),
    ),
    Question(
        "sets-newest",
        "Which sets are the newest?",
        "the search for tokens, before a word is typed",
        lambda _: [TokenSet.objects.public().newest_first()[:20]],
        indexes=("idx_token_sets_created_at",),
    ),
    Question(
        "sets-with-rare-value",
        "Which are the newest sets with a value that few have?",
        "the search for tokens",
        lambda subject: _newest_with(subject.rare_term),
        indexes=("idx_token_sets_search_terms",),
        plain=lambda subject: _newest_documents_with(subject.rare_term),
    ),
    Question(
        "sets-with-middling-value",
        "Which are the newest sets with a value that some have?",
        "the search for tokens",
        lambda subject: _newest_with(subject.middling_term),
        indexes=("idx_token_sets_search_terms",),
        plain=lambda subject: _newest_documents_with(subject.middling_term),
    ),
    Question(
        "sets-with-common-value",
        "Which are the newest sets with a value that most have?",
        "the search for tokens",
        lambda subject: _newest_with(subject.common_term),
        indexes=("idx_token_sets_created_at",),
        plain=lambda subject: _newest_documents_with(subject.common_term),
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
        "the admin's search for pack:NAME=VALUE",
        lambda _: [TokenSet.objects.with_pack({"style": "flat"})],
        indexes=("idx_token_sets_pack_gin",),
    ),
    Question(
        "set-of-version",
        "Which tokens had a site in a given version?",
        "manage.py export --version",
        lambda subject: [
            TokenSet.objects.public().filter(
                site=subject.site, version_number=subject.version_number
            )
        ],
        indexes=("token_sets_version_unique",),
    ),
)
