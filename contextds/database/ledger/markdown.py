"""docs/indexes.md: the ledger for readers, written by `manage.py indexes --markdown`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from contextds.database.ledger import INDEXES, ROWS, Row
from contextds.database.ledger.corrections import CORRECTIONS
from contextds.database.questions import QUESTIONS, using_index

_INTRODUCTION = """# Indexes

Every index of the database, what it is for, and where the analysis that the project was
asked for was corrected. `manage.py indexes --markdown` writes this page from
`contextds/database/ledger/` and `contextds/database/questions/`; a test compares them.

```
manage.py indexes                     this list, with sizes and scans so far
manage.py indexes --explain 21        carry the queries of one index out: plan, buffers, time
manage.py indexes --explain --subject hottest   all of them, about the site with most rows
manage.py indexes --check             exit 1, and a line each, where something is wrong
```

`--json` goes with each. All of them read only.

What they are worth, each question with none of them, with the 42 as asked for and with
ours, `manage.py benchindexes` measures: [performance.md](performance.md).

To add an index: declare it in its model's `Meta`, with a name and a comment that tells its
query, and make the migration (`AddIndexConcurrently` once the table holds rows); give it the
next number in `contextds/database/ledger/`; add the question that uses it to its noun in
`contextds/database/questions/`, by the queryset that the product asks it by; then run
`--check` and `--markdown`. Questions marked (to come) belong to parts that are not built yet;
the analysis asks for their indexes, or a rule needs them, already.
"""

_CHECK = """## What the check does

It compares the catalogue with the ledger: an index that is missing, invalid (of a
partitioned table also: not there, attached and valid on each partition), declared
otherwise under its name, or not in the ledger; a needless one, whose work another does; a
foreign key that no index leads with. Only our own tables count.

Then it plans the queries of each index with sequential scans off, about rows that are not
there, and wants one plan that names it. On an empty or small table every way costs about
the same, and PostgreSQL takes one of several indexes by chance. So the query is planned
again with sorting off, with bitmaps off or alone, for the index alone, and with pages for
free while every visited entry, or everything compared, is dear: an index that does for its
query what no other does is named in one of these, whatever the tables hold. Only of a
table that was vacuumed while it had no row PostgreSQL knows that all is free; there it is
enough that no plan reads the table itself.
"""


def document() -> str:
    """The whole page; nothing in it hangs on the database or the machine."""
    return "\n".join(
        (
            _INTRODUCTION,
            *_seed(),
            *_ours(),
            *_questions(),
            _CHECK,
            *_corrections(),
        )
    )


def _seed() -> Iterator[str]:
    yield "## The 42 that were asked for\n"
    yield "| no. | table | asked for | served by | for | questions |"
    yield "|---|---|---|---|---|---|"
    for row in ROWS:
        if row.seed is not None:
            served = f"`{row.index.name}`"
            if row.standing != "as asked":
                served += f", {row.standing}: {_code(row.index.declaration)}"
            yield _line(row, served)
    yield ""


def _ours() -> Iterator[str]:
    rows = [row for row in ROWS if row.seed is None]
    yield "## The others\n"
    yield (
        "Measured to be needed, or a rule that the database keeps. Primary keys are left"
        " out.\n"
    )
    yield "| no. | table | declaration | index | for | questions |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        yield _line(row, f"`{row.index.name}`")
    yield ""


def _line(row: Row, served: str) -> str:
    questions = ", ".join(question.name for question in using_index(row.index.name))
    return (
        f"| {row.number} | {row.index.table} | {_code(row.declaration)} | {served}"
        f" | {row.serves} | {questions} |"
    )


def _questions() -> Iterator[str]:
    yield "## The questions\n"
    yield (
        f"{len(QUESTIONS)} questions are asked of the {len(INDEXES)} indexes, each by the"
        " very queryset of the page, tool or command that asks it.\n"
    )
    yield "| question | asks | asked by | indexes |"
    yield "|---|---|---|---|"
    for question in QUESTIONS.values():
        indexes = ", ".join(f"`{name}`" for name in question.indexes)
        yield f"| {question.name} | {question.asks} | {question.used_by} | {indexes} |"
    yield ""


def _corrections() -> Iterator[str]:
    yield "## Corrections of the analysis\n"
    for chapter, found in groupby(CORRECTIONS, key=lambda one: one.chapter):
        yield f"### {chapter}\n"
        for correction in found:
            yield f"**{correction.title}** {correction.text}\n"


def _code(declaration: str) -> str:
    escaped = declaration.replace("|", "\\|")
    return f"`{escaped}`"
