"""`manage.py dbstats`: what PostgreSQL counts of itself, for people and for scripts."""

from __future__ import annotations

import json
import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console

from contextds.commands import Error
from contextds.database import statistics
from contextds.database.statistics.report import show
from contextds.database.statistics.sections import SECTIONS, Section, document

_NAMES = ", ".join(section.name for section in SECTIONS)


class Command(BaseCommand):
    """Prints the readings; what cannot be had says so, and how to get it."""

    help = (
        "Show PostgreSQL's statistics of this database: expensive and slow statements, "
        "sessions, index use, sizes, cache, connections, vacuum, the job queue. "
        "Exit codes: 0 done (parts that are not available say so), 1 the database "
        "does not answer, 2 there is no such section."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What is shown, and how."""
        parser.add_argument(
            "--section", action="append", metavar="NAME", help=f"one of {_NAMES}"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document with all rows"
        )
        parser.add_argument(
            "--snapshot",
            action="store_true",
            help="write a snapshot of the counters instead (the worker does, every "
            "15 minutes)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, or take a snapshot."""
        sections = [_section(name) for name in options["section"] or ()]
        if options["snapshot"]:
            self._snapshot(options["json"])
            return
        size = statistics.database_size()
        if isinstance(size, statistics.Unavailable):
            raise Error(f"{size.reason} {size.remedy}")
        if options["json"]:
            self._write_json(size.name, sections or SECTIONS)
            return
        # In a pipe rich takes 80 columns for granted, and statements are long.
        console = Console(
            file=cast(IO[str], self.stdout),
            width=None if sys.stdout.isatty() else 160,
        )
        for section in sections or SECTIONS:
            console.rule(section.name, align="left")
            show(console, section)

    def _write_json(self, database: str, sections: Any) -> None:
        found = {
            section.name: {part.name: document(part.read()) for part in section.parts}
            for section in sections
        }
        head = {"database": database, "taken_at": document(timezone.now())}
        self.stdout.write(json.dumps(head | {"sections": found}, indent=2))

    def _snapshot(self, as_json: bool) -> None:
        taken = statistics.take()
        if as_json:
            self.stdout.write(json.dumps(document(taken)))
            return
        if taken.statements is None:
            statements = "statements: not available (dbstats --section statements)"
        else:
            statements = f"{taken.statements} statements"
        self.stdout.write(
            f"Snapshot taken: {statements}, {taken.indexes} indexes,"
            f" {taken.tables} tables."
        )


def _section(name: str) -> Section:
    for section in SECTIONS:
        if section.name == name:
            return section
    raise Error(f"There is no section {name!r}. There are: {_NAMES}.", returncode=2)
