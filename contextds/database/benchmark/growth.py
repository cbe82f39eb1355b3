"""How the work of our own indexes grows with the tables: the same questions at two scales."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from contextds.database import catalogue
from contextds.database.benchmark.figures import Figure
from contextds.database.benchmark.measuring import measure
from contextds.database.questions import QUESTIONS, Subject

#: Buffers of a page by B-tree at the larger scale as a multiple of those at the smaller.
MOST = 1.5
#: What returns more rows is no page, and grows as its answer does.
_PAGE_ROWS = 200

ByQuestion = Mapping[tuple[str, str], Figure]


@dataclass(frozen=True, slots=True)
class Growth:
    """The buffers of one question at the smaller and at the larger scale."""

    question: str
    subject: str
    before: int
    after: int

    @property
    def factor(self) -> float:
        """The multiple; 1 for a question that reads nothing at either scale."""
        return self.after / max(self.before, 1) if self.after else 1.0

    @property
    def is_missed(self) -> bool:
        """Whether they grew by more than MOST."""
        return self.factor > MOST


def asked_here(names: Collection[str]) -> dict[tuple[str, str], Figure]:
    """Ask these questions of the database that is entered, under the indexes it has."""
    return {
        (question.name, subject.name): measure(question.build(subject))
        for subject in (Subject.typical(), Subject.hottest())
        for question in QUESTIONS.values()
        if question.name in names
    }


def b_trees() -> frozenset[str]:
    """Return the names of the B-tree indexes of the database that is entered."""
    return frozenset(
        index.name for index in catalogue.indexes() if index.method == "btree"
    )


def growth(
    before: ByQuestion, after: ByQuestion, b_trees: frozenset[str]
) -> Iterator[Growth]:
    """Yield the growth of the questions that are answered by a page of B-tree entries.

    One whose answer has more rows at the larger scale is left out: it reads more because
    there is more to show.
    """
    for (question, subject), larger in after.items():
        smaller = before.get((question, subject))
        if smaller is None or not larger.rows <= smaller.rows <= _PAGE_ROWS:
            continue
        if larger.indexes and b_trees.issuperset(larger.indexes):
            yield Growth(question, subject, smaller.buffers, larger.buffers)
