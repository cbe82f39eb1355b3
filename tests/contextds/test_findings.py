"""What is wrong, and from where on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contextds.database import findings
from contextds.database.catalogue import ForeignKey
from contextds.database.findings import Finding, Severity
from contextds.database.statistics import (
    CacheUse,
    Connections,
    DuplicateIndex,
    PartitionsAhead,
    QueueHealth,
    ReplicationSlot,
    RollupLag,
    ScanHealth,
    Session,
    TransactionIds,
)
from contextds.database.views.access import PAGES


def session(state: str, seconds: float, *blocked_by: int) -> Session:
    """A session that has been in its state for so long."""
    return Session(
        1, None, "", "", "", state, "", "", None, None, seconds, seconds, seconds, "",
        list(blocked_by),
    )  # fmt: skip


def queue(workers: int, oldest: float | None = None, stalled: int = 0) -> QueueHealth:
    """A queue with so many workers."""
    return QueueHealth([], oldest, stalled, workers)


IDS = (200_000_000, 10, 400_000_000, None)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "severities"),
    [
        (findings.of_sessions([]), []),
        (findings.of_sessions([session("active", 59)]), []),
        (findings.of_sessions([session("active", 61)]), ["WARNING"]),
        (findings.of_sessions([session("active", 6, 4711)]), ["WARNING"]),
        (findings.of_sessions([session("active", 61, 4711)]), ["CRITICAL"]),
        (findings.of_sessions([session("idle in transaction", 61)]), ["WARNING"]),
        (
            findings.of_sessions([session("idle in transaction (aborted)", 901)]),
            ["CRITICAL"],
        ),
        (findings.of_connections(Connections(70, 100, 3, 70, None, [])), []),
        (findings.of_connections(Connections(80, 100, 3, 80, None, [])), ["WARNING"]),
        (findings.of_connections(Connections(97, 100, 3, 97, None, [])), ["CRITICAL"]),
        (findings.of_transaction_ids(TransactionIds(200_000_000, *IDS)), []),
        (findings.of_transaction_ids(TransactionIds(300_000_000, *IDS)), ["WARNING"]),
        (
            findings.of_transaction_ids(TransactionIds(1_100_000_000, *IDS)),
            ["CRITICAL"],
        ),
        (findings.of_caches([CacheUse("scans", 10, 90, 0, 0)]), []),
        (findings.of_caches([CacheUse("scans", 10_000, 990_000, 0, 0)]), ["NOTE"]),
        (findings.of_partitions([PartitionsAhead("audit_log", 3)]), []),
        (findings.of_partitions([PartitionsAhead("audit_log", 0)]), ["WARNING"]),
        (findings.of_partitions([PartitionsAhead("audit_log", -1)]), ["CRITICAL"]),
        (findings.of_queue(queue(2)), []),
        (findings.of_queue(queue(0)), ["WARNING"]),
        (findings.of_queue(queue(0, 301)), ["CRITICAL"]),
        (findings.of_queue(queue(1, 301, 2)), ["WARNING", "WARNING"]),
        (findings.of_scans(ScanHealth(0, 3, None, 0)), []),
        (findings.of_scans(ScanHealth(4, 0, 301, 1)), ["WARNING", "WARNING"]),
        (findings.of_rollup(RollupLag(None, None)), []),
        (findings.of_rollup(RollupLag(NOW, 7201)), ["WARNING"]),
        (findings.of_invalid([]), []),
        (findings.of_duplicates([DuplicateIndex("scans", "a", "b")]), ["NOTE"]),
        (
            findings.of_foreign_keys([ForeignKey("scans", "fk", ("site_id",))]),
            ["WARNING"],
        ),
        (findings.of_slots([ReplicationSlot("a", "logical", True, 2**40, "")]), []),
        (
            findings.of_slots([ReplicationSlot("a", "logical", False, 2**40, "")]),
            ["CRITICAL"],
        ),
    ],
)
def test_a_finding_is_as_urgent_as_it_is(
    found: list[Finding], severities: list[str]
) -> None:
    told = list(found)

    assert [finding.severity.name for finding in told] == severities
    for finding in told:
        assert finding.what.endswith(".")
        assert finding.remedy
        assert finding.page in dict(PAGES)


def test_of_many_names_the_first_are_told() -> None:
    keys = [ForeignKey("scans", f"fk{n}", (f"c{n}",)) for n in range(9)]

    (finding,) = findings.of_foreign_keys(keys)

    assert "scans (c4) and 4 more." in finding.what
    assert Severity.CRITICAL < Severity.WARNING < Severity.NOTE
