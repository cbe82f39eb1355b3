"""`manage.py scan URL`: one scan, from the address to the stored tokens."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from contextds.commands import Error
from scanner import pipeline
from scanner.errors import AddressRefused, ScanError
from scanner.models import Scan, ScanEvent, ScanStatus
from scanner.outcome import CHANGE_TYPES, outcome

#: The stages of a scan in their order, for the bar.
STAGES = ("robots", "page", "stylesheets", "storing", "extracting", "recording")
#: How often a scan that another process carries out is looked at, in seconds.
STEP = 0.5


class Command(BaseCommand):
    """Scans one website and prints what was found."""

    help = (
        "Scan a website: fetch its CSS, extract its design tokens, keep a new version "
        "when they changed. Exit codes: 0 done, 1 the scan failed, 2 the URL was "
        "refused, 130 interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of contracts: what is scanned, where, and how it is told."""
        parser.add_argument("url", help="such as https://example.com/ or example.com")
        parser.add_argument(
            "--allow-private",
            action="store_true",
            help="permit private addresses, any port and names without a dot: for "
            "your own intranet or machine",
        )
        parser.add_argument(
            "--no-wait",
            dest="wait",
            action="store_false",
            help="queue the scan for a worker and return",
        )
        parser.add_argument(
            "--wait",
            dest="wait",
            action="store_true",
            help="carry the scan out in this process (the default)",
        )
        parser.set_defaults(wait=True)
        parser.add_argument(
            "--timeout",
            type=_seconds,
            metavar="S",
            help="seconds that the scan may take (default: SCANNER_SCAN_SECONDS)",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object and no progress"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Submit, carry out or queue, and print."""
        try:
            scan = pipeline.submit(
                options["url"],
                allow_private=options["allow_private"],
                queued=not options["wait"],
            )
        except ScanError as error:
            if options["json"]:
                self._write(_refused(options["url"], error))
            raise Error(_line(error.code, error.message), returncode=2) from None
        if options["wait"]:
            self._carry_out(scan, options["timeout"], quiet=options["json"])
        scan = Scan.objects.select_related("site", "token_set").get(pk=scan.pk)
        result = outcome(scan)
        if options["json"]:
            self._write(result)
        elif scan.status == ScanStatus.COMPLETED:
            self._tell(result)
        elif scan.is_open:
            self.stdout.write(f"Scan {scan.pk} of {scan.url} is {scan.status}.")
        if scan.error_code:
            raise Error(_line(scan.error_code, scan.error), returncode=1)

    def _carry_out(self, scan: Scan, seconds: float | None, *, quiet: bool) -> None:
        """Run the scan here, or follow the process that has it until it is over."""
        deadline = time.monotonic() + (seconds or pipeline.limits().scan_seconds)
        with Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
            disable=quiet or not sys.stderr.isatty(),
        ) as progress:
            bar = progress.add_task("Starting", total=len(STAGES))

            def watch(event: ScanEvent) -> None:
                done = STAGES.index(event.stage) if event.stage in STAGES else None
                progress.update(bar, completed=done, description=event.message)

            while not pipeline.run(scan.pk, watch=watch, seconds=seconds):
                if not Scan.objects.open().filter(pk=scan.pk).exists():
                    return
                if time.monotonic() > deadline:
                    raise Error(
                        f"Another process is still scanning this site (scan {scan.pk}). "
                        "Run the command again to follow it."
                    )
                progress.update(bar, description="Another process scans this site")
                time.sleep(STEP)

    def _write(self, result: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(result, indent=2))

    def _tell(self, result: dict[str, Any]) -> None:
        """The result for people: tokens by category, the version, where to look."""
        console = Console(file=self.stdout._out, highlight=False, soft_wrap=True)  # type: ignore[arg-type]
        table = Table("category", title=Text(f"Design tokens of {result['site']}"))
        table.add_column("tokens", justify="right")
        for group, count in result["tokens"].items():
            table.add_row(Text(group), str(count))
        console.print(table)
        console.print(Text(_version_line(result)))
        for cut in result["truncated"]:
            console.print(Text(f"Cut at a limit: {cut}"))
        for warning in result["warnings"]:
            console.print(Text(f"Warning {warning['code']}: {warning['detail']}"))
        console.print(
            Text(
                f"See /sites/{result['site']}/ on the web, or add --json for machines."
            )
        )


def _line(code: str, message: str) -> str:
    """A code and its sentences, with what only the command can do about it."""
    if code == AddressRefused.code:
        message += " To scan your own network or machine, add --allow-private."
    return f"{code}: {message}"


def _version_line(result: dict[str, Any]) -> str:
    if not result["changed"]:
        return f"Version {result['version']}: nothing changed since."
    counts = [f"{n} {kind}" for kind, n in result["changes"].items() if n]
    return f"Version {result['version']} is new: {', '.join(counts) or 'no tokens'}."


def _refused(url: str, error: ScanError) -> dict[str, Any]:
    """The JSON of a URL that was refused: no scan came of it."""
    return {
        "scan": None,
        "site": None,
        "url": url,
        "status": "refused",
        "code": error.code,
        "message": error.message,
        "version": None,
        "changed": False,
        "changes": dict.fromkeys(CHANGE_TYPES, 0),
        "tokens": {},
        "truncated": [],
        "warnings": [],
    }


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 86_400:
        raise ValueError(text)
    return seconds
