"""`manage.py dbstats`: tables for people, one JSON document for scripts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from contextds.database.models import IndexSnapshot
from contextds.env import BASE_DIR
from tests.contextds.away import database_away


def said(*arguments: str) -> str:
    """What the command prints, run in this process."""
    output = StringIO()
    call_command("dbstats", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_it_shows_every_section() -> None:
    text = said()
    for name in (
        *("statements", "activity", "indexes", "sizes", "server", "vacuum", "queue"),
        *("Most expensive statements", "Indexes by their use", "mcp_usage"),
        *("Pool of this process: not available", "Months ahead"),
    ):
        assert name in text


@pytest.mark.django_db
def test_json_is_one_document_with_every_row() -> None:
    found = json.loads(said("--json"))
    assert found["database"] == connection.settings_dict["NAME"]
    sections = found["sections"]
    assert list(sections) == [
        *("statements", "activity", "indexes", "sizes", "server", "vacuum", "queue")
    ]
    tables = {table["table"]: table for table in sections["sizes"]["tables"]}
    changes = tables["token_changes"]
    assert len(changes["partitions"]) >= 4
    assert changes["total_bytes"] == (
        changes["heap_bytes"] + changes["index_bytes"] + changes["toast_bytes"]
    )
    assert len(sections["indexes"]["use"]) > 100
    assert sections["statements"]["expensive"][0]["total_ms"] > 0
    assert "unavailable" in sections["server"]["pool"]


@pytest.mark.django_db
def test_one_section_is_shown_alone() -> None:
    assert list(json.loads(said("--json", "--section", "queue"))["sections"]) == [
        "queue"
    ]


@pytest.mark.django_db
def test_what_is_not_available_says_how_to_get_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_stat_statements")
    text = said("--section", "statements")
    assert "Slowest statements, by mean time: not available" in text
    assert "CREATE EXTENSION pg_stat_statements;" in text
    part = json.loads(said("--json"))["sections"]["statements"]["slow"]
    assert part["unavailable"].endswith("is not created in this database.")
    assert "CREATE EXTENSION pg_stat_statements;" in part["remedy"]


@pytest.mark.django_db
def test_a_snapshot_is_taken_by_hand() -> None:
    assert said("--snapshot").startswith("Snapshot taken: ")
    before = IndexSnapshot.objects.count()
    taken = json.loads(said("--snapshot", "--json"))
    assert IndexSnapshot.objects.count() == before + taken["indexes"]


def test_an_unknown_section_is_refused_in_one_line() -> None:
    with pytest.raises(CommandError) as caught:
        said("--section", "weather")
    assert caught.value.returncode == 2
    assert str(caught.value).startswith("There is no section 'weather'. There are: ")


@pytest.mark.django_db
def test_a_database_that_is_away_is_one_line() -> None:
    with database_away(), pytest.raises(CommandError) as caught:
        said("--json")
    assert caught.value.returncode == 1
    assert str(caught.value).startswith("The database does not answer: ")
    assert "\n" not in str(caught.value)


def test_its_exit_codes_reach_the_shell() -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "dbstats", "--section", "weather"],
        cwd=BASE_DIR,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
