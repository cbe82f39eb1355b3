"""The load: a scratch database made, migrated, filled, indexed, vacuumed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import zstandard
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from contextds import partitioning
from contextds.database import scratch
from contextds.database.catalogue import OURS
from contextds.database.scratch import Mark
from contextds.database.stress import definitions, expansion, history, rows
from contextds.database.stress.definitions import Definition, Definitions
from contextds.database.stress.expansion import Part
from contextds.database.stress.history import History
from contextds.database.stress.library import SENTINEL, Library
from contextds.database.stress.sessions import SESSIONS, Task, session, side_by_side
from contextds.database.stress.sizes import Sizes
from mcp import usage
from scanner.css_store import ZSTD_LEVEL

#: Told what is being done, and which part of the whole (0 to 1) is behind.
Report = Callable[[str, float], None]


def load(name: str, sizes: Sizes, seed: int, report: Report) -> None:
    """Make the scratch database `name` and fill it; check_target() it before.

    The default connection leads to it while the load runs, and afterwards. Until the
    end its mark says that it is unfinished. Errors of the database are Django's.
    """
    mark = Mark(sizes.scale, seed)
    report("Making the database", 0)
    scratch.create(name, mark)
    scratch.enter(name)
    report("Migrating it", 0.01)
    call_command("migrate", verbosity=0, interactive=False)
    end = datetime.now(UTC).replace(second=0, microsecond=0)
    start = _months_before(end, history.MONTHS - 1)
    partitioning.ensure_months(start=start.date())
    connection.close()
    _Load(name, sizes, seed, report, start, end).run()
    report("Resetting the sequences", 0.99)
    _reset_sequences()
    scratch.mark(name, Mark(sizes.scale, seed, complete=True))
    report("Done", 1)


@dataclass(frozen=True, slots=True)
class _Load:
    """One load, whose steps share the sizes, the library and the sessions."""

    name: str
    sizes: Sizes
    seed: int
    report: Report
    start: datetime
    end: datetime

    def run(self) -> None:
        """Do all steps. The shares of time that they report were measured once."""
        self.report("Reading stylesheets with the extractor", 0.02)
        library = Library(self.seed)
        with session(self.name) as opened:
            self.report("Putting indexes and constraints aside", 0.03)
            aside = definitions.put_aside(opened)
            opened.execute(expansion.PREPARE)
            self._copy(opened, library)
            self.report("Analysing", 0.18)
            opened.execute("ANALYZE")
        parts = list(
            expansion.parts(
                self.sizes,
                len(library.changes),
                (SENTINEL.hex, SENTINEL.spaced),
                self.start,
                self.end,
            )
        )
        first = [part for part in parts if part.table in ("users", "api_keys")]
        others = [part for part in parts if part not in first]
        self._all(_tasks(first), 0.19, 0.2, count=1)
        self._all(_tasks(others), 0.2, 0.5)
        with session(self.name) as opened:
            opened.execute(expansion.CLEAN_UP)
        self._make_again(aside)
        with session(self.name) as opened:
            self.report("Rolling up the calls by hour and day", 0.89)
            opened.execute(usage.ROLL_UP_HOURS)
            opened.execute(usage.ROLL_UP_DAYS)
        self._all(self._vacuum(), 0.9, 0.99)

    def _copy(self, session: psycopg.Connection[Any], library: Library) -> None:
        """Write by COPY what Python tells: the library, sites, scans, sets, versions."""
        self.report("Telling the history of the sites", 0.03)
        told = History(self.sizes, library, self.seed, self.start, self.end)
        rows.copy(
            session,
            "stress.changes",
            (
                *("number", "path", "type", "category"),
                *("old_value", "new_value", "branded"),
            ),
            rows.change_templates(library),
        )
        rows.copy(session, "stress.plan", history.PLAN_COLUMNS, told.plan_lines())
        for share, table, columns, lines in (
            (0.06, "sites", history.SITE_COLUMNS, told.site_lines()),
            (0.06, "scans", history.SCAN_COLUMNS, iter(told.scan_lines)),
            (0.07, "css_contents", _CONTENT_COLUMNS, self._contents(library)),
            (0.08, "token_sets", ("id", *rows.SET_COLUMNS), told.set_lines()),
            (0.17, "token_versions", history.VERSION_COLUMNS, told.version_lines()),
        ):
            self.report(f"Copying {table}", share)
            rows.copy(session, table, columns, lines)

    def _contents(self, library: Library) -> Iterator[str]:
        """Real stylesheets, compressed as the scanner does; each has its own hash."""
        compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
        sheets = [state.css for states in library.families for state in states]
        span = self.end - self.start
        for number in range(1, self.sizes.css_contents + 1):
            css = sheets[number % len(sheets)] * (1 + number % 13)
            content = f"/* sheet {number} */\n{css}".encode()
            packed = compressor.compress(content)
            seen = self.start + span * (number / (self.sizes.css_contents + 1))
            yield rows.line(
                number,
                hashlib.sha256(content).hexdigest(),
                packed,
                "",
                len(content),
                len(packed),
                seen,
                seen + (self.end - seen) * (number % 10 / 10),
            )

    def _make_again(self, aside: Definitions) -> None:
        """Make indexes and unique constraints side by side, the foreign keys at the end.

        Of a partitioned table those of the partitions come first: its own then takes
        them over, without a row being read.
        """
        # The slowest kind first, so that both sessions end at about the same time.
        ordered = sorted(aside.indexes, key=lambda each: " gin " not in each.statement)
        self._all(
            [task for each in (*ordered, *aside.constraints) for task in _made(each)],
            0.52,
            0.8,
        )
        parents = [each for each in aside.indexes if each.on_partitions]
        self._all(
            [
                Task(f"Making {each.name}", each.statement)
                for each in (*parents, *aside.foreign_keys)
            ],
            0.8,
            0.9,
            count=1,
        )

    def _vacuum(self) -> list[Task]:
        """One VACUUM (ANALYZE) a table; those of a partitioned one are its partitions."""
        with session(self.name) as opened:
            found = opened.execute(
                "SELECT relname, relkind FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                " ORDER BY relpages DESC, relname"
            ).fetchall()
        return [
            Task(f"Vacuuming {name}", f'{_VACUUM[kind]} "{name}"')
            for name, kind in found
        ]

    def _all(
        self, tasks: Sequence[Task], low: float, high: float, *, count: int = SESSIONS
    ) -> None:
        """Execute tasks in their order, in some sessions."""

        def before(task: Task, done: int) -> None:
            self.report(task.doing, low + (high - low) * done / len(tasks))

        side_by_side(self.name, tasks, before, count=count)


#: By the kind of relation: a partitioned table has no rows of its own to vacuum.
_VACUUM = {"r": "VACUUM (ANALYZE)", "p": "ANALYZE"}
_CONTENT_COLUMNS = (
    *("id", "sha256", "content", "storage_key", "bytes", "stored_bytes"),
    *("first_seen", "last_accessed"),
)


def _tasks(parts: Iterable[Part]) -> list[Task]:
    return [Task(f"Filling {part.table}", part.statement) for part in parts]


def _made(definition: Definition) -> list[Task]:
    """What makes an index on the rows: on each partition, where there are some."""
    statements = definition.on_partitions or (definition.statement,)
    return [Task(f"Making {definition.name}", each) for each in statements]


def _reset_sequences() -> None:
    models = [m for label in OURS for m in apps.get_app_config(label).get_models()]
    statements = connection.ops.sequence_reset_sql(no_style(), models)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _months_before(end: datetime, months: int) -> datetime:
    years, month = divmod(end.year * 12 + end.month - 1 - months, 12)
    return datetime(years, month + 1, 1, tzinfo=UTC)
