"""What is asked about accounts and their plans."""

from __future__ import annotations

from contextds.accounts.models import User
from contextds.database.questions.question import Question

QUESTIONS = (
    Question(
        "people-matching",
        "Which accounts have this in their address?",
        "the admin's search",
        lambda _: [User.objects.filter(email__icontains="person")],
        indexes=("idx_users_email_trgm",),
    ),
)
