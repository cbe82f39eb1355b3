"""The database engine: timeouts by role, the pool, and a database that is away."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from contextds.embedded_postgres import EmbeddedPostgres, State
from contextds.env import BASE_DIR
from contextds.postgresql import roles
from contextds.postgresql.base import DatabaseWrapper
from contextds.postgresql.failures import explain

DEAD = "postgresql://someone:hush@127.0.0.1:1/nowhere"


def wrapper(role: roles.Role, **changes: Any) -> DatabaseWrapper:
    """A connection of its own to the tests' database, as processes of `role` have it."""
    options: dict[str, Any] = {
        "statement_timeout": role.statement_timeout,
        "lock_timeout": role.lock_timeout,
    }
    if role.pooled:
        options["pool"] = {"min_size": 1, "max_size": 2, "timeout": 1}
    chosen = {**connection.settings_dict, "OPTIONS": options} | changes
    return DatabaseWrapper(chosen, alias="default")


@pytest.fixture(params=[roles.WEB, roles.WORKER, roles.COMMAND, roles.MAINTENANCE])
def of_role(
    request: pytest.FixtureRequest, django_db_blocker: Any, django_db_setup: None
) -> Iterator[tuple[roles.Role, DatabaseWrapper]]:
    with django_db_blocker.unblock():
        database = wrapper(request.param)
        yield request.param, database
        database.close()
        database.close_pool()


def setting(database: DatabaseWrapper, name: str) -> str:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT setting FROM pg_settings WHERE name = %s",
            [name],
        )
        (value,) = cursor.fetchone()
    return str(value)


def test_each_role_has_its_timeouts_pooled_or_not(
    of_role: tuple[roles.Role, DatabaseWrapper],
) -> None:
    role, database = of_role
    assert bool(database.pool) is role.pooled
    assert setting(database, "statement_timeout") == str(role.statement_timeout)
    assert setting(database, "lock_timeout") == str(role.lock_timeout)
    assert setting(database, "TimeZone") == "UTC"


def test_nothing_is_asked_for_that_pgbouncer_refuses(
    of_role: tuple[roles.Role, DatabaseWrapper],
) -> None:
    _, database = of_role
    parameters = database.get_connection_params()
    assert not {"options", "statement_timeout", "lock_timeout"} & set(parameters)
    assert parameters["prepare_threshold"] is None


@pytest.mark.parametrize(
    ("command", "role"),
    [
        ("runserver", roles.WEB),
        ("worker", roles.WORKER),
        ("scan", roles.COMMAND),
        ("", roles.COMMAND),
        ("migrate", roles.MAINTENANCE),
        ("dumpdata", roles.MAINTENANCE),
    ],
)
def test_a_command_has_the_role_of_its_work(command: str, role: roles.Role) -> None:
    assert roles.of_command(command) is role


def test_a_process_that_enters_no_role_is_a_command() -> None:
    assert roles.current() is roles.COMMAND


@pytest.mark.parametrize("role", [roles.WEB, roles.COMMAND])
def test_a_dead_database_names_its_cause_at_once(
    django_db_blocker: Any, role: roles.Role
) -> None:
    address = {"EMBEDDED": "", "HOST": "127.0.0.1", "PORT": "1", "PASSWORD": "hush"}
    with django_db_blocker.unblock():
        database = wrapper(role, **address)
        began = time.monotonic()
        with pytest.raises(OperationalError) as caught:
            database.ensure_connection()
    assert time.monotonic() - began < 1
    line = explain(caught.value)
    assert line.startswith("The database does not answer: ")
    assert '"127.0.0.1", port 1 failed: Connection refused. Check that' in line
    assert "hush" not in line
    assert "\n" not in line


def test_a_statement_that_was_broken_off_is_one_line_with_the_servers_words(
    django_db_blocker: Any, django_db_setup: None
) -> None:
    with django_db_blocker.unblock():
        database = wrapper(
            roles.Role(statement_timeout=20, lock_timeout=0, pooled=False)
        )
        try:
            with pytest.raises(OperationalError) as caught, database.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(5)")
        finally:
            database.close()
    line = explain(caught.value)
    assert line.startswith(
        "The database broke off: canceling statement due to statement timeout "
    )
    assert "(SQLSTATE 57014)" in line
    assert "\n" not in line


def test_an_embedded_server_that_cannot_start_says_why_through_django(
    django_db_blocker: Any, place: Path
) -> None:
    (place / "file").touch()
    with django_db_blocker.unblock():
        database = wrapper(roles.COMMAND, EMBEDDED=str(place / "file" / "data"))
        with pytest.raises(OperationalError) as caught:
            database.ensure_connection()
    line = explain(caught.value)
    assert line.startswith("The embedded PostgreSQL cannot use ")


def test_an_embedded_server_that_was_killed_is_started_again(
    django_db_blocker: Any, place: Path
) -> None:
    server = EmbeddedPostgres(place / "data")
    with django_db_blocker.unblock():
        address = {"EMBEDDED": str(server.folder), "NAME": "rows", "USER": "postgres"}
        database = wrapper(roles.COMMAND, **address)
        database.ensure_connection()
        database.close()
        server.stop()
        try:
            with pytest.raises(OperationalError):
                database.ensure_connection()
            database.ensure_connection()
            assert server.state() is State.READY
        finally:
            database.close()
            server.stop()


def test_a_command_ends_with_one_line_and_exit_1_when_the_database_is_away() -> None:
    began = time.monotonic()
    result = subprocess.run(
        [sys.executable, "manage.py", "showmigrations"],
        cwd=BASE_DIR,
        env=os.environ | {"DATABASE_URL": DEAD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("The database does not answer: ")
    assert result.stderr.count("\n") == 1
    assert "hush" not in result.stderr
    assert time.monotonic() - began < 10


def test_dbshell_reaches_the_database_that_is_used(
    django_db_blocker: Any, django_db_setup: None
) -> None:
    with django_db_blocker.unblock():
        connection.get_connection_params()
    arguments, _ = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, ["-c", "SELECT 1"]
    )
    assert ["-h", connection.settings_dict["HOST"]] == arguments[3:5]
