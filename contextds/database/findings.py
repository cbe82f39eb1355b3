"""What is wrong with the database, each with what to do: readings held against limits.

Pure. A reading that cannot be had is no finding: its page says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from contextds.database.catalogue import ForeignKey
from contextds.database.statistics import (
    CacheUse,
    Connections,
    DuplicateIndex,
    IndexUse,
    PartitionsAhead,
    QueueHealth,
    ReplicationSlot,
    RollupLag,
    ScanHealth,
    Session,
    StoppedIndex,
    TransactionIds,
    VacuumState,
    overall,
)
from contextds.database.units import Unit, counted, lasted, written

#: Seconds from which on a transaction or a wait is worth a word, and is urgent.
LONG, TOO_LONG = 60.0, 900.0
BLOCKED, BLOCKED_LONG = 5.0, 60.0
#: Shares of the connections that may be used.
CROWDED, FULL = 0.8, 0.95
#: Blocks from which on a hit rate tells something, and the rate to be had.
BLOCKS, HIT_RATE = 100_000, 0.9
#: Seconds that a job or a scan may wait for a worker, and that the roll-up may be behind.
WAITED, BEHIND = 300.0, 7200.0
#: Dead rows, as a multiple of what should have started an autovacuum.
DEAD = 2
#: The log that a replication slot nobody reads may keep.
RETAINED = 1024**3


class Severity(IntEnum):
    """How urgent it is."""

    CRITICAL = 0
    WARNING = 1
    NOTE = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, what to do, and the page of monitoring that shows it."""

    severity: Severity
    what: str
    remedy: str
    page: str


def of_sessions(sessions: Sequence[Session]) -> Iterator[Finding]:
    """Blocked sessions, transactions left open, statements that run long."""
    waits = [s.state_seconds or 0.0 for s in sessions if s.blocked_by]
    if waits and max(waits) >= BLOCKED:
        yield Finding(
            Severity.CRITICAL if max(waits) >= BLOCKED_LONG else Severity.WARNING,
            f"{_many(len(waits), 'session waits', 'sessions wait')} for a lock, the"
            f" longest for {lasted(max(waits) * 1000)}.",
            "See who holds it, and end that session or let it finish.",
            "activity",
        )
    idle = [
        s.state_seconds or 0.0 for s in sessions if s.state.startswith("idle in trans")
    ]
    if idle and max(idle) >= LONG:
        yield Finding(
            Severity.CRITICAL if max(idle) >= TOO_LONG else Severity.WARNING,
            f"{_many(len(idle), 'session is', 'sessions are')} idle in a transaction,"
            f" the longest for {lasted(max(idle) * 1000)}.",
            "It keeps its locks and keeps VACUUM from cleaning up: terminate it, and"
            " set idle_in_transaction_session_timeout for its role.",
            "activity",
        )
    running = [
        s.query_seconds or 0.0
        for s in sessions
        if s.state == "active" and not s.blocked_by
    ]
    if running and max(running) >= LONG:
        yield Finding(
            Severity.WARNING,
            f"A statement has been running for {lasted(max(running) * 1000)}.",
            "Cancel it if nobody waits for its result.",
            "activity",
        )


def of_connections(connections: Connections) -> Iterator[Finding]:
    """Connections that run out."""
    if connections.fraction >= CROWDED:
        yield Finding(
            Severity.CRITICAL if connections.fraction >= FULL else Severity.WARNING,
            f"{connections.used} of {connections.most - connections.reserved}"
            " connections are in use.",
            "Lower DATABASE_POOL_SIZE or the number of processes, put pgbouncer in"
            " front, or raise max_connections (which needs a restart).",
            "connections",
        )


def of_transaction_ids(ids: TransactionIds) -> Iterator[Finding]:
    """Transaction ids on their way to the wraparound."""
    if ids.age > 1.25 * ids.freeze_max_age or ids.fraction >= 0.5:
        yield Finding(
            Severity.CRITICAL if ids.fraction >= 0.5 else Severity.WARNING,
            f"The oldest transaction id is {counted(ids.age)} transactions old,"
            f" {written(ids.fraction, Unit.SHARE)} of the way to where PostgreSQL"
            " refuses writes.",
            "Autovacuum should freeze it: end old transactions, drop unused replication"
            " slots, then VACUUM (FREEZE) the oldest tables.",
            "tables",
        )


def of_vacuum(states: Sequence[VacuumState]) -> Iterator[Finding]:
    """Tables whose dead rows pile up, and those without autovacuum."""
    dead = [s for s in states if s.dead_rows > DEAD * s.vacuum_threshold]
    if dead:
        yield Finding(
            Severity.WARNING,
            f"Dead rows pile up in {_names([s.table for s in dead])}.",
            "Look for old open transactions first, then VACUUM (ANALYZE) by hand; if it"
            " comes back, give autovacuum more (autovacuum_vacuum_cost_limit).",
            "tables",
        )
    off = [s.table for s in states if not s.autovacuum]
    if off:
        yield Finding(
            Severity.WARNING,
            f"Autovacuum is off for {_names(off)}.",
            "Set autovacuum = on, or ALTER TABLE ... RESET (autovacuum_enabled).",
            "tables",
        )


def of_caches(caches: Sequence[CacheUse]) -> Iterator[Finding]:
    """Too little found in PostgreSQL's cache."""
    whole = overall(list(caches))
    rate = whole.table_hit_rate
    if (
        rate is not None
        and rate < HIT_RATE
        and whole.heap_hit + whole.heap_read > BLOCKS
    ):
        yield Finding(
            Severity.NOTE,
            f"Only {written(rate, Unit.SHARE)} of the tables' blocks are found in"
            " PostgreSQL's cache.",
            "Give shared_buffers a quarter of the memory, and look for sequential scans"
            " of large tables.",
            "tables",
        )


def of_partitions(tables: Sequence[PartitionsAhead]) -> Iterator[Finding]:
    """Months that are missing."""
    refused = [one.table for one in tables if one.months < 0]
    if refused:
        yield Finding(
            Severity.CRITICAL,
            f"{_names(refused)}: no partition for this month, its rows are refused.",
            "Run `python manage.py migrate`, which makes the months, and see that a"
            " worker runs.",
            "partitions",
        )
    ending = [one.table for one in tables if one.months == 0]
    if ending:
        yield Finding(
            Severity.WARNING,
            f"{_names(ending)}: no partition for next month.",
            "Run `python manage.py migrate`, and see that a worker runs.",
            "partitions",
        )


def of_queue(queue: QueueHealth) -> Iterator[Finding]:
    """Jobs that nobody carries out."""
    waiting = queue.oldest_todo_seconds or 0.0
    if not queue.workers:
        yield Finding(
            Severity.CRITICAL if waiting >= WAITED else Severity.WARNING,
            "No worker was heard of within the last minute: scans wait, and the daily"
            " work is not done.",
            "Start one: `python manage.py worker`.",
            "queue",
        )
    elif waiting >= WAITED:
        yield Finding(
            Severity.WARNING,
            f"A job has been waiting for {lasted(waiting * 1000)}.",
            "Start more workers.",
            "queue",
        )
    if queue.stalled:
        yield Finding(
            Severity.WARNING,
            f"{_many(queue.stalled, 'job has', 'jobs have')} lost the worker.",
            "A worker queues them again within minutes; if not, look at its log.",
            "queue",
        )


def of_scans(scans: ScanHealth) -> Iterator[Finding]:
    """Scans that wait or lost their worker."""
    waiting = scans.oldest_queued_seconds or 0.0
    if waiting >= WAITED:
        yield Finding(
            Severity.WARNING,
            f"{_many(scans.queued, 'scan is', 'scans are')} queued, the oldest for"
            f" {lasted(waiting * 1000)}.",
            "Start more workers, or see in the log why they take none.",
            "queue",
        )
    if scans.abandoned:
        yield Finding(
            Severity.WARNING,
            f"{_many(scans.abandoned, 'scan has', 'scans have')} lost the worker.",
            "The next worker takes them over; if they stay, look at its log.",
            "queue",
        )


def of_rollup(lag: RollupLag) -> Iterator[Finding]:
    """Usage that is not rolled up."""
    if lag.seconds is not None and lag.seconds >= BEHIND:
        yield Finding(
            Severity.WARNING,
            f"The hourly roll-up of MCP usage is {lasted(lag.seconds * 1000)} behind.",
            "A worker does it every hour: see that one runs, and its log.",
            "usage",
        )


def of_invalid(indexes: Sequence[IndexUse]) -> Iterator[Finding]:
    """Indexes that a failed build left."""
    if indexes:
        yield Finding(
            Severity.WARNING,
            f"Invalid: {_names([index.name for index in indexes])}. Writes keep them up,"
            " queries cannot use them.",
            "DROP INDEX CONCURRENTLY and build them again, or REINDEX INDEX CONCURRENTLY.",
            "indexes",
        )


def of_foreign_keys(keys: Sequence[ForeignKey]) -> Iterator[Finding]:
    """Foreign keys without an index."""
    if keys:
        columns = [f"{key.table} ({', '.join(key.columns)})" for key in keys]
        yield Finding(
            Severity.WARNING,
            f"No index leads with the columns of the foreign keys {_names(columns)}.",
            "Deleting a row that they point to reads the whole table: add an index.",
            "indexes",
        )


def of_duplicates(pairs: Sequence[DuplicateIndex]) -> Iterator[Finding]:
    """Indexes that another one makes needless."""
    if pairs:
        yield Finding(
            Severity.NOTE,
            f"Another index does all that {_names([pair.name for pair in pairs])} does.",
            "Drop it: each write pays for it.",
            "indexes",
        )


def of_stopped(indexes: Sequence[StoppedIndex]) -> Iterator[Finding]:
    """Indexes that stopped being used."""
    if indexes:
        yield Finding(
            Severity.NOTE,
            f"No longer used: {_names([index.name for index in indexes])}.",
            "A query has changed, or its plan has: compare with"
            " `python manage.py indexes --check` before you drop anything.",
            "indexes",
        )


def of_slots(slots: Sequence[ReplicationSlot]) -> Iterator[Finding]:
    """Replication slots that keep the log for nobody."""
    for slot in slots:
        if not slot.active and (slot.retained_bytes or 0) >= RETAINED:
            yield Finding(
                Severity.CRITICAL,
                f"Nobody reads the replication slot {slot.name}, which keeps"
                f" {written(slot.retained_bytes, Unit.BYTES)} of the log.",
                "Start its reader again, or SELECT pg_drop_replication_slot(...) before"
                " the disk is full.",
                "connections",
            )


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _names(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    rest = len(names) - most
    return f"{shown} and {rest} more" if rest > 0 else shown
