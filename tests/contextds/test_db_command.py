"""`manage.py db start|stop|status|url`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from contextds.embedded_postgres import MAJOR, EmbeddedPostgres
from contextds.env import BASE_DIR


@pytest.fixture
def folder(place: Path) -> Iterator[Path]:
    """The data folder below `place`, whose server is stopped after the test."""
    folder = place / f"postgres-{MAJOR}"
    yield folder
    EmbeddedPostgres(folder).stop()


def db(action: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "manage.py", "db", action],
        cwd=BASE_DIR,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_names_and_stops_the_server(place: Path, folder: Path) -> None:
    here = {"DATA_DIR": str(place)}

    status = db("status", **here)
    assert status.returncode == 1
    assert f"PostgreSQL is not running. Its data: {folder}" in status.stderr
    assert not list(place.iterdir())

    start = db("start", **here)
    assert (start.returncode, start.stderr) == (0, "")
    assert start.stdout == f"PostgreSQL runs. Its data: {folder}\n"
    status = db("status", **here)
    assert status.returncode == 0
    assert status.stdout == f"PostgreSQL is ready. Its data: {folder}\n"

    url = db("url", **here).stdout.strip()
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_database()").fetchone()
    assert row == ("contextds",)
    own = db("status", DATABASE_URL=url)
    assert own.stdout == "PostgreSQL is ready. DATABASE_URL names it.\n"

    stop = db("stop", **here)
    assert stop.returncode == 0
    assert stop.stdout == f"PostgreSQL is stopped. Its data stays: {folder}\n"
    assert db("stop", **here).stdout.startswith("PostgreSQL was not running.")
    assert db("status", **here).returncode == 1


@pytest.mark.parametrize("action", ["start", "stop", "url"])
def test_a_server_of_one_s_own_is_left_alone(action: str) -> None:
    result = db(action, DATABASE_URL="postgresql://someone:hush@127.0.0.1:1/x")
    assert result.returncode == 2
    assert "DATABASE_URL names a server of your own" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "hush" not in result.stderr + result.stdout


def test_the_status_of_a_server_of_one_s_own_that_is_away_is_exit_1() -> None:
    result = db("status", DATABASE_URL="postgresql://someone:hush@127.0.0.1:1/x")
    assert result.returncode == 1
    assert "Connection refused" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "hush" not in result.stderr + result.stdout


def test_a_folder_that_cannot_be_used_is_one_line_and_exit_1(place: Path) -> None:
    (place / "file").touch()
    result = db("start", DATA_DIR=str(place / "file"))
    assert result.returncode == 1
    assert "set DATA_DIR to a folder that you may write to" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_unknown_action_is_bad_usage() -> None:
    assert db("restart").returncode == 2
