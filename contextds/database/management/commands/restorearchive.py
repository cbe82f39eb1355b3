"""`manage.py restorearchive TABLE MONTH | --list`: an archived month, back in its table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from rich.console import Console
from rich.table import Table

from contextds.commands import Error
from contextds.database import retention
from contextds.database.models import Archive
from contextds.database.units import counted


class Command(BaseCommand):
    """Restores one month, or lists what can be restored."""

    help = (
        "Bring an archived month back into its table. It stays until `maintain "
        "--archive-restored`. Exit codes: 0 done (also when it is back already), 1 it "
        "failed and nothing has changed, 2 bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to restore."""
        parser.add_argument("table", nargs="?", help="such as token_changes")
        parser.add_argument("month", nargs="?", help="such as 2026-01")
        parser.add_argument(
            "--list", action="store_true", help="list all months that left the database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore or list; Error is one line."""
        if options["list"]:
            self._list()
            return
        if not options["table"] or not options["month"]:
            raise Error(
                "Name a table and a month, as in `restorearchive token_changes 2026-01`, "
                "or --list.",
                returncode=2,
            )
        month = _month(options["month"])
        try:
            model = retention.archived_model(options["table"])
        except retention.RetentionError as error:
            raise Error(str(error), returncode=2) from error
        with retention.alone() as held:
            if not held:
                raise Error(
                    "maintain or another restorearchive is running on this database: "
                    "try again when it is over."
                )
            try:
                with retention.unhurried():
                    restored = retention.restore(model, month)
            except retention.RetentionError as error:
                raise Error(str(error)) from error
            except DatabaseError as error:
                if not connection.is_usable():
                    raise
                raise Error(
                    f"PostgreSQL refused: {' '.join(str(error).split())}. Nothing has "
                    "changed."
                ) from error
        self._tell(options["table"], month, restored)

    def _tell(
        self, table: str, month: date, restored: retention.Restored | None
    ) -> None:
        name = f"{table} {month:%Y-%m}"
        if restored is None:
            self.stdout.write(f"{name} is back already: nothing to do.")
            return
        skipped = (
            f" {restored.skipped:,} were left out: their site or version was deleted."
            if restored.skipped
            else ""
        )
        self.stdout.write(f"{name} is back: {restored.rows:,} rows.{skipped}")

    def _list(self) -> None:
        archives = Archive.objects.order_by("table", "month")
        if not archives:
            self.stdout.write("No month has left the database yet.")
            return
        table = Table(box=None, pad_edge=False)
        for name in ("table", "month", "state"):
            table.add_column(name, no_wrap=True)
        table.add_column("rows", justify="right", no_wrap=True)
        table.add_column("file in the archive storage", overflow="fold")
        for row in archives:
            table.add_row(
                row.table, f"{row.month:%Y-%m}", row.state, counted(row.rows), row.key
            )
        Console(
            file=self.stdout._out,  # type: ignore[arg-type]
            markup=False,
            highlight=False,
        ).print(table)


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        raise Error(
            f"{text!r} is no month. Allowed: year and month, as in 2026-01.",
            returncode=2,
        ) from None
