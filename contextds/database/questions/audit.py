"""What is asked about the audit log."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from contextds.audit.models import AuditLog
from contextds.database.questions.question import Question

QUESTIONS = (
    Question(
        "person-audit",
        "What did a person do, newest first?",
        "the admin's search",
        lambda subject: [
            AuditLog.objects.filter(user_id=subject.user).order_by(
                "-created_at", "-id"
            )[:50]
        ],
        indexes=("idx_audit_log_user_created",),
    ),
    Question(
        "audit-of-a-day",
        "What was done in the last day?",
        "the admin's filter",
        lambda subject: [
            AuditLog.objects.filter(
                created_at__gte=subject.day_ago, created_at__lt=subject.now
            )[:10_000]
        ],
        indexes=("idx_audit_log_created_at",),
    ),
    Question(
        "audit-expired",
        "Which entries are older than they are kept?",
        "manage.py maintain",
        lambda _: [AuditLog.objects.older_than(timedelta(days=settings.AUDIT_DAYS))],
        # None to be named: where no such month is left, the plan reads no table.
        indexes=(),
    ),
)
