"""What is asked about single changes."""

from __future__ import annotations

from contextds.database.plans import recorded
from contextds.database.questions.question import Question
from contextds.paging import keyset_page
from scanner.comparison import CHANGES_PER_PAGE
from scanner.timeline import timeline
from tokens.models import TokenChange, TokenVersion

QUESTIONS = (
    Question(
        "site-changes",
        "What changed on a site, newest first?",
        "the timeline of a site, a page of 50",
        lambda subject: recorded(lambda: timeline(subject.site, None)),
        indexes=("idx_token_changes_timeline",),
    ),
    Question(
        "version-changes",
        "What changed in a version, by category?",
        "the page of a version",
        lambda subject: recorded(
            lambda: keyset_page(
                TokenChange.objects.of_version(
                    TokenVersion(pk=subject.version, created_at=subject.version_created)
                ),
                None,
                size=CHANGES_PER_PAGE,
            )
        ),
        indexes=("idx_token_changes_version_cat",),
    ),
    Question(
        "changes-of-a-day",
        "What changed in the last day, on all sites?",
        "the admin's filter",
        lambda subject: [
            TokenChange.objects.filter(
                created_at__gte=subject.day_ago, created_at__lt=subject.now
            )[:10_000]
        ],
        indexes=("idx_token_changes_created_at",),
    ),
)
