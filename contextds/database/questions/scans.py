"""What is asked about scans and their steps."""

from __future__ import annotations

from contextds.database.plans import recorded
from contextds.database.questions.question import Question
from scanner.models import Scan, ScanEvent, Site

QUESTIONS = (
    Question(
        "site-latest-scan",
        "Which scan of a site finished last?",
        "the page of a site",
        lambda subject: recorded(
            lambda: Scan.objects.latest_finished(Site(pk=subject.site))
        ),
        indexes=("idx_scans_completed",),
    ),
    Question(
        "site-scans",
        "Which scans did a site have, newest first?",
        "the scan history of a site",
        lambda subject: [Scan.objects.filter(site=subject.site).history()[:10]],
        indexes=("idx_scans_site_finished",),
    ),
    Question(
        "scans-newest",
        "Which scans are the newest?",
        "the home page, the admin",
        lambda _: [Scan.objects.listed().newest_first().with_outcome()[:8]],
        indexes=("scans_pkey",),
    ),
    Question(
        "scans-with-warning",
        "Which scans ended with a given warning?",
        "the admin's search for warning:CODE",
        lambda _: [Scan.objects.with_warning("sheet_missing")],
        indexes=("idx_scans_metrics_gin",),
    ),
    Question(
        "scans-abandoned",
        "Which scans lost their worker?",
        "the worker, the admin's filter",
        lambda _: [Scan.objects.abandoned()],
        indexes=("idx_scans_lease",),
    ),
    Question(
        "scans-open",
        "Which scans wait or run?",
        "the worker, the admin's filter",
        lambda _: [Scan.objects.open()],
        indexes=("one_open_scan_per_site",),
    ),
    Question(
        "scan-steps",
        "What happened in a scan, step by step?",
        "the page of a scan",
        lambda subject: [ScanEvent.objects.filter(scan=subject.scan).in_order()[:200]],
        indexes=("scan_events_scan_seq_unique",),
    ),
)
