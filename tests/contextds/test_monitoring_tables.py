"""The pages of tables: sizes, growth, caches, vacuum."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from contextds.database.models import TableSnapshot
from tests.contextds.monitoring import connect, page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


def snapshots(table: str, *sizes: int) -> None:
    """One snapshot a day until today, with these sizes."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO table_snapshots (table_name, rows, heap_bytes, index_bytes,"
            " toast_bytes, sequential_scans, sequential_rows, taken_at)"
            " VALUES (%s, 10, %s, 0, 0, 0, 0, now() - %s * interval '1 day')",
            [(table, size, ago) for ago, size in enumerate(reversed(sizes))],
        )
    assert TableSnapshot.objects.filter(table_name=table).count() == len(sizes)


@pytest.mark.parametrize("sort", ["total", "rows", "heap", "indexes", "toast", "name"])
def test_tables_are_sorted_by_what_is_asked_for(browser: Client, sort: str) -> None:
    tree = page_of(browser, "tables/", sort=sort)

    (head,) = tree.css("th.sorted a")
    assert f"sort={sort}" in str(head.attributes["href"])
    names = [node.text() for node in tree.css("[aria-label=Sizes] tbody th a")]
    assert {"scans", "token_changes", "users"} <= set(names)
    if sort == "name":
        assert names == sorted(names)


def test_growth_is_told_and_drawn(browser: Client) -> None:
    snapshots("scans", 1024, 2048, 1024**2)
    tree = page_of(browser, "tables/")

    (row,) = [
        row
        for row in tree.css("[aria-label=Sizes] tbody tr")
        if row.css("th a")[0].text() == "scans"
    ]
    assert "+1,023\N{NO-BREAK SPACE}kB" in row.text()
    assert len(tree.css(".plot path.line")) == 4


def test_dead_rows_and_switched_off_autovacuum_are_marked(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scans SET (autovacuum_enabled = off)")
    tree = page_of(browser, "tables/")

    (row,) = [
        row
        for row in tree.css("[aria-label=Vacuum] tbody tr")
        if row.css("th")[0].text().startswith("scans ")
    ]
    assert "autovacuum off" in row.text()


def test_the_page_of_a_partitioned_table_lists_its_months(browser: Client) -> None:
    snapshots("token_changes", 100, 300)
    tree = page_of(browser, "tables/token_changes/")

    months = tree.css("[aria-label='Partitions of token_changes'] tbody tr")
    assert len(months) >= 5
    bounds = months[0].css("td")[0].text()
    assert bounds.count("-01") == 2
    assert " – " in bounds
    vacuumed = [node.text() for node in tree.css("[aria-label=Vacuum] tbody th")]
    assert sorted(vacuumed) == [row.css("th")[0].text() for row in months]
    assert len(tree.css(".plot svg[role=img]")) == 3


def test_the_page_of_a_plain_table_has_no_partitions(browser: Client) -> None:
    tree = page_of(browser, "tables/users/")

    assert "Partitions" not in [node.text() for node in tree.css("h2")]
    assert "No history yet" in tree.text()


def test_a_table_that_is_locked_leaves_the_other_readings(browser: Client) -> None:
    with connect("locker") as locker:
        locker.execute("BEGIN; LOCK TABLE table_snapshots IN ACCESS EXCLUSIVE MODE")
        tree = page_of(browser, "tables/")

    assert "Somebody holds a lock" in tree.css(".unavailable")[0].text()
    assert tree.css("[aria-label=Vacuum] tbody tr")
