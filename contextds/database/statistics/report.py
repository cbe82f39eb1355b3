"""The readings as tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from contextds.database import statistics as s
from contextds.database.catalogue import ForeignKey
from contextds.database.statistics.reading import Unavailable
from contextds.database.statistics.sections import Section
from contextds.database.units import UNKNOWN, Unit, counted, lasted, written

#: Rows of a list that are shown; the JSON document has all.
ROWS = 15
#: What is text stands on the left.
_NAMES = {"table", "index", "name", "covered by", "columns", "user", "state", "queue"}

Column = tuple[str, Callable[[Any], str]]


def show(console: Console, section: Section) -> None:
    """Take the readings of a section and print each as a table."""
    for part in section.parts:
        value = part.read()
        if isinstance(value, Unavailable):
            console.print(Text(f"{part.title}: not available", style="bold"))
            console.print(Text(f"  {value.reason}"), Text(value.remedy, style="dim"))
        else:
            rows = value if isinstance(value, list) else [value]
            console.print(_table(part.title, rows) if rows else _none(part.title))
            if len(rows) > ROWS:
                rest = f"  and {len(rows) - ROWS} more: --json has all"
                console.print(Text(rest, style="dim"))
        console.print()


def _none(title: str) -> Text:
    return Text.assemble((title, "bold"), ": none")


def _table(title: str, rows: list[Any]) -> Table:
    columns = _COLUMNS[type(rows[0])]
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading, _ in columns:
        if heading == "statement":
            table.add_column(heading, no_wrap=True, overflow="ellipsis")
        elif heading in _NAMES:
            table.add_column(heading, overflow="fold")
        else:
            table.add_column(heading, justify="right")
    for row in rows[:ROWS]:
        # As Text: what stands in brackets in a statement is no markup.
        table.add_row(*(Text(write(row)) for _, write in columns))
    return table


def _bytes(name: str) -> Callable[[Any], str]:
    return lambda row: written(getattr(row, name), Unit.BYTES)


def _count(name: str) -> Callable[[Any], str]:
    return lambda row: counted(getattr(row, name))


def _ms(name: str) -> Callable[[Any], str]:
    return lambda row: lasted(getattr(row, name))


def _seconds(name: str) -> Callable[[Any], str]:
    def write(row: Any) -> str:
        seconds = getattr(row, name)
        return lasted(None if seconds is None else seconds * 1000)

    return write


def _share(name: str) -> Callable[[Any], str]:
    return lambda row: written(getattr(row, name), Unit.SHARE)


def _time(name: str) -> Callable[[Any], str]:
    return lambda row: _when(getattr(row, name))


def _text(name: str) -> Callable[[Any], str]:
    return lambda row: str(getattr(row, name))


def _flag(name: str) -> Callable[[Any], str]:
    return lambda row: "yes" if getattr(row, name) else ""


def _when(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M}" if time else UNKNOWN


def _line(query: str) -> str:
    return " ".join(query.split())


def _pids(sessions: list[s.Session]) -> str:
    return ", ".join(str(session.pid) for session in sessions)


def _jobs(health: s.QueueHealth) -> str:
    return ", ".join(
        f"{count.queue} {count.status} {count.jobs}" for count in health.jobs
    )


def _states(connections: s.Connections) -> str:
    return ", ".join(
        f"{state.state or 'hidden'} {state.sessions}" for state in connections.states
    )


def _columns() -> Iterator[tuple[type, list[Column]]]:
    yield (
        s.StatementCounting,
        [
            ("since", _time("since")),
            ("tracked", _count("tracked")),
            ("at most", _count("most")),
            ("forgotten", _count("forgotten")),
            ("hidden", _count("hidden")),
        ],
    )
    yield (
        s.Statement,
        [
            ("queryid", _text("queryid")),
            ("calls", _count("calls")),
            ("total", _ms("total_ms")),
            ("share", _share("share")),
            ("mean", _ms("mean_ms")),
            ("longest", _ms("max_ms")),
            ("rows", _count("rows")),
            ("in cache", _share("hit_rate")),
            ("statement", lambda row: _line(row.query)),
        ],
    )
    session: list[Column] = [
        ("pid", _text("pid")),
        ("user", _text("user")),
        ("state", _text("state")),
        ("waits for", _text("wait_event")),
        ("transaction", _seconds("transaction_seconds")),
        ("statement for", _seconds("query_seconds")),
        ("statement", lambda row: _line(row.query)),
    ]
    yield s.Session, session
    yield (
        s.Blocked,
        [
            *((name, _of_session(write)) for name, write in session),
            ("blocked by", lambda row: _pids(row.blockers)),
        ],
    )
    yield s.Counters, [("since", _time("since"))]
    yield (
        s.IndexUse,
        [
            ("table", _text("table")),
            ("index", _text("name")),
            ("scans", _count("scans")),
            ("last scan", _time("last_scan")),
            ("entries read", _count("tuples_read")),
            ("size", _bytes("size_bytes")),
        ],
    )
    yield (
        s.StoppedIndex,
        [
            ("table", _text("table")),
            ("index", _text("name")),
            ("last used after", _time("used_after")),
            ("and by", _time("used_until")),
            ("scans before", _count("scans")),
            ("size", _bytes("size_bytes")),
        ],
    )
    yield (
        s.DuplicateIndex,
        [
            ("table", _text("table")),
            ("index", _text("name")),
            ("covered by", _text("covered_by")),
        ],
    )
    yield (
        s.IndexBloat,
        [
            ("table", _text("table")),
            ("index", _text("name")),
            ("size", _bytes("size_bytes")),
            ("bloat", _bytes("bloat_bytes")),
            ("share", _share("fraction")),
        ],
    )
    yield (
        ForeignKey,
        [
            ("table", _text("table")),
            ("name", _text("name")),
            ("columns", lambda row: ", ".join(row.columns)),
        ],
    )
    yield (
        s.SequentialScans,
        [
            ("table", _text("table")),
            ("scans", _count("scans")),
            ("rows read", _count("rows_read")),
            ("rows per scan", _count("rows_per_scan")),
            ("index scans", _count("index_scans")),
            ("rows", _count("rows")),
        ],
    )
    yield (
        s.DatabaseSize,
        [
            ("name", _text("name")),
            ("size", _bytes("total_bytes")),
            ("PostgreSQL", _text("version")),
        ],
    )
    yield (
        s.TableSize,
        [
            ("table", _text("table")),
            ("rows", _count("rows")),
            ("total", _bytes("total_bytes")),
            ("heap", _bytes("heap_bytes")),
            ("indexes", _bytes("index_bytes")),
            ("TOAST", _bytes("toast_bytes")),
            ("partitions", lambda row: counted(len(row.partitions) or None)),
        ],
    )
    yield (
        s.TableGrowth,
        [
            ("table", _text("table")),
            ("since", _time("since")),
            ("before", _bytes("bytes_before")),
            ("now", _bytes("bytes_now")),
            ("grown by", _bytes("grown_bytes")),
        ],
    )
    yield (
        s.Connections,
        [
            ("in use", _count("used")),
            ("limit", _count("most")),
            ("reserved", _count("reserved")),
            ("this database", _count("here")),
            ("its limit", _count("most_here")),
            ("state", _states),
        ],
    )
    yield (
        s.PoolUse,
        [
            ("size", _count("size")),
            ("at most", _count("maximum")),
            ("available", _count("available")),
            ("waiting", _count("waiting")),
            ("requests", _count("requests")),
            ("queued", _count("requests_queued")),
            ("errors", _count("errors")),
        ],
    )
    yield (
        s.CacheUse,
        [
            ("table", _text("table")),
            ("table's blocks", _share("table_hit_rate")),
            ("indexes' blocks", _share("index_hit_rate")),
            ("blocks read", lambda row: counted(row.heap_read + row.index_read)),
        ],
    )
    yield (
        s.Checkpoints,
        [
            ("timed", _count("timed")),
            ("requested", _count("requested")),
            ("writing", _ms("write_ms")),
            ("syncing", _ms("sync_ms")),
            ("log written", _bytes("wal_bytes")),
            ("since", _time("since")),
        ],
    )
    yield (
        s.Replica,
        [
            ("name", _text("name")),
            ("client", _text("client")),
            ("state", _text("state")),
            ("behind", _bytes("lag_bytes")),
            ("for", _seconds("lag_seconds")),
        ],
    )
    yield (
        s.ReplicationSlot,
        [
            ("name", _text("name")),
            ("kind", _text("kind")),
            ("active", _flag("active")),
            ("log kept", _bytes("retained_bytes")),
            ("state", _text("wal_status")),
        ],
    )
    yield (
        s.TransactionIds,
        [
            ("age", _count("age")),
            ("frozen by force at", _count("freeze_max_age")),
            ("of the limit", _share("fraction")),
            ("multixact age", _count("multixact_age")),
            ("oldest snapshot", _count("oldest_snapshot_age")),
        ],
    )
    yield (
        s.VacuumState,
        [
            ("table", _text("table")),
            ("rows", _count("live_rows")),
            ("dead", _count("dead_rows")),
            ("threshold", _count("vacuum_threshold")),
            ("due", _flag("vacuum_due")),
            ("last vacuum", lambda row: _when(row.vacuumed_at)),
            ("last analyze", lambda row: _when(row.analyzed_at)),
        ],
    )
    yield (
        s.QueueHealth,
        [
            ("queue", _jobs),
            ("oldest waits", _seconds("oldest_todo_seconds")),
            ("stalled", _count("stalled")),
            ("workers", _count("workers")),
        ],
    )
    yield (
        s.ScanHealth,
        [
            ("queued", _count("queued")),
            ("running", _count("running")),
            ("abandoned", _count("abandoned")),
            ("oldest waits", _seconds("oldest_queued_seconds")),
        ],
    )
    yield (
        s.RollupLag,
        [("newest hour", _time("newest_hour")), ("behind", _seconds("seconds"))],
    )
    yield (
        s.PartitionsAhead,
        [("table", _text("table")), ("months", lambda row: str(row.months))],
    )
    yield (
        s.ArchiveCount,
        [
            ("table", _text("table")),
            ("state", _text("state")),
            ("months", _count("months")),
            ("rows", _count("rows")),
            ("from", lambda row: f"{row.oldest:%Y-%m}"),
            ("to", lambda row: f"{row.newest:%Y-%m}"),
        ],
    )


def _of_session(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda row: write(row.session)


_COLUMNS = dict(_columns())
