"""One run of the benchmark: set after set, part after part, each result kept at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import DatabaseError, connection

from contextds.commands import Error
from contextds.database.benchmark import index_sets, journal, pages
from contextds.database.benchmark.figures import Figure
from contextds.database.benchmark.index_sets import IndexSet
from contextds.database.benchmark.measuring import measure
from contextds.database.benchmark.targets import PAGE
from contextds.database.benchmark.writing import (
    WRITTEN,
    Written,
    deletion_cost,
    write_cost,
)
from contextds.database.questions import QUESTIONS, Question, Subject

#: Results of one set by part, such as `question/site-scans/hottest`; each fit for JSON.
Results = dict[str, dict[str, Any]]
#: Is told the set, what is measured, and how far it is from 0 to 1.
Tell = Callable[[IndexSet, str, float], None]


#: What is measured beside the questions, as `only` names it.
OTHERS = (PAGE, "deletion", "writes")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to measure under each set."""

    name: str
    #: The question that it belongs to, or one of OTHERS.
    topic: str
    measure: Callable[[], dict[str, Any]]


def run(
    sets: Sequence[IndexSet], tell: Tell, *, only: Collection[str] = ()
) -> dict[IndexSet, Results]:
    """Measure under each set, in the order of IndexSet, and put our indexes back.

    `only` names questions or OTHERS; without any, all are measured. What a run that was broken off has measured is not measured again. Raises Error when
    another run is at work here or when indexes of ours are missing; whatever else is
    raised, Ctrl-C included, finds our indexes back and the results so far kept.
    """
    if not journal.lock():
        raise Error(
            "Another benchindexes works in this database: wait for it, or end it.",
            returncode=2,
        )
    if journal.broken_off() is None:
        journal.begin(_complete(index_sets.present()))
    subjects = (Subject.typical(), Subject.hottest())
    try:
        found = {
            index_set: _measured(index_set, subjects, tell, only)
            for index_set in IndexSet
            if index_set in sets
        }
        _switch(IndexSet.OURS, tell)
    except BaseException:
        # The cause is what the caller has to hear of. What cannot be put back now, with
        # the database away, the next run begins with.
        with suppress(DatabaseError):
            # Broken off in the middle of a statement, a connection may be of no more use.
            connection.close()
            if journal.lock():
                _switch(IndexSet.OURS, tell)
        raise
    journal.end()
    return found


def _complete(ours: list[index_sets.Definition]) -> list[index_sets.Definition]:
    if missing := index_sets.undeclared(ours):
        raise Error(
            f"This database lacks indexes of this version ({', '.join(missing)}): "
            "make it anew with `manage.py loadstress`.",
            returncode=2,
        )
    return ours


def _measured(
    index_set: IndexSet,
    subjects: Sequence[Subject],
    tell: Tell,
    only: Collection[str],
) -> Results:
    results: Results = journal.results(index_set)
    parts = [
        part
        for part in _parts(index_set, subjects)
        if not only or part.topic in only or part.name in results
    ]
    missing = [part for part in parts if part.name not in results]
    if missing:
        _switch(index_set, tell)
    for part in missing:
        tell(index_set, part.name, len(results) / len(parts))
        outcome = part.measure()
        journal.keep(index_set, part.name, outcome)
        results[part.name] = outcome
    return results


def _parts(index_set: IndexSet, subjects: Sequence[Subject]) -> Iterator[Part]:
    for name, question in QUESTIONS.items():
        for subject in subjects:
            yield Part(
                f"question/{name}/{subject.name}",
                name,
                partial(_asked, question, subject, index_set),
            )
    for subject in subjects:
        yield Part(f"{PAGE}/{subject.name}", PAGE, partial(_page, subject.domain))
        yield Part(
            f"response/{subject.name}",
            PAGE,
            partial(pages.response_times, subject.domain),
        )
    yield Part("deletion", "deletion", deletion_cost)
    for written in WRITTEN:
        yield Part(f"writes/{written.table}", "writes", partial(_written, written))


def _asked(question: Question, subject: Subject, index_set: IndexSet) -> dict[str, Any]:
    build = question.build
    if index_set is not IndexSet.OURS and question.plain is not None:
        build = question.plain
    return asdict(measure(build(subject)))


def _page(domain: str) -> dict[str, Any]:
    return asdict(measure(pages.statements(domain)))


def _written(written: Written) -> dict[str, Any]:
    return asdict(write_cost(written))


def _switch(index_set: IndexSet, tell: Tell) -> None:
    """Have the indexes of `index_set`; nothing to do where they stand."""
    if journal.standing() is index_set:
        return
    journal.stands(None)
    definitions = {
        IndexSet.NONE: list,
        IndexSet.SEED: index_sets.of_the_seed,
        IndexSet.OURS: journal.ours,
    }[index_set]()
    index_sets.build(definitions, lambda text: tell(index_set, text, 0))
    journal.stands(index_set)


def figures_of(found: Results) -> dict[tuple[str, str], Figure]:
    """The figures among the results of a set, by question and subject.

    The page of a site is among them as the question PAGE.
    """
    figures = {}
    for part, outcome in found.items():
        kind, _, rest = part.partition("/")
        if kind == "question":
            name, _, subject = rest.partition("/")
            figures[name, subject] = Figure.from_json(outcome)
        elif kind == PAGE:
            figures[PAGE, rest] = Figure.from_json(outcome)
    return figures
