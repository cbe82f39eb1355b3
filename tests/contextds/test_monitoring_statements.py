"""The pages of statements, on what this very test has asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from contextds.database.models import StatementSnapshot
from contextds.database.views.statements import LAID_OUT, laid_out
from tests.contextds.monitoring import ROOT, page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


def asked(sql: str, part: str, times: int = 1) -> int:
    """Ask something, and find what pg_stat_statements calls it."""
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute(sql)
        cursor.execute(
            "SELECT queryid FROM pg_stat_statements JOIN pg_database ON oid = dbid"
            " WHERE datname = current_database() AND starts_with(query, %s)",
            [part],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "sort", ["total", "mean", "max", "calls", "rows", "read", "temp", "wal"]
)
def test_statements_are_sorted_by_what_is_asked_for(browser: Client, sort: str) -> None:
    tree = page_of(browser, "statements/", sort=sort)

    assert len(tree.css("tbody tr")) > 5
    (head,) = tree.css("th.sorted a")
    assert f"sort={sort}" in str(head.attributes["href"])
    assert len(tree.css("td.number")) == 9 * len(tree.css("tbody tr"))


def test_a_long_statement_is_cut_and_leads_to_its_page(browser: Client) -> None:
    columns = ", ".join(f"count(id) AS column_{n}" for n in range(60))
    queryid = asked(f"SELECT {columns} FROM scans", "SELECT count(id) AS col", 999)

    tree = page_of(browser, "statements/", sort="calls")
    (link,) = tree.css(f"a[href='{ROOT}statements/{queryid}/']")
    one = page_of(browser, f"statements/{queryid}/")

    assert len(link.text()) == 140
    assert link.text().endswith("…")
    (text,) = one.css("pre")
    assert text.text().count("\n") >= 60
    assert "999" in one.css(".figures dd")[0].text()


def test_the_text_of_a_statement_is_escaped(browser: Client) -> None:
    text = 'SELECT lease_until AS "<script>alert(1)</script>" FROM scans'
    queryid = asked(text, text)

    tree = page_of(browser, f"statements/{queryid}/")

    assert "<script>alert(1)</script>" in tree.css("pre")[0].text()


def test_the_plan_is_shown_when_it_is_asked_for(browser: Client) -> None:
    queryid = asked(
        "SELECT url FROM scans WHERE id = 4711 AND url <> 'plan'", "SELECT url FROM"
    )

    with connection.cursor() as cursor:
        # So small a table is else read from end to end.
        cursor.execute("SET LOCAL enable_seqscan = off")

    without = page_of(browser, f"statements/{queryid}/")
    plan = page_of(browser, f"statements/{queryid}/", plan="")

    assert without.css("a[href='?plan#plan']")
    assert "scans_pkey" not in without.text()
    assert "Index Scan using scans_pkey" in plan.css("pre")[-1].text()


def test_a_statement_that_has_no_plan_says_so(browser: Client) -> None:
    queryid = asked("LOCK TABLE ONLY submissions IN ACCESS SHARE MODE", "LOCK TABLE")

    tree = page_of(browser, f"statements/{queryid}/", plan="")

    assert "planned here" in tree.css(".unavailable")[0].text()


def test_the_history_is_drawn_and_outlives_the_counters(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO statement_snapshots (queryid, query, calls, rows,"
            " total_exec_time, mean_exec_time, shared_blks_hit, shared_blks_read,"
            " taken_at) VALUES (4711, 'SELECT', %s, 0, %s, 0, 0, 0,"
            " now() - %s * interval '1 hour')",
            [(10, 100, 3), (30, 300, 2), (35, 700, 1)],
        )
    assert StatementSnapshot.objects.count() == 3

    tree = page_of(browser, "statements/4711/")

    assert "has no statement 4711" in tree.css(".unavailable")[0].text()
    hints = [node.text() for node in tree.css("rect.hint title")]
    assert [hint.split("\n")[1] for hint in hints] == [
        "calls: 20",
        "calls: 5",
        "mean: 10 ms",
        "mean: 80 ms",
    ]


def test_without_the_extension_the_page_says_how_to_get_it(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_stat_statements")

    for path in ("statements/", "statements/1/"):
        (told, *_) = page_of(browser, path).css(".unavailable")
        assert "CREATE EXTENSION pg_stat_statements" in told.text()


@pytest.mark.parametrize(
    "sql",
    [
        "x" * (LAID_OUT + 1),
        "(" * 5_000,
        "SELECT '",
        "/* " * 1_000,
        "\x00\ud800",
        "",
    ],
)
def test_a_text_that_cannot_be_taken_apart_stays_as_it_is(sql: str) -> None:
    assert laid_out(sql).replace("\n", "").strip() == sql.strip()
