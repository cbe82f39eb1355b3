"""`manage.py benchindexes`: three sets of indexes, measured, and ours back at the end."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from contextds.commands import Error
from contextds.database import catalogue, scratch
from contextds.database.benchmark import index_sets, journal
from contextds.database.benchmark.index_sets import IndexSet
from contextds.database.ledger import SEED_INDEXES
from contextds.database.scratch import Mark
from contextds.env import BASE_DIR
from tests.commands import environment
from tests.contextds.population import populate

SCALE = 0.001
NAME = f"bench_{os.getpid()}"
#: Some questions stand for all: a run of a hundred takes its time.
ASKED = ("site-by-domain", "site-scans", "sets-with-rare-value", "usage")
RUN = ("--scale", str(SCALE), "--database", NAME)
ONLY = ("--only", ",".join((*ASKED, "page", "deletion", "writes")))


@pytest.fixture(scope="module", autouse=True)
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A scratch database with a few rows in every table."""
    with django_db_blocker.unblock():
        scratch.create(NAME, Mark(SCALE, 1, complete=True))
        scratch.enter(NAME)
        try:
            call_command("migrate", verbosity=0)
            populate(8)
            scratch.leave()
            yield
        finally:
            scratch.leave()
            scratch.drop(NAME)
            connection.close()


@pytest.fixture
def entered() -> Iterator[None]:
    """The default connection leads to the scratch database during the test."""
    scratch.enter(NAME)
    yield
    scratch.leave()


def every_index() -> list[tuple[str, str, str]]:
    """Table, name and definition of all indexes of the scratch database, partitions' too."""
    with scratch.connected(NAME) as session:
        rows = session.execute(
            "SELECT tablename, indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = 'public' ORDER BY 1, 2"
        )
        return [(str(a), str(b), str(c)) for a, b, c in rows]


def shapes(wanted: Callable[[catalogue.Index], bool]) -> set[tuple[Any, ...]]:
    """Those indexes of our tables, without their names."""
    return {
        (index.table, index.method, index.keys, index.condition)
        for index in catalogue.indexes()
        if wanted(index)
    }


def start(*arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "benchindexes", *arguments],
        cwd=BASE_DIR,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs these tests in the background has it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def stopped_at(step: str, number: signal.Signals) -> tuple[int, str]:
    """A run that gets a signal when it tells of a step: its exit status and last words."""
    with start(*RUN, *ONLY) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if step in line:
                break
        else:
            pytest.fail(f"it ended before {step!r}: {line}")
        process.send_signal(number)
        last = process.stderr.read()
    return process.returncode, last


def test_the_sets_are_exactly_what_they_say_and_ours_comes_back(entered: None) -> None:
    before = every_index()
    ours = index_sets.present()
    enforcing = shapes(lambda index: index.unique)

    index_sets.build([])
    assert shapes(lambda index: not index.unique) == set()
    assert shapes(lambda index: index.unique) == enforcing

    index_sets.build(index_sets.of_the_seed())
    assert shapes(lambda index: not index.unique) == {
        (entry.table, entry.method, entry.columns, entry.condition)
        for entry in SEED_INDEXES
        if not entry.unique
    }
    assert shapes(lambda index: index.unique) == enforcing

    index_sets.build(ours)
    assert every_index() == before


def test_it_measures_all_sets_and_leaves_the_database_as_it_was(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before, rows = every_index(), contents()
    output = io.StringIO()
    file = tmp_path / "result.json"
    call_command("benchindexes", *RUN, *ONLY, "--json", str(file), stdout=output)
    assert (every_index(), contents()) == (before, rows)

    stored = json.loads(file.read_text())
    assert list(stored["sets"]) == ["none", "seed", "ours"]
    for of_set in stored["sets"].values():
        for question in ASKED:
            for subject in ("typical", "hottest"):
                figure = of_set[f"question/{question}/{subject}"]
                assert figure["runs"] in (5, 15)
                assert figure["planning_ms"] + figure["execution_ms"] > 0
                assert all(plan["sql"] and plan["plan"] for plan in figure["plans"])
        assert len(of_set["page/hottest"]["plans"]) >= 3
        assert of_set["response/hottest"]["requests"] == 30
        assert of_set["deletion"]["ms"] > 0
        assert of_set["writes/audit_log"]["rows"] == 16
        assert of_set["writes/audit_log"]["wal_bytes_per_row"] > 0
    sizes = {
        name: of_set["writes/token_changes"]["index_bytes"]
        for name, of_set in stored["sets"].items()
    }
    assert sizes["none"] < sizes["seed"]
    assert sizes["none"] < sizes["ours"]

    shown = output.getvalue()
    assert "Scans of a site" in shown
    assert "The targets are for scale 10: here they do not count." in shown
    assert "none    0%" in capfd.readouterr().err


def contents() -> dict[str, str]:
    """How many rows each of our tables has."""
    with scratch.connected(NAME) as session:
        return {
            table: str(
                session.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            )
            for table in catalogue.our_tables()
        }


def test_a_killed_run_is_resumed_without_measuring_again(
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = every_index()
    status, _ = stopped_at("seed    0%  question", signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert every_index() != before

    call_command("benchindexes", *RUN, *ONLY, stdout=io.StringIO())
    told = capfd.readouterr().err
    assert "was broken off: it goes on" in told
    assert "none" not in told
    assert "seed" in told
    assert every_index() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_puts_the_indexes_back_and_is_resumed(
    number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    before = every_index()
    status, last = stopped_at("none   4", number)
    assert status == 130
    assert "Traceback" not in last
    assert every_index() == before

    call_command(
        "benchindexes", *RUN, "--sets", "none", "--only", "usage", stdout=io.StringIO()
    )
    told = capfd.readouterr().err
    assert "was broken off: it goes on" in told
    assert "none    0%" not in told
    assert every_index() == before


def test_only_the_sets_that_are_asked_for_are_measured() -> None:
    output = io.StringIO()
    call_command("benchindexes", *RUN, *ONLY, "--sets", "ours", stdout=output)
    assert " ours: whole answer" in output.getvalue()
    assert " none: whole answer" not in output.getvalue()


def refused(*arguments: str) -> str:
    """The line with which the command refuses to begin."""
    with pytest.raises(Error) as caught:
        call_command("benchindexes", *arguments, stdout=io.StringIO())
    assert caught.value.returncode == 2
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_a_missing_database_is_refused_with_what_to_do() -> None:
    line = refused("--scale", "10")
    assert line == (
        "contextds_stress_10 does not exist: run `manage.py loadstress --scale 10` first."
    )


def test_the_database_of_the_settings_is_refused() -> None:
    name = connection.settings_dict["NAME"]
    line = refused("--scale", "10", "--database", name)
    assert "is the database of the settings" in line


def test_what_loadstress_did_not_make_is_refused() -> None:
    line = refused("--scale", "10", "--database", "template1")
    assert "was not made by loadstress" in line


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (Mark(SCALE, 1, complete=False), "was not loaded to its end"),
        (Mark(1, 1, complete=True), "holds scale 1:"),
    ],
)
def test_a_database_that_is_half_or_of_another_scale_is_refused(
    mark: Mark, why: str
) -> None:
    scratch.mark(NAME, mark)
    try:
        assert why in refused(*RUN)
    finally:
        scratch.mark(NAME, Mark(SCALE, 1, complete=True))


def test_a_database_of_another_version_is_refused(entered: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'mcp' RETURNING app, name"
        )
        gone = cursor.fetchall()
    try:
        assert "was loaded by another version" in refused(*RUN)
    finally:
        scratch.enter(NAME)
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO django_migrations (app, name, applied)"
                " VALUES (%s, %s, now())",
                gone,
            )


def test_an_index_that_is_missing_is_named(entered: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX idx_scans_lease")
    try:
        assert "lacks indexes of this version (idx_scans_lease)" in refused(*RUN)
    finally:
        scratch.enter(NAME)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE INDEX idx_scans_lease ON scans (lease_until)"
                " WHERE status = 'running'"
            )


def test_a_second_run_at_once_is_refused() -> None:
    with scratch.connected(NAME) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [journal.ADVISORY_LOCK])
        assert refused(*RUN).startswith("Another benchindexes works in this database")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--only", "site-scans,rows"), "rows: no such question"),
        (("--sets", "none,best"), "--sets takes some of none, seed, ours"),
        (("--json", "/nowhere/result.json"), "Cannot write /nowhere/result.json"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_done(
    arguments: tuple[str, ...], why: str
) -> None:
    assert why in refused(*RUN, *arguments)


@pytest.mark.parametrize("scale", ["many", "nan", "-1", "0", "7", "1.0"])
def test_an_unknown_scale_is_refused(scale: str) -> None:
    assert refused(f"--scale={scale}").startswith(f"There is no scale '{scale}'")


def test_the_sets_are_measured_from_the_poorest_to_ours() -> None:
    assert list(IndexSet) == ["none", "seed", "ours"]
