"""`manage.py db start|stop|status|url`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from contextds.embedded_postgres import EmbeddedPostgres
from contextds.env import BASE_DIR


@pytest.fixture
def folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder that the command is about; its server is stopped after the test."""
    folder = place / "postgres"
    monkeypatch.setitem(settings.DATABASES["default"], "EMBEDDED", str(folder))
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "contextds")
    yield folder
    EmbeddedPostgres(folder).stop()


def said(action: str) -> str:
    """What the command prints, run in this process."""
    output = StringIO()
    call_command("db", action, stdout=output)
    return output.getvalue()


def db(action: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", "db", action],
        cwd=BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_names_and_stops_the_server(folder: Path) -> None:
    with pytest.raises(CommandError) as caught:
        said("status")
    assert f"PostgreSQL is not running. Its data: {folder}" in str(caught.value)
    assert caught.value.returncode == 1
    assert not folder.exists()

    assert said("start") == f"PostgreSQL runs. Its data: {folder}\n"
    assert said("status") == f"PostgreSQL is ready. Its data: {folder}\n"

    with psycopg.connect(said("url").strip()) as connection:
        row = connection.execute("SELECT current_database()").fetchone()
    assert row == ("contextds",)

    assert said("stop") == f"PostgreSQL is stopped. Its data stays: {folder}\n"
    assert said("stop") == f"PostgreSQL was not running. Its data stays: {folder}\n"
    with pytest.raises(CommandError, match="not running"):
        said("status")


def test_url_starts_the_server_that_it_names(folder: Path) -> None:
    url = said("url").strip()
    with psycopg.connect(url) as connection:
        assert connection.info.dbname == "contextds"
    result = db("status", DATABASE_URL=url)
    assert result.returncode == 0
    assert result.stdout == "PostgreSQL is ready. DATABASE_URL names it.\n"


@pytest.mark.parametrize("action", ["start", "stop", "url"])
def test_a_server_of_one_s_own_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "EMBEDDED", "")
    with pytest.raises(CommandError, match="DATABASE_URL names a server of") as caught:
        said(action)
    assert caught.value.returncode == 2


def test_the_status_of_a_server_of_one_s_own_that_is_away_is_exit_1() -> None:
    result = db("status", DATABASE_URL="postgresql://someone:hush@127.0.0.1:1/x")
    assert result.returncode == 1
    assert "Connection refused" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "hush" not in result.stderr + result.stdout


def test_a_folder_that_cannot_be_used_is_one_line_and_exit_1(place: Path) -> None:
    (place / "file").touch()
    result = db("start", DATABASE_URL="", DATA_DIR=str(place / "file"))
    assert result.returncode == 1
    assert "set DATA_DIR to a folder that you may write to" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_unknown_action_is_bad_usage() -> None:
    assert db("restart").returncode == 2
