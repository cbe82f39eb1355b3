"""What all readings have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import InternalError, connection, connections
from django.db.backends.utils import CursorWrapper

from contextds.database import statistics
from contextds.database.statistics import Unavailable, readings
from contextds.database.statistics.reading import alias, reading
from contextds.env import BASE_DIR
from contextds.postgresql.base import DatabaseWrapper
from tests.contextds.away import database_away
from tests.contextds.statistics.sessions import session

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


@pytest.mark.django_db
def test_no_reading_can_write() -> None:
    with pytest.raises(InternalError, match="read-only"), readings() as cursor:
        cursor.execute("DELETE FROM sites")


@pytest.mark.django_db
def test_the_limits_end_with_the_reading() -> None:
    def limits() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'),"
                " current_setting('transaction_read_only')"
            )
            return list(cursor.fetchone())

    before = limits()
    with readings() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("2s",)
    assert limits() == before
    assert before[1] == "off"


@reading
def too_slow(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.django_db
def test_a_reading_that_takes_too_long_is_unavailable_and_the_next_one_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("contextds.database.statistics.reading.STATEMENT_TIMEOUT", 100)
    found = too_slow()
    assert isinstance(found, Unavailable)
    assert not found
    assert found.reason.startswith("It took longer than")
    assert statistics.database_size()


@pytest.mark.django_db
def test_a_table_that_is_missing_is_a_migration_that_is() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE table_snapshots RENAME TO elsewhere")
    found = statistics.table_growth()
    assert isinstance(found, Unavailable)
    assert "table_snapshots" in found.reason
    assert "manage.py migrate" in found.remedy


@pytest.mark.django_db
def test_a_database_that_is_away_is_unavailable() -> None:
    with database_away():
        found = statistics.database_size()
    assert isinstance(found, Unavailable)
    assert found.reason.startswith("The database does not answer: ")


def test_the_alias_for_monitoring_is_used_where_it_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert alias() == "default"
    monkeypatch.setitem(connections.settings, "monitoring", {})
    assert alias() == "monitoring"


@pytest.fixture
def role(transactional_db: None) -> Iterator[str]:
    """Readings are taken by a role that may connect and nothing else."""
    name = f"monitoring_{connection.settings_dict['NAME']}"
    ours = connections["default"]
    with ours.cursor() as cursor:
        cursor.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD 'a password'")
    other = {**ours.settings_dict, "USER": name, "PASSWORD": "a password"}
    connections["default"] = DatabaseWrapper(other, alias="default")
    yield name
    connections["default"].close()
    connections["default"] = ours
    with ours.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{name}"')
        cursor.execute(f'DROP ROLE "{name}"')


def test_without_rights_each_reading_answers_or_names_the_grant(role: str) -> None:
    found = {read.__name__: read() for read in READINGS}
    missing = {
        name: value for name, value in found.items() if isinstance(value, Unavailable)
    }
    assert {"scan_health", "queue_health", "table_growth"} <= set(missing)
    assert {"table_sizes", "index_use", "vacuum", "connections"}.isdisjoint(missing)
    for value in missing.values():
        assert f"GRANT pg_monitor TO {role}" in value.remedy


def test_with_the_documented_grants_every_reading_answers(role: str) -> None:
    documented = (BASE_DIR / "docs" / "monitoring.md").read_text(encoding="utf-8")
    grants = re.findall(r"^GRANT .*? TO contextds_monitoring;", documented, re.M | re.S)
    assert len(grants) == 2
    with session(
        user=settings.DATABASES["default"]["USER"], autocommit=True
    ) as superuser:
        for grant in grants:
            superuser.execute(grant.replace("contextds_monitoring", f'"{role}"'))
    found = {read.__name__: read() for read in READINGS}
    missing = [name for name, value in found.items() if isinstance(value, Unavailable)]
    assert missing == []
    others = statistics.expensive_statements(10_000)
    assert not isinstance(others, Unavailable)
    assert any("CREATE TABLE" in row.query for row in others)
