"""The ledger and its plans for people, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from contextds.database.ledger import INDEXES, ROWS, Row
from contextds.database.plans import Plan, Query, Sql, explain, read_only, sql_of
from contextds.database.questions import Question, Subject, using_index
from contextds.database.statistics import IndexUse
from contextds.database.units import Unit, counted, written


@dataclass(frozen=True, slots=True)
class Answer:
    """One statement of a question, and how it was carried out; `error` where it was not."""

    statement: Sql
    plan: Plan | None
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """Everything, the plan included."""
        told: dict[str, Any] = {
            "sql": self.statement.text,
            "params": [str(value) for value in self.statement.params or ()],
        }
        if self.plan is None:
            return told | {"error": self.error}
        return told | {
            "planning_ms": self.plan.planning_ms,
            "execution_ms": self.plan.execution_ms,
            "buffers": self.plan.buffers,
            "indexes": list(self.plan.indexes),
            "sequential_scans": list(self.plan.sequential_scans),
            "sorts": list(self.plan.sorts),
            "plan": self.plan.json["Plan"],
        }


def answers(question: Question, subject: Subject) -> list[Answer]:
    """Carry out the statements of a question, each read-only and undone."""
    with read_only():
        queries = question.build(subject)
    return [_answer(query) for query in queries]


def _answer(query: Query) -> Answer:
    statement = query if isinstance(query, Sql) else sql_of(query)
    try:
        with read_only():
            return Answer(statement, explain(statement))
    except OperationalError as error:
        # Cancelled by the time limit of a command: what follows may be quicker.
        return Answer(statement, None, str(error).partition("\n")[0].strip())


def rows_as_json(use: Mapping[str, IndexUse]) -> list[dict[str, Any]]:
    """The ledger as JSON; size and scans are null for an index that is not there."""
    return [
        {
            "number": row.number,
            "table": row.index.table,
            "declaration": row.declaration,
            "index": row.index.name,
            "index_declaration": row.index.declaration,
            "standing": row.standing,
            "serves": row.serves,
            "questions": [question.name for question in using_index(row.index.name)],
            **_use_as_json(use.get(row.index.name)),
        }
        for row in ROWS
    ]


def _use_as_json(use: IndexUse | None) -> dict[str, int | None]:
    if use is None:
        return {"size_bytes": None, "scans": None}
    return {"size_bytes": use.size_bytes, "scans": use.scans}


def print_rows(console: Console, use: Mapping[str, IndexUse]) -> None:
    """The ledger as a table, and what all its indexes take together."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("no.", justify="right")
    for name in ("table", "declaration, index", "serves"):
        table.add_column(name, overflow="fold")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("scans", justify="right", no_wrap=True)
    for row in ROWS:
        found = use.get(row.index.name)
        table.add_row(
            str(row.number),
            row.index.table,
            Text.assemble(row.declaration, "\n", (_index_line(row), "dim")),
            Text(row.serves),
            written(found.size_bytes if found else None, Unit.BYTES),
            counted(found.scans if found else None),
        )
    console.print(table)
    total = sum(use[name].size_bytes for name in INDEXES if name in use)
    console.print(
        f"{len(INDEXES)} indexes, {written(total, Unit.BYTES)} in all. Numbers that share"
        " one index show its size and its scans each."
    )


def _index_line(row: Row) -> str:
    if row.standing in ("ours", "as asked"):
        return row.index.name
    return f"{row.standing}: {row.index.name} {row.index.declaration}"


def question_as_json(
    question: Question, subject: Subject, found: Sequence[Answer]
) -> dict[str, Any]:
    """A question with its answers."""
    return {
        "question": question.name,
        "asks": question.asks,
        "used_by": question.used_by,
        "subject": subject.name,
        "indexes": list(question.indexes),
        "statements": [answer.as_json() for answer in found],
    }


def print_question(
    console: Console, question: Question, found: Sequence[Answer]
) -> None:
    """A question, each statement with its plan, and what it cost."""
    console.print()
    console.print(Text.assemble((question.name, "bold"), f"  {question.asks}"))
    console.print(Text(f"asked by {question.used_by}", "dim"))
    for answer in found:
        console.print(Text(_sql_line(answer.statement)))
        if answer.plan is None:
            console.print(Text(f"  {answer.error}", "red"))
            continue
        plan = answer.plan
        console.print(Text("\n".join(f"  {line}" for line in plan.text.splitlines())))
        console.print(
            f"  planned in {written(plan.planning_ms, Unit.MILLISECONDS)}, carried out"
            f" in {written(plan.execution_ms, Unit.MILLISECONDS)},"
            f" buffers: {counted(plan.buffers)}"
        )
    used = {name for answer in found if answer.plan for name in answer.plan.indexes}
    if idle := [name for name in question.indexes if name not in used]:
        console.print(
            f"Not in these plans: {', '.join(idle)}. For the rows at hand another way"
            " is cheaper, or as cheap; `--check` rules that out."
        )


def _sql_line(statement: Sql) -> str:
    """The statement in one line, without the columns that it selects."""
    text = " ".join(statement.text.split())
    text = re.sub(r"^SELECT (?:(?! FROM ).)*", "SELECT ...", text)
    if not statement.params:
        return text
    return f"{text}  [{', '.join(str(value) for value in statement.params)}]"
