"""What is asked about scans, their pages and their steps."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from contextds.database.plans import Sql, recorded
from contextds.database.questions.question import Question
from contextds.database.questions.subject import Subject
from contextds.paging import keyset_page
from scanner.models import Page, Scan, ScanEvent, Site
from scanner.views import SCANS_PER_PAGE


def _latest(subject: Subject) -> list[Sql]:
    return recorded(lambda: Scan.objects.latest_finished(Site(pk=subject.site)))


def _history(subject: Subject) -> list[Sql]:
    """A page of the list, and the sets that its scans led to."""
    scans = Scan.objects.filter(site=subject.site).history().with_version()
    return recorded(lambda: keyset_page(scans, None, size=SCANS_PER_PAGE))


QUESTIONS = (
    Question(
        "site-latest-scan",
        "Which scan of a site finished last?",
        "the page of a site",
        _latest,
        indexes=("idx_scans_completed",),
    ),
    Question(
        "site-scans",
        "Which scans did a site have, newest first?",
        "the scan history of a site",
        _history,
        indexes=("idx_scans_site_finished",),
    ),
    Question(
        "site-open-scan",
        "Is a scan of this site under way?",
        "the form that starts a scan, manage.py scan",
        lambda subject: [Scan.objects.open().filter(site=subject.site)],
        indexes=("one_open_scan_per_site",),
    ),
    Question(
        "scans-newest",
        "Which scans are the newest?",
        "the home page",
        lambda _: [
            Scan.objects.listed().newest_first().with_outcome().without_metrics()[:8]
        ],
        indexes=("scans_pkey",),
    ),
    Question(
        "scans-failed-lately",
        "Which scans failed in the last day?",
        "the admin's filter",
        lambda subject: [
            Scan.objects.filter(status="failed", finished_at__gte=subject.day_ago)
        ],
        indexes=("idx_scans_finished_at",),
    ),
    Question(
        "scans-without-end",
        "Which scans have not finished?",
        "the admin's filter for no date",
        lambda _: [Scan.objects.filter(finished_at__isnull=True)],
        indexes=("idx_scans_finished_at",),
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
        "the admin's filter",
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
    Question(
        "scan-steps-expired",
        "Which steps are older than they are kept?",
        "manage.py maintain",
        lambda _: [ScanEvent.objects.older_than(timedelta(days=settings.EVENT_DAYS))],
        indexes=("idx_scan_events_created_at",),
    ),
    Question(
        "scan-pages-failed",
        "Which pages of a scan could not be read?",
        "the admin's list of pages",
        lambda subject: [Page.objects.filter(scan=subject.scan, status="failed")],
        indexes=("idx_pages_scan_status",),
    ),
)
