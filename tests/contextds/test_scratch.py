"""Scratch databases: their mark, what is refused, and the way in and back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from psycopg import sql

from contextds.commands import Error
from contextds.database import scratch
from contextds.database.scratch import Mark


@pytest.fixture
def name(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a scratch database, which is dropped after the test."""
    with django_db_blocker.unblock():
        name = f"scratch_{os.getpid()}"
        try:
            yield name
        finally:
            scratch.leave()
            scratch.drop(name)
            connection.close()


def current() -> str:
    """The database that the default connection leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return str(cursor.fetchone()[0])


def test_a_new_database_is_marked_as_unfinished_until_it_is_said_otherwise(
    name: str,
) -> None:
    assert not scratch.exists(name)
    assert scratch.mark_of(name) is None
    scratch.create(name, Mark(10, 7))
    assert scratch.exists(name)
    assert scratch.mark_of(name) == Mark(10, 7, complete=False)

    scratch.mark(name, Mark(0.5, 7, complete=True))
    assert scratch.mark_of(name) == Mark(0.5, 7, complete=True)


def test_creating_again_empties_it_though_a_session_holds_it_open(name: str) -> None:
    scratch.create(name)
    with scratch.connected(name) as session:
        session.execute("CREATE TABLE rows ()")
        scratch.create(name)
    with scratch.connected(name) as session:
        (row,) = session.execute("SELECT to_regclass('rows')")
    assert row == (None,)


def test_what_a_killed_creation_left_is_cleared_away(name: str) -> None:
    scratch.create(name)
    half = sql.Identifier(f"{name} (being made)")
    with scratch.connected(name) as session:
        session.execute(sql.SQL("CREATE DATABASE {}").format(half))
    scratch.create(name)
    assert not scratch.exists(f"{name} (being made)")


def test_the_default_connection_leads_there_and_back(name: str) -> None:
    before = current()
    scratch.create(name)
    scratch.enter(name)
    assert current() == name
    assert name not in scratch.configured()
    scratch.enter(name)
    scratch.leave()
    assert current() == before
    scratch.leave()
    assert current() == before


def test_a_database_that_is_not_there_is_not_entered(name: str) -> None:
    before = current()
    with pytest.raises(Error, match="There is no database") as caught:
        scratch.enter(name)
    assert caught.value.returncode == 2
    assert current() == before


@pytest.mark.parametrize(
    "bad", ["", " ", "a b", "1st", "a;b", 'a"b', "x" * 51, "a\n", "größe", "a\x00"]
)
@pytest.mark.parametrize("yes", [False, True])
def test_a_bad_name_is_refused(name: str, bad: str, yes: bool) -> None:
    with pytest.raises(Error, match="no name for a scratch database") as caught:
        scratch.check_target(bad, yes)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("bad", ["postgres", "template0", "template1"])
def test_the_server_s_own_databases_are_refused_though_one_means_it(
    name: str, bad: str
) -> None:
    with pytest.raises(Error, match="belongs to the PostgreSQL server") as caught:
        scratch.check_target(bad, yes=True)
    assert caught.value.returncode == 2


def test_the_database_of_the_settings_is_refused_unless_one_means_it(
    name: str,
) -> None:
    production = current()
    with pytest.raises(Error, match="not a scratch database") as caught:
        scratch.check_target(production, yes=False)
    assert caught.value.returncode == 2
    scratch.check_target(production, yes=True)

    scratch.create(name)
    scratch.enter(name)
    with pytest.raises(Error, match="not a scratch database"):
        scratch.check_target(production, yes=False)


def test_an_unmarked_database_is_refused_unless_one_means_it(name: str) -> None:
    scratch.create(name)
    scratch.check_target(name, yes=False)
    with scratch.connected(name) as session:
        session.execute(
            sql.SQL("COMMENT ON DATABASE {} IS 'the shop'").format(sql.Identifier(name))
        )
    with pytest.raises(Error, match="does not carry its mark") as caught:
        scratch.check_target(name, yes=False)
    assert caught.value.returncode == 2
    scratch.check_target(name, yes=True)


def test_without_the_right_to_create_databases_it_says_who_grants_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scratch.connected("postgres") as server:
        role = sql.Identifier(name)
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'pw'").format(role))
        monkeypatch.setitem(connection.settings_dict, "USER", name)
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "pw")
        try:
            with pytest.raises(Error, match=f'ALTER ROLE "{name}" CREATEDB') as caught:
                scratch.create(name)
        finally:
            server.execute(sql.SQL("DROP ROLE {}").format(role))
            monkeypatch.undo()
    assert caught.value.returncode == 1
    assert not scratch.exists(name)


def test_a_server_that_is_away_is_an_operational_error(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "EMBEDDED", "")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    with pytest.raises(OperationalError) as caught:
        scratch.exists(name)
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)
    monkeypatch.undo()
