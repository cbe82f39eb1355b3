"""URLs that people asked us to scan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from scanner.models.scans import Scan


class SubmissionStatus(models.TextChoices):
    QUEUED = "queued"
    SCANNING = "scanning"
    DONE = "done"
    REJECTED = "rejected"


class Submission(models.Model):
    """One request by a person to scan a URL, moderated in the admin."""

    url = models.CharField("URL", max_length=2048)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        db_column="submitted_by",
        db_index=False,
    )
    scan = models.ForeignKey(
        Scan,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        db_index=False,
    )
    notify_email = models.EmailField(blank=True)

    status = models.CharField(
        max_length=10, choices=SubmissionStatus, default=SubmissionStatus.QUEUED
    )
    reason = models.TextField(blank=True)
    priority = models.SmallIntegerField(default=0)
    estimated_queue = models.PositiveIntegerField(null=True, blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        db_table = "submissions"
        indexes = [
            # The queue in its order: worker, queue position, admin.
            models.Index(
                F("status"),
                F("priority").desc(),
                F("created_at"),
                name="idx_submissions_queue",
            ),
            # Submissions of a person: account page, erasure.
            models.Index(fields=["submitted_by"], name="idx_submissions_submitted_by"),
            # Who waits for a scan: notification when it is done.
            models.Index(fields=["scan"], name="idx_submissions_scan_id"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=SubmissionStatus.values),
                name="submissions_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.url
