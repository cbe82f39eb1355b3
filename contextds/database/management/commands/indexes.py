"""`manage.py indexes`: every index, what it is for, and whether it does it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console

from contextds.commands import Error
from contextds.database.ledger import INDEXES, ROWS, display
from contextds.database.ledger.checking import problems
from contextds.database.ledger.markdown import document
from contextds.database.questions import QUESTIONS, Question, Subject, using_index
from contextds.database.statistics import IndexUse, Unavailable, index_use
from contextds.env import BASE_DIR
from contextds.postgresql.failures import NOT_MIGRATED

#: The tables are this wide where there is no terminal to fill.
WIDTH = 160
PAGE = Path("docs", "indexes.md")


class Command(BaseCommand):
    """Shows, explains and checks the ledger of indexes."""

    help = (
        "Show every index with its number, declaration, size, scans so far, and what it "
        "serves. Changes nothing. Exit codes: 0 done, 1 the check found something, 2 bad "
        "usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and in which form to tell it."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check",
            action="store_true",
            help="fail on an index that is missing, invalid, declared otherwise, unknown, "
            "a duplicate, or in no plan of its queries; and on a foreign key without one",
        )
        what.add_argument(
            "--explain",
            nargs="*",
            metavar="NAME",
            help="carry queries out and show plan, buffers and time: all, or those of "
            "questions, indexes or numbers",
        )
        what.add_argument(
            "--markdown",
            action="store_true",
            help=f"write {PAGE.as_posix()} anew",
        )
        parser.add_argument(
            "--subject",
            choices=["typical", "hottest"],
            default="typical",
            help="with --explain: ask about the site and key with the median of rows "
            "(default), or with most",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the one thing that was asked for."""
        as_json = options["json"]
        if options["markdown"]:
            self._write_page()
        elif options["check"]:
            self._check(as_json=as_json)
        elif options["explain"] is not None:
            chosen = _chosen(options["explain"])
            self._explain(chosen, options["subject"], as_json=as_json)
        else:
            self._show(as_json=as_json)

    def _show(self, *, as_json: bool) -> None:
        found = index_use()
        if isinstance(found, Unavailable):
            raise Error(f"{found.reason} {found.remedy}")
        use: Mapping[str, IndexUse] = {index.name: index for index in found}
        if as_json:
            self._print({"indexes": display.rows_as_json(use)})
        else:
            display.print_rows(self._console(), use)

    def _check(self, *, as_json: bool) -> None:
        found = problems()
        if len(found) == len(INDEXES) == sum(p.kind == "missing" for p in found):
            raise Error(NOT_MIGRATED)
        if as_json:
            listed = [
                {
                    "kind": problem.kind,
                    "table": problem.table,
                    "name": problem.name,
                    "message": problem.message,
                }
                for problem in found
            ]
            self._print({"indexes": len(INDEXES), "problems": listed})
        else:
            for problem in found:
                self.stdout.write(str(problem))
        if found:
            names = dict.fromkeys(problem.name for problem in found)
            raise Error(
                f"The indexes are not as they should be: {', '.join(names)}.",
                returncode=1,
            )
        if not as_json:
            self.stdout.write(
                f"All {len(INDEXES)} indexes are as the ledger declares them, and each "
                "is in a plan of its queries. No foreign key lacks one."
            )

    def _explain(
        self, chosen: Sequence[Question], subject_name: str, *, as_json: bool
    ) -> None:
        subject = getattr(Subject, subject_name)()
        told: list[dict[str, Any]] = []
        console = self._console()
        for question in chosen:
            answers = display.answers(question, subject)
            if as_json:
                told.append(display.question_as_json(question, subject, answers))
            else:
                display.print_question(console, question, answers)
        if as_json:
            self._print({"questions": told})

    def _write_page(self) -> None:
        try:
            (BASE_DIR / PAGE).write_text(document(), encoding="utf-8")
        except OSError as error:
            raise Error(
                f"{PAGE} could not be written: {error.strerror}. Run this in a checkout "
                "of the project that you may write to."
            ) from error
        self.stdout.write(f"Wrote {PAGE}: {len(ROWS)} numbers.")

    def _print(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, indent=2))

    def _console(self) -> Console:
        console = Console(file=self.stdout._out, highlight=False)  # type: ignore[arg-type]
        if not console.is_terminal:
            console.width = WIDTH
        return console


def _chosen(names: Iterable[str]) -> list[Question]:
    """The questions of these names, indexes or numbers; all without any."""
    found: dict[str, Question] = {}
    for name in names:
        found |= {question.name: question for question in _named(name)}
    return list(found.values() if names else QUESTIONS.values())


def _named(name: str) -> list[Question]:
    if name in QUESTIONS:
        return [QUESTIONS[name]]
    if name in INDEXES:
        return using_index(name)
    for row in ROWS:
        if str(row.number) == name:
            return using_index(row.index.name)
    close = get_close_matches(name, [*QUESTIONS, *INDEXES], n=3)
    meant = f"Did you mean {' or '.join(close)}?" if close else ""
    raise Error(
        f"There is no question, index or number {name!r}. "
        f"{meant or '`manage.py indexes` and docs/indexes.md list them.'}",
        returncode=2,
    )
