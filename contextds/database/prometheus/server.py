"""Metrics of the server, its sessions and statements, and of the program's own work."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import Metric

from contextds.database import statistics
from contextds.database.prometheus.samples import Take, counters, gauge, gauges
from contextds.database.statistics import Unavailable

#: How many statements are told of, those that took most time.
STATEMENTS = 20
#: A transaction that has been idle for longer counts, in seconds.
IDLE = 60


def statements(take: Take) -> Iterator[Metric]:
    """The statements that took most time."""
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
        f"Time that the {STATEMENTS} most expensive statements took.",
        labels,
        [((queryid,), row.total_ms / 1000) for queryid, row in by_id],
    )
    yield counters(
        "statement_rows",
        f"Rows that the {STATEMENTS} most expensive statements returned or changed.",
        labels,
        [((queryid,), row.rows) for queryid, row in by_id],
    )


def sessions(take: Take) -> Iterator[Metric]:
    """Who runs long, waits or idles in a transaction."""
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


def connections(take: Take) -> Iterator[Metric]:
    """Connections against their limit."""
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
        (
            "pool_size_limit",
            "Connections that the pool of this process may have.",
            found.maximum,
        ),
        (
            "pool_available",
            "Connections of the pool that nobody uses.",
            found.available,
        ),
        (
            "pool_waiting",
            "Threads that wait for a connection of the pool.",
            found.waiting,
        ),
    ):
        yield gauge(name, text, value)
    counted: tuple[tuple[str, str, float], ...] = (
        ("pool_requests", "Requests for a connection of the pool.", found.requests),
        (
            "pool_queued",
            "Requests for a connection that had to wait.",
            found.requests_queued,
        ),
        (
            "pool_wait_seconds",
            "How long requests for a connection waited.",
            found.wait_ms / 1000,
        ),
        (
            "pool_errors",
            "Requests for a connection, and connections, that failed.",
            found.errors,
        ),
    )
    for name, text, number in counted:
        yield counters(name, text, [], [((), number)])


def transaction_ids(take: Take) -> Iterator[Metric]:
    """How old transaction ids are."""
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


def replication(take: Take) -> Iterator[Metric]:
    """Checkpoints, the log, replicas and slots."""
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
            "Time spent on checkpoints.",
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


def queue(take: Take) -> Iterator[Metric]:
    """Jobs, workers and open scans."""
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


def months(take: Take) -> Iterator[Metric]:
    """The roll-up, the months ahead and the archived ones."""
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
