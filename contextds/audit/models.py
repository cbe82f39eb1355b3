"""What was done, by whom, to what: a log that outlives the rows it tells of."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F
from django.db.models.functions import Now


class AuditLogQuerySet(models.QuerySet["AuditLog"]):
    """Questions about what was done."""

    def older_than(self, age: timedelta) -> AuditLogQuerySet:
        """Entries past the time for which they are kept: idx_audit_log_created_at."""
        return self.filter(created_at__lt=Now() - age)


class AuditLog(models.Model):
    """One action. Written only by `contextds.audit.recording`, never changed.

    There is no foreign key to the user: erasing an account must neither delete nor
    rewrite the log. `email_hash` keeps entries of one person together without a name.
    """

    partition_key = "created_at"

    user_id = models.BigIntegerField(null=True, blank=True)
    email_hash = models.CharField(max_length=64, blank=True)

    action = models.CharField(max_length=100)
    resource_type = models.CharField(max_length=100)
    resource_id = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=1000, blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AuditLogQuerySet.as_manager()

    class Meta:
        db_table = "audit_log"
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"
        indexes = [
            # Newest entries of one person: admin filter, account data export.
            models.Index(
                F("user_id"), F("created_at").desc(), name="idx_audit_log_user_created"
            ),
            # Entries of a day or a week: admin, retention. Append-only, so a BRIN
            # of some kB does what a B-tree of 200 MB would.
            BrinIndex(fields=["created_at"], name="idx_audit_log_created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.resource_type} {self.resource_id}".rstrip()
