"""What is asked about stylesheets."""

from __future__ import annotations

from contextds.database.questions.question import Question
from scanner.models import CssSource

QUESTIONS = (
    Question(
        "scan-stylesheets",
        "Which stylesheets did a scan read, in cascade order?",
        "the page of a site, a new reading by a newer extractor",
        lambda subject: [CssSource.objects.of_scan(subject.scan)[:100]],
        indexes=("idx_css_sources_scan_id",),
    ),
)
