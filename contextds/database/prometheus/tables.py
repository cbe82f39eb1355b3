"""Metrics of our tables and indexes, partitions with the table that they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import Metric

from contextds.database import catalogue, statistics
from contextds.database.prometheus.samples import Take, counters, gauge, gauges


def tables(take: Take) -> Iterator[Metric]:
    """Sizes, sequential scans, cache use and dead rows of tables."""
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
            "Rows read by reading a table from end to end.",
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


def indexes(take: Take) -> Iterator[Metric]:
    """Use and sizes of indexes."""
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
