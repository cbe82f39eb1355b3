"""Statements of pg_stat_statements: whose, how costly, by what plan, and when not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from contextds.database import statistics
from contextds.database.statistics import Statement, StatementPlan, Unavailable
from contextds.database.statistics.reading import MARK

pytestmark = pytest.mark.django_db

EXTENSION = "The extension pg_stat_statements is not created in this database."


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def every() -> list[Statement]:
    found = statistics.expensive_statements(10_000)
    assert not isinstance(found, Unavailable)
    return found


def the(text: str) -> Statement:
    """The statement that holds `text`."""
    (found,) = [row for row in every() if text in row.query]
    return found


def planned(text: str) -> StatementPlan | Unavailable:
    return statistics.statement_plan(the(text).queryid)


def test_calls_rows_times_and_blocks_are_counted() -> None:
    run(*["SELECT 'counted', * FROM generate_series(1, 10)"] * 3)
    found = the("$1, * FROM generate_series")
    assert (found.calls, found.rows) == (3, 30)
    assert 0 < found.mean_ms <= found.max_ms <= found.total_ms
    assert found.total_ms == pytest.approx(3 * found.mean_ms)
    assert 0 < found.share < 1
    again = statistics.statement(found.queryid)
    assert isinstance(again, Statement)
    assert (again.query, again.calls) == (found.query, found.calls)


def test_slow_goes_by_the_mean_and_expensive_by_the_total() -> None:
    run("SELECT pg_sleep(0.05), 1 AS slow", *["SELECT pg_sleep(0.02) AS often"] * 4)
    slow = statistics.slow_statements(1000)
    assert not isinstance(slow, Unavailable)

    def place(rows: list[Statement], text: str) -> int:
        return next(i for i, row in enumerate(rows) if text in row.query)

    assert place(slow, "AS slow") < place(slow, "AS often")
    assert place(every(), "AS often") < place(every(), "AS slow")
    several = statistics.slow_statements(1000, minimum_calls=4)
    assert not isinstance(several, Unavailable)
    assert not any("AS slow" in row.query for row in several)
    two = statistics.slow_statements(2)
    assert not isinstance(two, Unavailable)
    assert len(two) == 2


def test_our_own_readings_are_not_among_them() -> None:
    statistics.table_sizes()
    statistics.expensive_statements()
    assert [row.query for row in every() if MARK in row.query] == []
    assert [row.query for row in every() if "FROM public.pg_stat_" in row.query] == []


def test_counting_says_since_when() -> None:
    counting = statistics.statement_counting()
    assert not isinstance(counting, Unavailable)
    assert counting.since is not None
    assert 0 < counting.tracked <= counting.most
    assert counting.hidden == 0


# None that other tests ask too: a statement keeps the spelling of whoever asked first.
@pytest.mark.parametrize(
    ("statement", "text", "node"),
    [
        ("SELECT id FROM sites WHERE title < domain", "title < domain", "sites"),
        (
            "UPDATE sites SET title = 'x' WHERE title <> domain",
            "title <> domain",
            "Update on sites",
        ),
        ("DELETE FROM sites WHERE title > domain", "title > domain", "Delete on sites"),
        ("WITH few AS (SELECT 7 AS n) SELECT n FROM few", "few", "Result"),
        (
            "SELECT count(*) AS everything FROM scans WHERE error <> url",
            "everything",
            "Aggregate",
        ),
        ("(SELECT 3 AS third) UNION SELECT 4", "AS third", "Unique"),
        ("TABLE remix_sources LIMIT 7", "TABLE remix_sources LIMIT", "Limit"),
    ],
)
def test_a_plan_is_made_without_running_it(
    statement: str, text: str, node: str
) -> None:
    # Of thousands of statements, those with few calls are forgotten first.
    run(*[statement] * 5)
    before = the(text).calls
    plan = planned(text)
    assert isinstance(plan, StatementPlan)
    assert node in plan.text
    assert "actual time" not in plan.text
    assert the(text).calls == before
    run("PREPARE contextds_plan AS SELECT 1", "DEALLOCATE contextds_plan")


def test_a_command_has_no_plan() -> None:
    run("CREATE TEMPORARY TABLE unplanned (id int)")
    refused = planned("unplanned")
    assert isinstance(refused, Unavailable)
    assert refused.reason.startswith("Only statements that read or change rows")


def test_a_text_that_is_none_any_more_says_so() -> None:
    run("SELECT interval '1 day' AS unreadable")
    refused = planned("unreadable")
    assert isinstance(refused, Unavailable)
    assert refused.reason.startswith("PostgreSQL cannot plan its normalised text: ")
    assert statistics.database_size()


def test_an_unknown_statement_is_unavailable() -> None:
    for read in (statistics.statement, statistics.statement_plan):
        found = read(-1)
        assert isinstance(found, Unavailable)
        assert "-1" in found.reason


HOSTILE = [
    "SELECT 1; DROP TABLE {table}",
    "SELECT 1;; CREATE TABLE hostile (id int)",
    "EXPLAIN ANALYZE DELETE FROM {table}",
    "ANALYZE {table}",
    "DROP TABLE {table}",
    "/* SELECT */ DROP TABLE {table}",
    "-- SELECT\nDROP TABLE {table}",
    "SELECT 1) ; DROP TABLE {table} --",
    "SELECT 'unclosed",
    "SELECT $tag$ unclosed",
    "SELECT 1 /* unclosed",
    "WITH gone AS (DELETE FROM {table} RETURNING *) SELECT * FROM gone",
    "SELECT 1 INTO hostile",
    "SELECT nextval('{table}_id_seq')",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_not_executed(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(
        "CREATE TABLE victim (id bigint GENERATED BY DEFAULT AS IDENTITY)",
        "INSERT INTO victim DEFAULT VALUES",
        # A view of the same shape in place of the extension's: what the text is from.
        "DROP EXTENSION pg_stat_statements",
        "CREATE SCHEMA staged",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE staged.pg_stat_statements AS SELECT 1::bigint AS queryid,"
            " %s AS query, (SELECT oid FROM pg_database"
            " WHERE datname = current_database()) AS dbid",
            [text.format(table="victim")],
        )
    monkeypatch.setattr(
        "contextds.database.statistics.extension.view",
        lambda cursor: "staged.pg_stat_statements",
    )
    statistics.statement_plan(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM victim), to_regclass('hostile'),"
            " (SELECT last_value FROM victim_id_seq)"
        )
        assert cursor.fetchone() == (1, None, 1)


READS: list[Callable[[], object]] = [
    statistics.slow_statements,
    statistics.expensive_statements,
    statistics.statement_counting,
    lambda: statistics.statement(1),
    lambda: statistics.statement_plan(1),
]


@pytest.mark.parametrize("read", READS)
def test_without_the_extension_the_way_to_it_is_told(
    read: Callable[[], object],
) -> None:
    run("DROP EXTENSION pg_stat_statements")
    missing = read()
    assert isinstance(missing, Unavailable)
    assert missing.reason == EXTENSION
    assert "CREATE EXTENSION pg_stat_statements;" in missing.remedy
