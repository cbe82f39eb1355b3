"""What is asked about the database's own history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from contextds.database import statistics
from contextds.database.models import (
    Archive,
    IndexSnapshot,
    StatementSnapshot,
    TableSnapshot,
)
from contextds.database.plans import Sql, recorded
from contextds.database.questions.question import Question
from contextds.database.questions.subject import Subject

#: The age from which on a test of the plans takes snapshots to be expired.
SNAPSHOTS_KEPT = timedelta(days=90)


def _read(reading: Callable[[], object]) -> list[Sql]:
    """The statements of a reading, without those that set its limits."""
    sent = recorded(reading)
    return [statement for statement in sent if "_snapshots" in statement.text]


def _expired(subject: Subject) -> dict[str, object]:
    return {"taken_at__lt": subject.now - SNAPSHOTS_KEPT}


QUESTIONS = (
    Question(
        "statement-history",
        "How did a statement go over time?",
        "monitoring",
        lambda _: _read(lambda: statistics.statement_history(1)),
        indexes=("idx_statement_snapshots_query",),
    ),
    Question(
        "index-history",
        "When was an index used?",
        "monitoring",
        lambda _: _read(lambda: statistics.index_history("idx_scans_completed")),
        indexes=("idx_index_snapshots_index",),
    ),
    Question(
        "table-history",
        "How did a table grow?",
        "monitoring",
        lambda _: _read(lambda: statistics.table_history("scans")),
        indexes=("idx_table_snapshots_table",),
    ),
    Question(
        "statement-snapshots-expired",
        "Which snapshots of statements are older than they are kept?",
        "manage.py maintain",
        lambda subject: [StatementSnapshot.objects.filter(**_expired(subject))],
        indexes=("idx_statement_snapshots_taken",),
    ),
    Question(
        "index-snapshots-expired",
        "Which snapshots of indexes are older than they are kept?",
        "manage.py maintain",
        lambda subject: [IndexSnapshot.objects.filter(**_expired(subject))],
        indexes=("idx_index_snapshots_taken",),
    ),
    Question(
        "table-snapshots-expired",
        "Which snapshots of tables are older than they are kept?",
        "manage.py maintain",
        lambda subject: [TableSnapshot.objects.filter(**_expired(subject))],
        indexes=("idx_table_snapshots_taken",),
    ),
    Question(
        "archived-month",
        "How far is a month on its way out of the database?",
        "manage.py maintain, manage.py restorearchive",
        lambda subject: [
            Archive.objects.filter(
                table="token_changes", month=subject.now.date().replace(day=1)
            )
        ],
        indexes=("archives_month_unique",),
    ),
)
