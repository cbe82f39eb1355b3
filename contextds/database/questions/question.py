"""What is asked of the database, in one shape for checks, benchmarks and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contextds.database.plans import Query
from contextds.database.questions.subject import Subject

#: Makes the queries of a question; those of its one page, when there are several.
Build = Callable[[Subject], Sequence[Query]]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, asked by the very queryset that the product asks it by."""

    #: A stable slug: `manage.py benchindexes` and its files know the question by it.
    name: str
    #: One sentence: what is asked.
    asks: str
    #: The view, tool or command that asks it.
    used_by: str
    build: Build
    #: Indexes, by their names in the ledger, that its plan names.
    indexes: tuple[str, ...]
    #: The same question asked of the rows themselves, where `build` asks a table that
    #: is kept for it: what a database without our design would have to do.
    plain: Build | None = None
