"""Scans: attempts to read a site's CSS, their steps and their pages."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from scanner.models.sites import Site
from scanner.querysets import ScanEventQuerySet, ScanQuerySet


class ScanStatus(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: A site has at most one scan in these states.
OPEN_STATUSES = [ScanStatus.QUEUED.value, ScanStatus.RUNNING.value]


class ScanMethod(models.TextChoices):
    STATIC = "static"
    COMPUTED = "computed"


class PageStatus(models.TextChoices):
    FETCHED = "fetched"
    FAILED = "failed"


class Scan(models.Model):
    """One attempt to read a site's CSS. Written only by `scanner.pipeline`.

    `error_code` is a code of `scanner.errors`. `lease_token` names the worker that
    holds the scan until `lease_until` (database time): only its holder may finish it.
    """

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="scans", db_index=False
    )
    url = models.CharField("URL", max_length=2048)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scans",
        db_index=False,
    )
    token_set = models.ForeignKey(
        "tokens.TokenSet",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scans",
        db_index=False,
        help_text="What this scan found: a new set, or the unchanged one before it.",
    )

    method = models.CharField(
        max_length=10, choices=ScanMethod, default=ScanMethod.STATIC
    )
    allow_private = models.BooleanField(
        default=False, help_text="An operator permitted private addresses."
    )
    prettify = models.BooleanField(default=False)

    status = models.CharField(
        max_length=10, choices=ScanStatus, default=ScanStatus.QUEUED
    )
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)

    css_source_count = models.PositiveIntegerField(default=0)
    sha = models.CharField(
        max_length=64,
        blank=True,
        help_text="SHA-256 of the ordered kind, media, origin and hash of its sources.",
    )
    metrics_json = models.JSONField(default=dict, blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        db_table = "scans"
        indexes = [
            # Scan history of a site by keyset, unfinished ones last: ScanQuerySet.history.
            models.Index(
                F("site"),
                F("finished_at").desc(nulls_last=True),
                F("id").desc(),
                name="idx_scans_site_finished",
            ),
            # Newest finished scan of a site: ScanQuerySet.latest_finished.
            models.Index(
                fields=["site", "finished_at"],
                condition=Q(finished_at__isnull=False),
                name="idx_scans_completed",
            ),
            # What finished lately, on all sites: monitoring, retention.
            models.Index(fields=["finished_at"], name="idx_scans_finished_at"),
            # Scans with a given warning or cut: admin, monitoring.
            GinIndex(fields=["metrics_json"], name="idx_scans_metrics_gin"),
            # Scans that lead to a token set: its deletion, the admin.
            models.Index(fields=["token_set"], name="idx_scans_token_set"),
            # Scans of a person: account page, erasure.
            models.Index(fields=["requested_by"], name="idx_scans_requested_by"),
            # Running scans whose worker is gone: ScanQuerySet.abandoned.
            models.Index(
                fields=["lease_until"],
                condition=Q(status=ScanStatus.RUNNING),
                name="idx_scans_lease",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(status__in=OPEN_STATUSES),
                name="one_open_scan_per_site",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ScanStatus.values), name="scans_status_known"
            ),
            models.CheckConstraint(
                condition=Q(method__in=ScanMethod.values), name="scans_method_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN_STATUSES, finished_at__isnull=True)
                | (~Q(status__in=OPEN_STATUSES) & Q(finished_at__isnull=False)),
                name="scans_finished_unless_open",
            ),
            models.CheckConstraint(
                condition=~Q(status=ScanStatus.FAILED) | ~Q(error_code=""),
                name="scans_failed_with_code",
            ),
        ]

    def __str__(self) -> str:
        return f"scan {self.pk} of {self.url}"

    def get_absolute_url(self) -> str:
        return reverse("scanner:scan", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the scan still waits or runs."""
        return self.status in OPEN_STATUSES

    @property
    def duration(self) -> timedelta | None:
        """From its first start to its end; None while it is open or was never begun."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at

    @property
    def warning_codes(self) -> dict[str, int]:
        """How often it warned of what, in the order of the first time."""
        warnings = self.metrics_json.get("warnings", [])
        return dict(Counter(str(warning["code"]) for warning in warnings))


class ScanEvent(models.Model):
    """One step of a scan, kept for 7 days. Written only by `scanner.pipeline`."""

    scan = models.ForeignKey(
        Scan, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()
    stage = models.CharField(max_length=40)
    message = models.TextField(blank=True)
    counts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScanEventQuerySet.as_manager()

    class Meta:
        db_table = "scan_events"
        indexes = [
            # Events past their 7 days: retention.
            BrinIndex(fields=["created_at"], name="idx_scan_events_created_at"),
        ]
        constraints = [
            # Also the progress of a scan in order: scanner.views.scan.
            models.UniqueConstraint(
                fields=["scan", "seq"], name="scan_events_scan_seq_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.message}"


class Page(models.Model):
    """One page that a scan read. Written only by `scanner.pipeline`."""

    scan = models.ForeignKey(
        Scan, on_delete=models.CASCADE, related_name="pages", db_index=False
    )
    url = models.CharField("URL", max_length=2048)
    viewport = models.CharField(max_length=20, blank=True)

    status = models.CharField(
        max_length=10, choices=PageStatus, default=PageStatus.FETCHED
    )
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    screenshot_url = models.CharField(max_length=2048, blank=True)
    html_size = models.PositiveIntegerField("HTML bytes", default=0)
    load_time = models.PositiveIntegerField("load time (ms)", default=0)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "pages"
        indexes = [
            # Pages of a scan, or only those that failed: scan page, admin.
            models.Index(fields=["scan", "status"], name="idx_pages_scan_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PageStatus.values), name="pages_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.url
