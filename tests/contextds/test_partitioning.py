"""Tables partitioned by month."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.db.models.functions import Now

from contextds.partitioning import (
    CreatePartitionedModel,
    ensure_months,
    ensure_months_at_start,
    months_ahead,
    partition_name,
    partitioned_models,
)

pytestmark = pytest.mark.django_db

CREATE = CreatePartitionedModel(
    name="Reading",
    fields=[
        ("id", models.BigAutoField(primary_key=True)),
        ("place", models.TextField(db_default="")),
        ("created_at", models.DateTimeField(db_default=Now())),
    ],
    options={
        "db_table": "readings",
        "indexes": [models.Index("place", name="idx_readings_place")],
        "constraints": [
            models.CheckConstraint(
                condition=~models.Q(place="nowhere"), name="reading_is_somewhere"
            )
        ],
    },
)
ADD_INDEX = migrations.AddIndex(
    "Reading", models.Index(fields=["-created_at"], name="idx_readings_newest")
)


def migrated(*operations: migrations.operations.base.Operation) -> type[models.Model]:
    """Run the operations on an empty app; the model `Reading` that they leave."""
    state = ProjectState()
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("weather", state)
            operation.database_forwards("weather", editor, before, state)
    return state.apps.get_model("weather", "Reading")


def tables() -> set[object]:
    """The names of all tables of the throwaway model, its partitions included."""
    found = rows(
        "SELECT relname FROM pg_class"
        " WHERE relname LIKE 'readings%%' AND relkind IN ('r', 'p')"
    )
    return {name for (name,) in found}


def rows(statement: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def bounds(table: str) -> list[tuple[str, str]]:
    """The first and last moment of each partition, in order, as UTC text."""
    rows("SELECT set_config('TimeZone', 'UTC', true)")
    found = rows(
        "SELECT substring(bound from 'FROM .''(.*)''. TO'),"
        " substring(bound from 'TO .''(.*)''.') FROM (SELECT"
        " pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits"
        " JOIN pg_class c ON c.oid = inhrelid"
        " WHERE inhparent = to_regclass(%s)) AS all_bounds ORDER BY 1",
        table,
    )
    return [(str(first), str(last)) for first, last in found]


def this_month() -> date:
    return datetime.now(UTC).date().replace(day=1)


@pytest.fixture
def reading() -> type[models.Model]:
    """A throwaway partitioned model with an index of its own and one added later."""
    return migrated(CREATE, ADD_INDEX)


def test_the_operation_makes_a_table_that_is_partitioned_by_the_key(
    reading: type[models.Model],
) -> None:
    assert rows(
        "SELECT pg_get_partkeydef(oid) FROM pg_class WHERE relname = 'readings'"
    ) == [("RANGE (created_at)",)]
    assert rows(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'readings'::regclass AND contype = 'p'"
    ) == [("PRIMARY KEY (id, created_at)",)]


def test_it_runs_in_reverse(reading: type[models.Model]) -> None:
    ensure_months(models=[reading])
    before, state = ProjectState(), ProjectState()
    CREATE.state_forwards("weather", state)
    with connection.schema_editor() as editor:
        CREATE.database_backwards("weather", editor, state, before)
    assert tables() == set()


def test_nothing_is_left_for_makemigrations() -> None:
    state, model_state = ProjectState(), ProjectState()
    CREATE.state_forwards("weather", state)
    plain = migrations.CreateModel(CREATE.name, CREATE.fields, CREATE.options)
    plain.state_forwards("weather", model_state)
    found = MigrationAutodetector(state, model_state).changes(MigrationGraph())
    assert found == {}
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_operation_can_be_written_into_a_migration() -> None:
    migration = type("Migration", (migrations.Migration,), {"operations": [CREATE]})
    written = MigrationWriter(migration("0001_initial", "weather")).as_string()
    assert "contextds.partitioning.operation.CreatePartitionedModel(" in written
    assert "partition_key='created_at'" in written


def test_a_model_without_a_single_primary_key_is_refused() -> None:
    key = models.CompositePrimaryKey("place", "created_at")
    fields = [("pk", key), *CREATE.fields[1:]]
    operation = CreatePartitionedModel(name="Reading", fields=fields)
    with pytest.raises(ValueError, match="primary key of one column"):
        migrated(operation)


def test_every_partition_inherits_the_indexes_and_constraints(
    reading: type[models.Model],
) -> None:
    created = ensure_months(models=[reading])
    for partition in created:
        inherited = rows(
            "SELECT parent.relname::text FROM pg_index"
            " JOIN pg_inherits ON pg_inherits.inhrelid = indexrelid"
            " JOIN pg_class parent ON parent.oid = inhparent"
            " WHERE indrelid = to_regclass(%s) ORDER BY 1",
            partition,
        )
        assert inherited == [
            ("idx_readings_newest",),
            ("idx_readings_place",),
            ("readings_pkey",),
        ]
    with pytest.raises(IntegrityError, match="reading_is_somewhere"):
        rows("INSERT INTO readings (place) VALUES ('nowhere') RETURNING id")


def test_the_months_run_from_the_last_one_to_three_ahead(
    reading: type[models.Model],
) -> None:
    created = ensure_months(models=[reading])
    now = this_month()
    before = (now - timedelta(days=1)).replace(day=1)
    assert created[0] == f"readings_{before:%Y_%m}"
    assert created[1] == f"readings_{now:%Y_%m}"
    assert len(created) == 5
    assert tables() == {"readings", *created}
    assert months_ahead(reading) == 3


def test_the_months_follow_each_other_without_a_gap(
    reading: type[models.Model],
) -> None:
    ensure_months(start=date(2023, 11, 30), models=[reading])
    found = bounds("readings")
    assert found[0] == ("2023-11-01 00:00:00+00", "2023-12-01 00:00:00+00")
    assert found[1] == ("2023-12-01 00:00:00+00", "2024-01-01 00:00:00+00")
    assert all(first[1] == second[0] for first, second in pairwise(found))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_bounds_are_midnights_of_utc_in_any_session(
    reading: type[models.Model], zone: str
) -> None:
    rows("SELECT set_config('TimeZone', %s, true)", zone)
    ensure_months(models=[reading])
    assert all(
        first.endswith("-01 00:00:00+00") and last.endswith("-01 00:00:00+00")
        for first, last in bounds("readings")
    )


def test_rows_at_the_border_go_to_their_month(reading: type[models.Model]) -> None:
    ensure_months(start=date(2026, 1, 1), models=[reading])
    cases = {
        "2026-01-31 23:59:59.999999+00": "readings_2026_01",
        "2026-02-01 00:00:00+00": "readings_2026_02",
        "2026-02-01 00:30:00+01": "readings_2026_01",
        "2026-01-31 16:00:00-08": "readings_2026_02",
    }
    for moment, partition in cases.items():
        assert rows(
            "INSERT INTO readings (created_at) VALUES (%s) RETURNING tableoid::regclass::text",
            moment,
        ) == [(partition,)]


def test_a_second_call_finds_nothing_to_do(
    reading: type[models.Model],
) -> None:
    assert ensure_months(models=[reading])
    assert ensure_months(models=[reading]) == []
    assert len(ensure_months(ahead=5, models=[reading])) == 2


def test_a_missing_month_in_between_is_made_and_counted(
    reading: type[models.Model],
) -> None:
    created = ensure_months(models=[reading])
    rows(f"DROP TABLE {created[2]}")
    assert months_ahead(reading) == 0
    assert ensure_months(models=[reading]) == [created[2]]
    assert months_ahead(reading) == 3


def test_no_month_at_all_is_less_than_none_ahead(reading: type[models.Model]) -> None:
    assert months_ahead(reading) == -1


def test_a_model_whose_table_is_not_there_yet_is_left_out() -> None:
    state = ProjectState()
    CREATE.state_forwards("weather", state)
    model = state.apps.get_model("weather", "Reading")
    assert ensure_months(models=[model]) == []
    assert months_ahead(model) == -1


def test_a_detached_month_is_no_partition(reading: type[models.Model]) -> None:
    created = ensure_months(models=[reading])
    rows(f"ALTER TABLE readings DETACH PARTITION {created[-1]}")
    assert months_ahead(reading) == 2


def test_the_three_tables_of_the_project_are_partitioned_and_have_their_months() -> (
    None
):
    found = {model._meta.db_table: model for model in partitioned_models()}
    assert set(found) == {"token_changes", "audit_log", "mcp_usage"}
    assert [months_ahead(model) for model in found.values()] == [3, 3, 3]


@pytest.fixture
def without_months() -> Iterator[type[models.Model]]:
    """The audit log, committed without its months; they are there again afterwards."""
    model = apps.get_model("audit", "AuditLog")
    for month in range(4):
        last = (this_month() + timedelta(days=31 * month)).replace(day=1)
        rows(f"DROP TABLE IF EXISTS {partition_name(model, last)}")
    yield model
    ensure_months()


@pytest.mark.django_db(transaction=True)
def test_many_may_make_the_months_at_once(without_months: type[models.Model]) -> None:
    def make(_: int) -> list[str]:
        try:
            return ensure_months()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        created = [name for names in pool.map(make, range(4)) for name in names]
    assert len(created) == len(set(created)) >= 3
    assert months_ahead(without_months) == 3


@pytest.mark.django_db(transaction=True)
def test_migrate_makes_the_months(without_months: type[models.Model]) -> None:
    call_command("migrate", verbosity=0)
    assert months_ahead(without_months) == 3


@pytest.mark.django_db(transaction=True)
def test_the_start_of_a_server_makes_the_months(
    without_months: type[models.Model],
) -> None:
    ensure_months_at_start()
    assert months_ahead(without_months) == 3


@pytest.mark.django_db(transaction=True)
def test_a_dead_database_does_not_keep_a_server_from_starting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "EMBEDDED", "")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    ensure_months_at_start()
    assert "No months made ahead" in caplog.text
    assert "Connection refused" in caplog.text
