"""What all readings have in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contextds.database import statistics
from contextds.database.statistics import Unavailable

READINGS: list[Callable[[], object]] = [
    statistics.slow_statements,
    statistics.expensive_statements,
    statistics.statement_counting,
    statistics.activity,
    statistics.long_running,
    statistics.idle_in_transaction,
    statistics.waiting,
    statistics.blocked,
    statistics.counting_since,
    statistics.index_use,
    statistics.unused_indexes,
    statistics.invalid_indexes,
    statistics.duplicate_indexes,
    statistics.stopped_indexes,
    statistics.unindexed_foreign_keys,
    statistics.sequential_scans,
    statistics.database_size,
    statistics.table_sizes,
    statistics.table_growth,
    statistics.cache_use,
    statistics.connections,
    statistics.vacuum,
    statistics.transaction_ids,
    statistics.checkpoints,
    statistics.replicas,
    statistics.replication_slots,
    statistics.queue_health,
    statistics.scan_health,
    statistics.rollup_lag,
    statistics.partitions_ahead,
    statistics.archive_states,
]


@pytest.mark.django_db
@pytest.mark.parametrize("read", READINGS, ids=lambda read: read.__name__)
def test_every_reading_answers(read: Callable[[], object]) -> None:
    assert not isinstance(read(), Unavailable)
