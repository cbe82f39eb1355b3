"""Questions: every one can be asked, and uses the indexes that it names."""

from __future__ import annotations

import pytest
from django.db import connection

from contextds.database.plans import explain
from contextds.database.questions import QUESTIONS, Question, Subject
from tests.contextds.population import populate

pytestmark = pytest.mark.django_db

ALL = list(QUESTIONS.values())


@pytest.mark.parametrize("question", ALL, ids=QUESTIONS)
def test_a_question_can_be_asked_of_an_empty_database(question: Question) -> None:
    for subject in (Subject.invented(), Subject.typical(), Subject.hottest()):
        queries = question.build(subject)
        assert queries
        for query in queries:
            explain(query)


def test_the_subject_is_sampled_from_the_rows_at_hand() -> None:
    populate(5)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE token_sets")
    hottest = Subject.hottest()
    assert hottest.domain.endswith(".example.com")
    assert hottest.common_term == "#3b82f6"
    for question in ALL:
        for query in question.build(hottest):
            explain(query)
