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
            AuditLog.objects.filter(user_id=subject.user).order_by("-created_at")[:50]
        ],
        indexes=("idx_audit_log_user_created",),
    ),
)
