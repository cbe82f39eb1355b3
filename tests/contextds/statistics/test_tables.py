"""Indexes, sizes, bloat, cache and vacuum of tables with known rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from django.db import connection

from contextds.database import statistics
from contextds.database.statistics import IndexUse, PoolUse, Unavailable
from contextds.postgresql.base import DatabaseWrapper
from tests.contextds.statistics.sessions import session

T = TypeVar("T")


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def had(value: T | Unavailable) -> T:
    assert not isinstance(value, Unavailable), value
    return value


def use(name: str) -> IndexUse:
    (found,) = [index for index in had(statistics.index_use()) if index.name == name]
    return found


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    """A table of 20,000 rows, committed: what a transaction would hide from statistics."""
    run(
        "CREATE TABLE measured (id int, word text) WITH (autovacuum_enabled = off)",
        "INSERT INTO measured SELECT n, 'word' || n FROM generate_series(1, 20000) AS n",
        "CREATE INDEX idx_measured_id ON measured (id)",
        "ANALYZE measured",
    )
    yield
    run("DROP TABLE measured")


def flushed() -> None:
    """Have this session's counters written out, as an idle one does by itself."""
    run("SELECT pg_stat_force_next_flush()")


def test_scans_of_an_index_and_of_the_whole_table_are_counted(table: None) -> None:
    run("SET enable_seqscan = off")
    run(*["SELECT * FROM measured WHERE id = 7"] * 3)
    run("RESET enable_seqscan", *["SELECT count(*) FROM measured WHERE word = 'x'"] * 2)
    flushed()
    found = use("idx_measured_id")
    assert (found.table, found.scans, found.tuples_read) == ("measured", 3, 3)
    assert (found.valid, found.needed, found.partitions) == (True, False, 0)
    assert found.size_bytes > 100_000
    assert found.definition.endswith("USING btree (id)")
    with connection.cursor() as cursor:
        dated = cursor.db.pg_version >= 160_000
    assert (found.last_scan is not None) is dated
    (scans,) = [
        row for row in had(statistics.sequential_scans()) if row.table == "measured"
    ]
    assert scans.scans >= 2
    assert scans.rows_per_scan == pytest.approx(20_000, rel=0.4)
    assert had(statistics.sequential_scans(minimum_rows=10**9)) == []


def test_an_index_that_failed_to_build_is_invalid(table: None) -> None:
    run("INSERT INTO measured VALUES (1, 'again')")
    with (
        session(autocommit=True) as builder,
        pytest.raises(Exception, match="duplicated"),
    ):
        builder.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON measured (id)")
    assert [index.name for index in had(statistics.invalid_indexes())] == ["broken"]
    assert not use("broken").valid


def test_bloat_is_found_after_rows_went_and_gone_after_reindex(table: None) -> None:
    def bloat() -> float:
        (found,) = [
            index
            for index in had(statistics.index_bloat())
            if index.name == "idx_measured_id"
        ]
        return found.fraction

    assert bloat() < 0.1
    run("DELETE FROM measured WHERE id % 10 <> 0")
    with session(autocommit=True) as vacuum:
        vacuum.execute("VACUUM ANALYZE measured")
    assert bloat() > 0.7
    run("REINDEX INDEX idx_measured_id")
    assert bloat() < 0.2


def test_dead_rows_past_the_threshold_are_due(table: None) -> None:
    run("DELETE FROM measured WHERE id <= 10000")
    flushed()
    (state,) = [row for row in had(statistics.vacuum()) if row.table == "measured"]
    assert (state.dead_rows, state.vacuum_due) == (10_000, True)
    assert state.vacuum_threshold == 50 + 0.2 * 20_000
    assert (state.analyze_due, state.autovacuum) == (True, False)
    assert state.vacuumed_at is None
    assert state.analyzed_at == state.last_analyze is not None
    assert had(statistics.vacuum())[0].table == "measured"


def test_a_table_s_own_thresholds_count(table: None) -> None:
    run("ALTER TABLE measured SET (autovacuum_vacuum_threshold = 7)")
    run("ALTER TABLE measured SET (autovacuum_vacuum_scale_factor = 0.5)")
    (state,) = [row for row in had(statistics.vacuum()) if row.table == "measured"]
    assert state.vacuum_threshold == 7 + 0.5 * 20_000


def test_sizes_are_postgresql_s_own(table: None) -> None:
    (size,) = [row for row in had(statistics.table_sizes()) if row.table == "measured"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('measured')")
        assert cursor.fetchone() == (size.total_bytes,)
    assert size.rows == 20_000
    assert size.partitions == []


@pytest.mark.django_db
def test_partitions_count_with_their_table() -> None:
    (size,) = [row for row in had(statistics.table_sizes()) if row.table == "audit_log"]
    assert len(size.partitions) >= 4
    assert size.total_bytes == sum(part.total_bytes for part in size.partitions)
    assert size.partitions[0].bounds.startswith("FOR VALUES FROM ('20")
    index = use("idx_audit_log_user_created")
    assert index.partitions == len(size.partitions)
    assert (index.table, index.valid) == ("audit_log", True)


@pytest.mark.django_db
def test_unused_indexes_are_ours_and_keep_no_rule() -> None:
    unused = had(statistics.unused_indexes())
    assert unused
    assert not any(index.scans or index.needed for index in unused)
    assert {"django_session", "procrastinate_jobs"}.isdisjoint(
        index.table for index in unused
    )


@pytest.mark.django_db
def test_duplicate_indexes_and_bare_foreign_keys_are_found() -> None:
    run("CREATE INDEX again ON scans USING gin (metrics_json)")
    run("DROP INDEX idx_layout_profiles_scan_id")
    (duplicate,) = had(statistics.duplicate_indexes())
    assert (duplicate.table, {duplicate.name, duplicate.covered_by}) == (
        "scans",
        {"again", "idx_scans_metrics_gin"},
    )
    (key,) = had(statistics.unindexed_foreign_keys())
    assert (key.table, key.columns) == ("layout_profiles", ("scan_id",))


@pytest.mark.django_db(transaction=True)
def test_connections_are_counted_against_what_programs_may_have() -> None:
    before = had(statistics.connections())
    with session(), session():
        now = had(statistics.connections())
    assert now.here == before.here + 2
    assert now.used >= now.here
    assert 0 < now.fraction < 1
    assert now.reserved >= 3
    assert sum(state.sessions for state in now.states) == now.here


@pytest.mark.django_db
def test_the_pool_of_this_process_is_read_where_it_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(statistics.pool(), Unavailable)
    connection.ensure_connection()
    settings = {
        **connection.settings_dict,
        "OPTIONS": {
            **connection.settings_dict["OPTIONS"],
            "pool": {"min_size": 1, "max_size": 3, "timeout": 5},
        },
    }
    pooled = DatabaseWrapper(settings, alias="default")
    # Pools are kept by alias: a test before may have left one of its own.
    pooled.close_pool()
    monkeypatch.setattr(
        "contextds.database.statistics.clients.django_connections", {"default": pooled}
    )
    try:
        pooled.ensure_connection()
        found = statistics.pool()
        assert isinstance(found, PoolUse)
        assert (found.minimum, found.maximum) == (1, 3)
        assert 1 <= found.size <= 3
        assert found.requests == 1
    finally:
        pooled.close()
        pooled.close_pool()
