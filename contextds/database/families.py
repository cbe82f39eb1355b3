"""Which metrics there are. Names and units by Prometheus' conventions.

Labels are bounded: our tables and indexes, the server's replicas and slots, and as many
statements as STATEMENTS, by their queryid. No metric holds a statement's text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import ParamSpec, Protocol, TypeVar

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from contextds.database import catalogue, statistics
from contextds.database.statistics import Unavailable

#: How many statements are told of, those that took most time.
STATEMENTS = 20
#: A transaction that has been idle for longer counts, in seconds.
IDLE = 60

P = ParamSpec("P")
T = TypeVar("T")
Value = float | int | None
Sample = tuple[tuple[str, ...], Value]


class Take(Protocol):
    """Takes a reading, notes whether it could be had; None when not."""

    def __call__(
        self,
        read: Callable[P, T | Unavailable],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Call `read` with its arguments."""
        ...


def _statements(take: Take) -> Iterator[Metric]:
    rows = take(statistics.expensive_statements, STATEMENTS)
    if rows is None:
        return
    labels = ["queryid"]
    by_id = [(str(row.queryid), row) for row in rows]
    yield counters(
        "statement_calls",
        f"Calls of the {STATEMENTS} most expensive statements.",
        labels,
        [((queryid,), row.calls) for queryid, row in by_id],
    )
    yield counters(
        "statement_seconds",
        "Time that they took.",
        labels,
        [((queryid,), row.total_ms / 1000) for queryid, row in by_id],
    )
    yield counters(
        "statement_rows",
        "Rows that they returned or changed.",
        labels,
        [((queryid,), row.rows) for queryid, row in by_id],
    )


def _sessions(take: Take) -> Iterator[Metric]:
    sessions = take(statistics.activity)
    if sessions is not None:
        running = [s.query_seconds or 0 for s in sessions if s.state == "active"]
        open_for = [s.transaction_seconds or 0 for s in sessions]
        yield gauge(
            "statement_longest_seconds",
            "How long the longest statement has been running.",
            max(running, default=0),
        )
        yield gauge(
            "transaction_longest_seconds",
            "How long the oldest transaction has been open.",
            max(open_for, default=0),
        )
        yield gauge(
            "sessions_blocked",
            "Sessions that wait for a lock of another one.",
            sum(bool(session.blocked_by) for session in sessions),
        )
        yield gauge(
            "sessions_idle_in_transaction",
            f"Sessions idle in a transaction for over {IDLE} s.",
            sum(
                session.state.startswith("idle in transaction")
                and (session.state_seconds or 0) > IDLE
                for session in sessions
            ),
        )


def _connections(take: Take) -> Iterator[Metric]:
    found = take(statistics.connections)
    if found is None:
        return
    yield gauges(
        "connections",
        "Connections to this database, by state.",
        ["state"],
        [((row.state or "hidden",), row.sessions) for row in found.states],
    )
    yield gauge("connections_used", "Connections to the whole server.", found.used)
    yield gauge(
        "connections_limit",
        "Connections that the server gives to programs: the reserved ones are not in it.",
        found.most - found.reserved,
    )


def pool() -> Iterator[Metric]:
    """The pool of this process, where it has one."""
    found = statistics.pool()
    if isinstance(found, Unavailable):
        return
    for name, text, value in (
        ("pool_size", "Connections in the pool of this process.", found.size),
        ("pool_size_limit", "Connections that it may have.", found.maximum),
        ("pool_available", "Those of them that nobody uses.", found.available),
        ("pool_waiting", "Threads that wait for one.", found.waiting),
    ):
        yield gauge(name, text, value)
    counted: tuple[tuple[str, str, float], ...] = (
        ("pool_requests", "Requests for a connection.", found.requests),
        ("pool_queued", "Requests that had to wait.", found.requests_queued),
        ("pool_wait_seconds", "How long they waited.", found.wait_ms / 1000),
        ("pool_errors", "Requests and connections that failed.", found.errors),
    )
    for name, text, number in counted:
        yield counters(name, text, [], [((), number)])


def _tables(take: Take) -> Iterator[Metric]:
    ours = catalogue.our_tables()
    sizes = take(statistics.table_sizes)
    if sizes is not None:
        of_ours = [size for size in sizes if size.table in ours]
        yield gauges(
            "table_size_bytes",
            "Size of a table, its partitions together, by part.",
            ["table", "part"],
            [
                sample
                for size in of_ours
                for sample in (
                    ((size.table, "heap"), size.heap_bytes),
                    ((size.table, "index"), size.index_bytes),
                    ((size.table, "toast"), size.toast_bytes),
                )
            ],
        )
        yield gauges(
            "table_rows",
            "Rows of a table, an estimate.",
            ["table"],
            [((size.table,), size.rows) for size in of_ours],
        )
    scans = take(statistics.sequential_scans, 0)
    if scans is not None:
        read = [scan for scan in scans if scan.table in ours]
        yield counters(
            "table_sequential_scans",
            "How often a table was read from end to end.",
            ["table"],
            [((scan.table,), scan.scans) for scan in read],
        )
        yield counters(
            "table_sequential_rows_read",
            "Rows that this read.",
            ["table"],
            [((scan.table,), scan.rows_read) for scan in read],
        )
    yield from _cache(take, ours)
    yield from _vacuum(take, ours)


def _cache(take: Take, ours: set[str]) -> Iterator[Metric]:
    uses = take(statistics.cache_use)
    if uses is None:
        return
    found = [use for use in uses if use.table in ours]
    for name, text, hit in (
        ("cache_hit_blocks", "Blocks of 8 KiB found in PostgreSQL's cache.", True),
        ("cache_read_blocks", "Blocks of 8 KiB that were not in it.", False),
    ):
        yield counters(
            name,
            text,
            ["table", "part"],
            [
                sample
                for use in found
                for sample in (
                    ((use.table, "heap"), use.heap_hit if hit else use.heap_read),
                    ((use.table, "index"), use.index_hit if hit else use.index_read),
                )
            ],
        )


def _vacuum(take: Take, ours: set[str]) -> Iterator[Metric]:
    states = take(statistics.vacuum)
    if states is None:
        return
    dead: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for state in states:
        if state.parent in ours:
            dead[state.parent] += state.dead_rows
            due[state.parent] += state.vacuum_due
    yield gauges(
        "table_dead_rows",
        "Dead rows that vacuum has not removed yet.",
        ["table"],
        [((table,), count) for table, count in dead.items()],
    )
    yield gauges(
        "table_vacuum_due",
        "Partitions (or the table itself) past autovacuum's threshold.",
        ["table"],
        [((table,), count) for table, count in due.items()],
    )


def _indexes(take: Take) -> Iterator[Metric]:
    uses = take(statistics.index_use)
    if uses is None:
        return
    ours = catalogue.our_tables()
    found = [use for use in uses if use.table in ours]
    labels = ["table", "index"]
    yield counters(
        "index_scans",
        "How often an index was used.",
        labels,
        [((use.table, use.name), use.scans) for use in found],
    )
    yield gauges(
        "index_size_bytes",
        "Size of an index, its partitions together.",
        labels,
        [((use.table, use.name), use.size_bytes) for use in found],
    )
    yield gauge(
        "indexes_invalid",
        "Indexes that no query may use, left by a build that failed.",
        sum(not use.valid for use in found),
    )


def _ids(take: Take) -> Iterator[Metric]:
    ids = take(statistics.transaction_ids)
    if ids is None:
        return
    for name, text, value in (
        ("transaction_id_age", "Age of the oldest transaction id.", ids.age),
        (
            "transaction_id_freeze_max_age",
            "The age at which autovacuum freezes by force.",
            ids.freeze_max_age,
        ),
        (
            "transaction_id_limit",
            "The age at which PostgreSQL refuses to write.",
            ids.limit,
        ),
        ("multixact_age", "Age of the oldest multixact id.", ids.multixact_age),
    ):
        yield gauge(name, text, value)


def _server(take: Take) -> Iterator[Metric]:
    done = take(statistics.checkpoints)
    if done is not None:
        yield counters(
            "checkpoints",
            "Checkpoints of the server, due by time or requested.",
            ["kind"],
            [(("timed",), done.timed), (("requested",), done.requested)],
        )
        yield counters(
            "checkpoint_seconds",
            "Time spent on them.",
            ["step"],
            [(("write",), done.write_ms / 1000), (("sync",), done.sync_ms / 1000)],
        )
        yield counters(
            "wal_bytes", "Write-ahead log written.", [], [((), done.wal_bytes)]
        )
    replicas = take(statistics.replicas)
    if replicas is not None:
        lags: dict[tuple[str, ...], int] = {}
        for replica in replicas:
            labels = (replica.name, replica.client)
            lags[labels] = max(lags.get(labels, 0), replica.lag_bytes or 0)
        yield gauges(
            "replica_lag_bytes",
            "Log that a replica has not replayed yet.",
            ["replica", "client"],
            lags.items(),
        )
    slots = take(statistics.replication_slots)
    if slots is not None:
        yield gauges(
            "replication_slot_retained_bytes",
            "Log that is kept for a replication slot.",
            ["slot"],
            [((slot.name,), slot.retained_bytes) for slot in slots],
        )


def _queue(take: Take) -> Iterator[Metric]:
    queue = take(statistics.queue_health)
    if queue is not None:
        yield gauges(
            "jobs",
            "Jobs by queue and state; done ones are deleted.",
            ["queue", "status"],
            [((count.queue, count.status), count.jobs) for count in queue.jobs],
        )
        for name, text, value in (
            (
                "job_oldest_wait_seconds",
                "How long the oldest job that may run has been waiting.",
                queue.oldest_todo_seconds or 0,
            ),
            ("jobs_stalled", "Jobs whose worker is gone.", queue.stalled),
            ("workers", "Workers heard of within a minute.", queue.workers),
        ):
            yield gauge(name, text, value)
    scans = take(statistics.scan_health)
    if scans is not None:
        yield gauges(
            "scans",
            "Open scans, by status.",
            ["status"],
            [(("queued",), scans.queued), (("running",), scans.running)],
        )
        yield gauge(
            "scan_oldest_wait_seconds",
            "How long the oldest queued scan has been waiting.",
            scans.oldest_queued_seconds or 0,
        )
        yield gauge(
            "scans_abandoned",
            "Running scans whose lease has run out.",
            scans.abandoned,
        )


def _months(take: Take) -> Iterator[Metric]:
    lag = take(statistics.rollup_lag)
    if lag is not None and lag.seconds is not None:
        yield gauge(
            "rollup_lag_seconds",
            "Time since the end of the first hour of calls that is not rolled up.",
            lag.seconds,
        )
    ahead = take(statistics.partitions_ahead)
    if ahead is not None:
        yield gauges(
            "partitions_ahead",
            "Months after this one with a partition; -1: rows are refused.",
            ["table"],
            [((row.table,), row.months) for row in ahead],
        )
    archives = take(statistics.archive_states)
    if archives is not None:
        yield gauges(
            "archived_months",
            "Months in the archive, or on their way, by state.",
            ["table", "state"],
            [((row.table, row.state), row.months) for row in archives],
        )


FAMILIES: tuple[Callable[[Take], Iterator[Metric]], ...] = (
    _connections,
    _sessions,
    _statements,
    _tables,
    _indexes,
    _ids,
    _server,
    _queue,
    _months,
)


def gauge(name: str, text: str, value: Value) -> Metric:
    """One number that goes up and down."""
    return gauges(name, text, [], [((), value)])


def gauges(
    name: str, text: str, labels: list[str], samples: Iterable[Sample]
) -> Metric:
    """Numbers that go up and down, by the values of `labels`."""
    family = GaugeMetricFamily(f"contextds_{name}", text, labels=labels)
    return _filled(family, samples)


def counters(
    name: str, text: str, labels: list[str], samples: Iterable[Sample]
) -> Metric:
    """Numbers that only grow; prometheus_client ends the name in _total."""
    family = CounterMetricFamily(f"contextds_{name}", text, labels=labels)
    return _filled(family, samples)


def _filled(
    family: GaugeMetricFamily | CounterMetricFamily, samples: Iterable[Sample]
) -> Metric:
    for labels, value in samples:
        if value is not None:
            family.add_metric(labels, value)
    return family
