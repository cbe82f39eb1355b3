"""What is asked about single changes."""

from __future__ import annotations

from contextds.database.questions.question import Question
from tokens.models import TokenChange, TokenVersion

QUESTIONS = (
    Question(
        "site-changes",
        "What changed on a site, newest first?",
        "the timeline of a site",
        lambda subject: [TokenChange.objects.timeline(subject.site)[:50]],
        indexes=("idx_token_changes_timeline",),
    ),
    Question(
        "version-changes",
        "What changed in a version, by category?",
        "the page of a version",
        lambda subject: [
            TokenChange.objects.of_version(
                TokenVersion(pk=subject.version, created_at=subject.version_created)
            )[:50]
        ],
        indexes=("idx_token_changes_version_cat",),
    ),
)
