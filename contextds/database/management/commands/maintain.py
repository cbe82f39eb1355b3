"""`manage.py maintain`: what is past its time leaves the database."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from contextds.commands import Error
from contextds.database import retention
from contextds.database.units import Unit, counted, written


class Command(BaseCommand):
    """Carries out the steps of retention and tells what each did."""

    help = (
        "Make the coming months, archive or delete what is past its time, and tidy up. "
        "May be killed and run again at any time. Exit codes: 0 done (also when another "
        "maintain is at it already), 1 a step failed, 2 bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which steps, and whether in earnest."""
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="change nothing, tell what would be done",
        )
        parser.add_argument(
            "--only",
            action="append",
            choices=[step.name for step in retention.STEPS],
            metavar="STEP",
            default=[],
            help="this step alone; may be given several times: "
            + ", ".join(f"{step.name} ({step.purpose})" for step in retention.STEPS),
        )
        parser.add_argument(
            "--archive-restored",
            action="store_true",
            help="archive months again that restorearchive brought back",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; Error, exit 1, names the steps that failed."""
        with retention.alone() as held:
            reports = (
                list(
                    retention.run(
                        options["only"],
                        dry_run=options["dry_run"],
                        archive_restored=options["archive_restored"],
                    )
                )
                if held
                else []
            )
        if options["json"]:
            self._print_json(held, options["dry_run"], reports)
        elif held:
            self._print_table(reports)
        else:
            self.stdout.write(
                "Another maintain or restorearchive is running on this database: "
                "nothing was done here."
            )
        failed = [report for report in reports if report.error]
        if failed:
            raise Error(
                "; ".join(f"{report.step} failed: {report.error}" for report in failed)
            )

    def _print_json(
        self, held: bool, dry_run: bool, reports: list[retention.Report]
    ) -> None:
        document = {
            "running_elsewhere": not held,
            "dry_run": dry_run,
            "steps": [asdict(report) for report in reports],
        }
        self.stdout.write(json.dumps(document, indent=2))

    def _print_table(self, reports: list[retention.Report]) -> None:
        table = Table(box=None, pad_edge=False)
        table.add_column("step", no_wrap=True)
        table.add_column("purpose", no_wrap=True)
        for name in ("rows", "bytes", "seconds"):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("")
        console = Console(
            file=self.stdout._out,  # type: ignore[arg-type]
            markup=False,
            highlight=False,
        )
        if not console.is_terminal:
            # Into a file or a mail: no line is broken.
            console.width = 1000
        for report in reports:
            table.add_row(
                report.step,
                report.purpose,
                counted(report.rows),
                written(report.bytes, Unit.BYTES),
                f"{report.seconds:.2f}",
                f"FAILED: {report.error}" if report.error else ", ".join(report.notes),
                style="red" if report.error else None,
            )
        console.print(table)
