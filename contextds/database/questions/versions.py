"""What is asked about versions."""

from __future__ import annotations

from contextds.database.plans import Sql, recorded
from contextds.database.questions.question import Question
from contextds.database.questions.subject import Subject
from contextds.paging import keyset_page
from tokens.models import TokenVersion


def _history(subject: Subject) -> list[Sql]:
    versions = TokenVersion.objects.filter(site=subject.site).public().history()
    return recorded(lambda: keyset_page(versions, None))


QUESTIONS = (
    Question(
        "site-versions",
        "Which versions had a site, newest first?",
        "the history of a site",
        _history,
        indexes=("idx_token_versions_site",),
    ),
    Question(
        "site-latest-version",
        "Which is the newest version of a site?",
        "every scan, before it records",
        lambda subject: recorded(lambda: TokenVersion.objects.latest_of(subject.site)),
        indexes=("token_versions_number_unique",),
    ),
    Question(
        "version-by-number",
        "Which version of a site has this number?",
        "the page of a version",
        lambda subject: [
            TokenVersion.objects.filter(
                site=subject.site, version_number=subject.version_number
            )
            .public()
            .with_documents()
        ],
        indexes=("token_versions_number_unique",),
    ),
    Question(
        "versions-of-a-day",
        "Which versions came in the last day, on all sites?",
        "the admin's filter",
        lambda subject: [TokenVersion.objects.filter(created_at__gte=subject.day_ago)],
        indexes=("idx_token_versions_created_at",),
    ),
    Question(
        "versions-breaking",
        "Which versions removed or changed what others rely on?",
        "the admin's filter",
        lambda _: [TokenVersion.objects.breaking()],
        indexes=("idx_versions_changelog_gin",),
    ),
)
