"""What is asked about stylesheets."""

from __future__ import annotations

from datetime import timedelta

from contextds.database.questions.question import Question
from scanner.models import CssContent, CssSource

#: How long CSS that no scan refers to any more is kept.
CONTENT_KEPT = timedelta(days=30)

QUESTIONS = (
    Question(
        "scan-stylesheets",
        "Which stylesheets did a scan read, in cascade order?",
        "the page of a site, a new reading by a newer extractor",
        lambda subject: [CssSource.objects.of_scan(subject.scan)[:100]],
        indexes=("idx_css_sources_scan_id",),
    ),
    Question(
        "css-known",
        "Which of these stylesheets are stored already?",
        "every scan, before it stores; the admin's search",
        lambda _: [CssContent.objects.filter(sha256__in=["0" * 64, "f" * 64])],
        indexes=("css_contents_sha256_unique",),
    ),
    Question(
        "css-not-used-lately",
        "Which CSS was not used for 30 days?",
        "manage.py maintain",
        lambda subject: [
            CssContent.objects.filter(
                last_accessed__lt=subject.now - CONTENT_KEPT
            ).order_by("last_accessed")[:100]
        ],
        indexes=("idx_css_contents_last_accessed",),
    ),
)
