"""What is asked about the audit log."""

from __future__ import annotations

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
)
