"""What is asked about versions."""

from __future__ import annotations

from contextds.database.plans import recorded
from contextds.database.questions.question import Question
from tokens.models import TokenVersion

QUESTIONS = (
    Question(
        "site-versions",
        "Which versions had a site, newest first?",
        "the history of a site",
        lambda subject: [TokenVersion.objects.filter(site=subject.site).history()[:25]],
        indexes=("idx_token_versions_site",),
    ),
    Question(
        "site-latest-version",
        "Which is the newest version of a site?",
        "a scan that records what it found",
        lambda subject: recorded(lambda: TokenVersion.objects.latest_of(subject.site)),
        indexes=("token_versions_number_unique",),
    ),
    Question(
        "versions-breaking",
        "Which versions removed or changed what others rely on?",
        "the admin's filter",
        lambda _: [TokenVersion.objects.breaking()],
        indexes=("idx_versions_changelog_gin",),
    ),
)
