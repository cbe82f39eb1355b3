"""What is asked about the queue of wishes."""

from __future__ import annotations

from contextds.database.questions.question import Question
from scanner.models import Submission

QUESTIONS = (
    Question(
        "submissions-queue",
        "Which wishes come next?",
        "the admin's list of wishes by status; their queue (to come)",
        lambda _: [
            Submission.objects.filter(status="queued").order_by(
                "-priority", "created_at"
            )[:10]
        ],
        indexes=("idx_submissions_queue",),
    ),
)
