"""`manage.py` as a process: what goes wrong with the database is one line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from contextds.env import BASE_DIR
from tests.commands import environment


@pytest.mark.django_db
@pytest.mark.parametrize(
    "command", [["scan", "http://127.0.0.1:1/", "--allow-private"], ["worker"]]
)
def test_a_database_that_is_not_migrated_is_one_line(command: list[str]) -> None:
    # The server's own database, which is always there and has no table of ours.
    empty = environment()["DATABASE_URL"].rpartition("/")[0] + "/postgres"
    assert "run `python manage.py migrate`" in failure(command, DATABASE_URL=empty)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "command", [["restorearchive", "--list"], ["reindextokens"], ["indexes", "--check"]]
)
def test_a_role_without_rights_is_one_line(command: list[str]) -> None:
    # A role of the server's own, which may see statistics and none of our rows.
    said = failure(command, PGOPTIONS="-c role=pg_monitor")
    assert said.startswith("PostgreSQL refused: permission denied for table ")
    assert "DATABASE_URL" in said


@pytest.mark.django_db
def test_a_monitoring_database_that_is_away_is_named() -> None:
    away = "postgresql://u:hush@127.0.0.1:1/monitored"
    said = failure(["dbstats"], MONITORING_DATABASE_URL=away)
    assert said.startswith("Error: The monitoring database does not answer: ")
    assert "Check MONITORING_DATABASE_URL." in said
    assert "hush" not in said


def failure(command: list[str], **settings: str) -> str:
    """Run a command that has to fail with exit code 1; returns its one line."""
    result = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env=environment() | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    return result.stderr
