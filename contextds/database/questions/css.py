"""What is asked about stylesheets."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from contextds.database.questions.question import Question
from scanner.models import CssContent, CssSource

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
        "css-unused",
        "Which CSS has no scan any more, and was not used for a month?",
        "manage.py maintain",
        lambda _: [CssContent.objects.unused_for(timedelta(days=settings.CSS_DAYS))],
        indexes=("idx_css_contents_last_accessed", "idx_css_sources_content_id"),
    ),
)
