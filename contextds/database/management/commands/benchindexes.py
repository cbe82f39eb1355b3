"""`manage.py benchindexes`: what the indexes are worth, measured in a scratch database."""

from __future__ import annotations

import json
import signal
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console

from contextds.commands import Error
from contextds.database import scratch
from contextds.database.benchmark import growth, journal, machine
from contextds.database.benchmark.index_sets import IndexSet
from contextds.database.benchmark.progress import Progress
from contextds.database.benchmark.report import Report
from contextds.database.benchmark.running import OTHERS, figures_of, run
from contextds.database.questions import QUESTIONS
from contextds.database.stress.sizes import SCALES

#: What the growth is counted from.
SMALLER_SCALE = 1
#: The tables are this wide where there is no terminal to fill.
_WIDTH = 160


class Command(BaseCommand):
    """Measures every question under no secondary index, the seed's, and ours."""

    help = (
        "Measure the questions that the pages and tools ask, in the scratch database "
        "that loadstress made: without secondary indexes, with the seed's, with ours; "
        "and what each set costs in writing. A run that was broken off is resumed. "
        "Exit codes: 0 done, 1 a target is missed or the work failed, 2 refused, 130 "
        "interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the scale or database, the sets and the file."""
        parser.add_argument("--scale", required=True, help="of the database: 1 or 10")
        parser.add_argument(
            "--sets",
            default=",".join(IndexSet),
            help="some of none, seed and ours, with commas (default: all)",
        )
        parser.add_argument(
            "--database",
            help="its name, where loadstress was given one (default: by the scale)",
        )
        parser.add_argument(
            "--only",
            metavar="NAMES",
            default="",
            help="questions by their names (manage.py indexes --explain), "
            f"{', '.join(OTHERS)}; with commas (default: all)",
        )
        parser.add_argument(
            "--smaller",
            metavar="NAME",
            default=scratch.default_name(SMALLER_SCALE),
            help="the database that growth is counted from (default: that of scale 1)",
        )
        parser.add_argument(
            "--json",
            type=Path,
            metavar="FILE",
            help="write everything there, plans included",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, report, and fail when a target is missed."""
        name, scale = _database(options["database"], options["scale"])
        sets, only = _sets(options["sets"]), _only(options["only"])
        file = options["json"]
        if file is not None:
            _check_writable(file)
        # Ended by kill: the same as by Ctrl-C, which puts the indexes back.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            report = _measured(name, scale, sets, only, options["smaller"])
        finally:
            scratch.leave()
        if file is not None:
            text = json.dumps(report.as_json(), indent=1)
            file.write_text(f"{text}\n", encoding="utf-8")
        report.print(self._console())
        if missed := report.missed:
            raise Error(f"Targets missed: {'; '.join(missed)}.", returncode=1)

    def _console(self) -> Console:
        console = Console(file=self.stdout._out, highlight=False)  # type: ignore[arg-type]
        if not console.is_terminal:
            console.width = _WIDTH
        return console


def _measured(
    name: str,
    scale: float,
    sets: Sequence[IndexSet],
    only: Collection[str],
    smaller: str,
) -> Report:
    with Progress() as progress:
        scratch.enter(name)
        _check_version(name)
        if began_at := journal.broken_off():
            progress.say(
                f"The run of {began_at:%Y-%m-%d %H:%M} was broken off: it goes on."
            )
        results = run(sets, progress.step, only=only)
        described = machine.described()
        b_trees = growth.b_trees()
        grown: list[growth.Growth] | str = "our indexes were not measured"
        if IndexSet.OURS in results:
            progress.step(IndexSet.OURS, f"growth, by {smaller}", 1)
            after = figures_of(results[IndexSet.OURS])
            before = _figures_of(smaller, scale, {name for name, _ in after})
            grown = (
                before
                if isinstance(before, str)
                else list(growth.growth(before, after, b_trees))
            )
    return Report(scale, described, results, grown)


def _figures_of(
    smaller: str, scale: float, names: Collection[str]
) -> growth.ByQuestion | str:
    """What our indexes do in the database of a smaller scale, or why it cannot be asked."""
    if not scratch.exists(smaller):
        return (
            f"there is no database {smaller} to compare with "
            f"(`manage.py loadstress --scale {SMALLER_SCALE}` makes that of scale 1)"
        )
    mark = scratch.mark_of(smaller)
    if mark is None or not mark.complete or mark.scale >= scale:
        return f"{smaller} holds no smaller scale, loaded to its end"
    scratch.enter(smaller)
    if _is_older():
        return f"{smaller} was loaded by another version of this program"
    if journal.broken_off():
        return f"a benchmark of {smaller} was broken off, its indexes may be away"
    return growth.asked_here(names)


def _sets(text: str) -> list[IndexSet]:
    try:
        return [IndexSet(name.strip()) for name in text.split(",")]
    except ValueError as error:
        raise Error(
            f"{error}: --sets takes some of {', '.join(IndexSet)}, with commas.",
            returncode=2,
        ) from None


def _only(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in (*QUESTIONS, *OTHERS)]:
        raise Error(
            f"{', '.join(unknown)}: no such question. `manage.py indexes --explain` "
            f"shows all; --only takes {', '.join(OTHERS)} as well.",
            returncode=2,
        )
    return names


def _check_writable(file: Path) -> None:
    """Refuse now what would fail after the whole run."""
    try:
        with file.open("a"):
            pass
    except OSError as error:
        raise Error(
            f"Cannot write {file} ({error.strerror}): name another file.", returncode=2
        ) from None


def _database(name: str | None, scale: str) -> tuple[str, float]:
    """The database that is meant and its scale; Error, returncode 2, for all but a whole
    scratch database of that scale.
    """
    if name is None:
        if scale not in map(str, SCALES):
            raise Error(
                f"There is no scale {scale!r}: --scale takes 1 or 10.", returncode=2
            )
        name = scratch.default_name(int(scale))
    mark = None
    if name in scratch.configured():
        why = (
            "is the database of the settings; indexes are dropped in scratch ones only"
        )
    elif not scratch.exists(name):
        why = "does not exist"
    elif (mark := scratch.mark_of(name)) is None:
        why = "was not made by loadstress (it does not carry its mark)"
    elif not mark.complete:
        why = "was not loaded to its end"
    elif f"{mark.scale:g}" != scale:
        why = f"holds scale {mark.scale:g}"
    else:
        return name, mark.scale
    raise Error(
        f"{name} {why}: run `manage.py loadstress --scale {scale}` first.", returncode=2
    )


def _check_version(name: str) -> None:
    if _is_older():
        raise Error(
            f"{name} was loaded by another version of this program (its migrations "
            "differ): run `manage.py loadstress` again.",
            returncode=2,
        )


def _is_older() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
