"""`manage.py checkadmin`: every page of the admin on a large database, and what it cost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table
from rich.text import Text

from contextds.commands import Error
from contextds.database import scratch
from contextds.database.admin_walk import LIMIT_MS, Visit, walk

_WIDTH = 160


class Command(BaseCommand):
    """Walks the admin of a scratch database like an operator who clicks everything."""

    help = (
        "Ask for every page of the admin (lists, filters, columns, searches, rows, "
        "deletions) on a database that loadstress made, and print its queries, its time "
        f"and the tables of which it reads more than 8 MB without an index. Exit codes: 0 all pages take less "
        f"than {LIMIT_MS} ms and read none so, 1 some do not, 2 refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which database, which pages."""
        parser.add_argument(
            "--database",
            default=scratch.default_name(10),
            metavar="NAME",
            help="default: the one of loadstress --scale 10",
        )
        parser.add_argument(
            "--only",
            default="",
            metavar="TABLE",
            help="a part of tables' names, such as scanner.Site (default: all)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, print a line per page, and fail when a page is not as it should be."""
        console = Console(file=self.stdout._out, highlight=False)  # type: ignore[arg-type]
        if not console.is_terminal:
            console.width = _WIDTH
        scratch.enter(options["database"])
        try:
            visits = []
            for visit in walk(options["only"]):
                visits.append(visit)
                if options["verbosity"] > 1:
                    self.stderr.write(
                        f"{visit.total_ms:7.0f} ms  {visit.page}"
                        f"  {'; '.join(visit.faults)}".rstrip()
                    )
        finally:
            scratch.leave()
        console.print(_table(visits))
        bad = [visit for visit in visits if visit.faults]
        console.print(f"{len(visits)} pages, {len(bad)} of them not as they should be.")
        if bad:
            told = "; ".join(f"{v.page} {' and '.join(v.faults)}" for v in bad[:5])
            raise Error(f"{len(bad)} pages fail: {told}.")


def _table(visits: list[Visit]) -> Table:
    table = Table(title="The admin")
    table.add_column("page", overflow="fold")
    for name in ("queries", "database ms", "ms", "buffers"):
        table.add_column(name, justify="right")
    table.add_column("sequential scans over 8 MB")
    for visit in visits:
        table.add_row(
            Text(visit.page),
            str(visit.queries),
            f"{visit.database_ms:.1f}",
            f"{visit.total_ms:.0f}",
            f"{visit.buffers:,}",
            Text(", ".join(visit.sequential_scans) or "-"),
            style="red" if visit.faults else "",
        )
    return table
