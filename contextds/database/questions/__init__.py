"""The registry of what is asked of the database, one module per noun.

A question belongs here when its queryset lands in the product: `manage.py indexes`
shows its plan and checks that it uses the indexes that it names, `manage.py
benchindexes` measures it. To add one, put it into the QUESTIONS of its noun's module.
"""

from __future__ import annotations

from contextds.database.questions import (
    access,
    audit,
    changes,
    css,
    deletions,
    layouts,
    monitoring,
    people,
    scans,
    sites,
    submissions,
    token_sets,
    uniqueness,
    versions,
)
from contextds.database.questions.question import Question
from contextds.database.questions.subject import Subject

__all__ = ["QUESTIONS", "Question", "Subject", "using_index"]

_NOUNS = (
    sites,
    scans,
    css,
    layouts,
    submissions,
    token_sets,
    versions,
    changes,
    people,
    access,
    audit,
    monitoring,
    deletions,
    uniqueness,
)

#: Every question, by its name.
QUESTIONS: dict[str, Question] = {
    question.name: question for noun in _NOUNS for question in noun.QUESTIONS
}


def using_index(name: str) -> list[Question]:
    """The questions that an index is for."""
    return [question for question in QUESTIONS.values() if name in question.indexes]
