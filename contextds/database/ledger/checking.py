"""Whether the database's indexes are those of the ledger, and each serves its question.

Reads the catalogue and plans queries; changes nothing. Only our own tables count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS

from contextds.database import catalogue
from contextds.database.ledger import INDEXES, DeclaredIndex
from contextds.database.plans import Query, explain, read_only
from contextds.database.questions import Subject, using_index

_NO_SORT = {"enable_sort": "off", "enable_incremental_sort": "off"}
_NO_BITMAP = {"enable_bitmapscan": "off"}
_ONLY_BITMAP = {"enable_indexscan": "off", "enable_indexonlyscan": "off"}
_ONLY_INDEX = {"enable_indexscan": "off", "enable_bitmapscan": "off"}
_PAGES_FREE = {"seq_page_cost": "0", "random_page_cost": "0"}

#: Ways to plan a question, tried in turn until its plan names the index; sequential
#: scans are off in all. On few rows everything costs the same, and PostgreSQL may take
#: any index that has the column; what the index was made for (an order, fewer entries
#: to visit, nothing left to filter) then shows only when it counts.
WAYS: tuple[dict[str, str], ...] = (
    {},
    _NO_SORT,
    _NO_BITMAP,
    _NO_SORT | _NO_BITMAP,
    _ONLY_BITMAP,
    _ONLY_INDEX,
    # What an index makes one visit counts, its pages do not.
    _PAGES_FREE | {"cpu_index_tuple_cost": "1000000"},
    # Only what is compared counts, in the index or after it.
    _PAGES_FREE
    | {
        "cpu_index_tuple_cost": "0",
        "cpu_tuple_cost": "0",
        "cpu_operator_cost": "1",
    },
    _PAGES_FREE | _ONLY_BITMAP | {"cpu_index_tuple_cost": "1000000"},
)

#: In a table of so few rows indexes that have a column in common often cost the same.
FEW_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about an index that is not as it should be, and what to do about it.

    `kind` is missing, invalid, different, unused, unknown, duplicate or unindexed;
    `name` is the index's, for an unindexed foreign key the constraint's.
    """

    kind: str
    table: str
    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


def problems(*, using: str = DEFAULT_DB_ALIAS) -> list[Problem]:
    """Everything that is wrong, by table; an empty list when all is well."""
    with read_only(using):
        found = list(differences(using=using))
        found += unused({problem.name for problem in found}, using=using)
    return sorted(found, key=lambda problem: (problem.table, problem.name))


def differences(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[Problem]:
    """What the catalogue tells: where the database is not as the ledger says."""
    there = catalogue.indexes(using=using)
    by_name = {index.name: index for index in there}
    for index in INDEXES.values():
        if problem := _difference(index, by_name.get(index.name)):
            yield problem
    yield from _parts(using)
    yield from _unknown(there, using)
    for one, other in catalogue.duplicates(there):
        yield Problem(
            "duplicate",
            one.table,
            one.name,
            f"needless, {other.name} does all that it does. Drop it.",
        )
    for key in catalogue.unindexed_foreign_keys(using=using):
        columns = ", ".join(key.columns)
        yield Problem(
            "unindexed",
            key.table,
            key.name,
            f"no index leads with {key.table} ({columns}): deleting what this foreign "
            f"key points to reads all of {key.table}. Add one.",
        )


def unused(
    wrong: Set[str] = frozenset(), *, using: str = DEFAULT_DB_ALIAS
) -> Iterator[Problem]:
    """The indexes that are there as declared, and that no plan of their questions names.

    What a question does without one of the `wrong` indexes tells nothing of the others.
    """
    there = {
        index.name: index for index in catalogue.indexes(using=using) if index.valid
    }
    subject = Subject.invented()
    for index in INDEXES.values():
        if index.name in wrong or index.name not in there:
            continue
        questions = using_index(index.name)
        telling = [each for each in questions if wrong.isdisjoint(each.indexes)]
        if any(is_named(index, question.build(subject)) for question in telling):
            continue
        if questions and not telling:
            continue
        if any(_is_a_tie(index, each.build(subject), there) for each in telling):
            continue
        names = ", ".join(question.name for question in questions)
        yield Problem(
            "unused",
            index.table,
            index.name,
            f"not in the plan of its query ({names}). "
            f"Look at: manage.py indexes --explain {index.name}"
            if questions
            else "no question of contextds.database.questions uses it.",
        )


def is_named(index: DeclaredIndex, queries: Sequence[Query]) -> bool:
    """Whether a plan of one of `queries` names the index, in one of WAYS.

    PostgreSQL takes all indexes of a vacuumed table without rows to be equally good:
    there it is enough that no plan has to read the table itself.
    """
    reads_table = False
    for settings in WAYS:
        for query in queries:
            plan = explain(query, analyze=False, seqscan=False, settings=settings)
            if index.name in plan.indexes:
                return True
            if not settings:
                reads_table |= index.table in plan.sequential_scans
    return not reads_table and _rows(index.table) == 0


def _is_a_tie(
    index: DeclaredIndex,
    queries: Sequence[Query],
    there: Mapping[str, catalogue.Index],
) -> bool:
    """Whether few rows keep the plans from telling what the index is worth.

    Of several that cost the same PostgreSQL takes the one made last: so one that has the
    same column, or the same part of the rows, may stand where this one could.
    """
    column = _columns(there[index.name])[0]
    named = {
        name
        for query in queries
        for settings in WAYS
        for name in explain(
            query, analyze=False, seqscan=False, settings=settings
        ).indexes
    }
    alike = any(
        there[name].table == index.table
        and (
            column in _columns(there[name])
            or _is_as_partial(there[index.name], there[name])
        )
        for name in named & there.keys()
    )
    return alike and _rows(index.table) <= FEW_ROWS


def _is_as_partial(own: catalogue.Index, other: catalogue.Index) -> bool:
    """Whether both hold the same part of the table: few rows are soon read by either."""
    return bool(own.condition) and own.condition == other.condition


def _columns(index: catalogue.Index) -> list[str]:
    """The keys of an index without their order."""
    return [key.partition(" ")[0] for key in index.keys]


def _difference(index: DeclaredIndex, there: catalogue.Index | None) -> Problem | None:
    """The first thing that is wrong with an index of the ledger."""

    def problem(kind: str, message: str) -> Problem:
        return Problem(kind, index.table, index.name, message)

    if there is None:
        return problem("missing", f"missing. Make it again: {index.statement};")
    if (there.table, there.declaration) != (index.table, index.declaration):
        return problem(
            "different",
            f"is {there.declaration} on {there.table}, but has to be "
            f"{index.declaration} on {index.table}. Drop it, then: {index.statement};",
        )
    if not there.valid:
        return problem(
            "invalid",
            "invalid: kept up at each write, used by no query. "
            f"REINDEX INDEX CONCURRENTLY {index.name};",
        )
    return None


def _parts(using: str) -> Iterator[Problem]:
    for part in catalogue.incomplete(using=using):
        yield Problem(
            "invalid",
            part.partition,
            part.name,
            f"not valid on the partition {part.partition}. Build it there, then "
            f"ALTER INDEX {part.name} ATTACH PARTITION it; or REINDEX the partition's.",
        )


def _unknown(there: list[catalogue.Index], using: str) -> Iterator[Problem]:
    for index in there:
        if not index.primary and index.name not in INDEXES:
            yield Problem(
                "unknown",
                index.table,
                index.name,
                f"{index.declaration} on {index.table} is not in the ledger. Drop it, "
                "or add it to contextds.database.ledger with its question.",
            )
    for part in catalogue.stray(using=using):
        yield Problem(
            "unknown",
            part.partition,
            part.name,
            f"only on the partition {part.partition}, part of no index of its parent. "
            "Drop it, or attach it to one.",
        )


def _rows(table: str) -> int:
    """The rows of a table of ours, counted as far as one more than FEW_ROWS."""
    models = {model._meta.db_table: model for model in catalogue.our_models()}
    return models[table]._base_manager.order_by()[: FEW_ROWS + 1].count()
