"""The pages of indexes: use now and over time, needless ones, missing ones."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.contextds.monitoring import ROOT, page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


def snapshots(name: str, *scans: int) -> None:
    """One snapshot a day until today, with these counts of scans."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO index_snapshots (table_name, index_name, scans, tuples_read,"
            " size_bytes, taken_at) VALUES ('scans', %s, %s, 0, 8192,"
            " now() - %s * interval '1 day')",
            [(name, count, ago) for ago, count in enumerate(reversed(scans))],
        )


def test_every_index_has_its_size_its_number_and_what_it_is_for(
    browser: Client,
) -> None:
    tree = page_of(browser, "indexes/")

    (row,) = [
        row
        for row in tree.css("section, table")[-1].css("tbody tr")
        if row.css("th")[0].text().startswith("idx_scans_site_finished")
    ]
    assert "1, 21" in row.text()
    assert "Scans of a site" in row.text()
    assert row.css(f"a[href='{ROOT}indexes/idx_scans_site_finished/']")


@pytest.mark.parametrize("sort", ["scans", "size", "name", "table", "last"])
def test_indexes_are_sorted_by_what_is_asked_for(browser: Client, sort: str) -> None:
    tree = page_of(browser, "indexes/", sort=sort)

    (head,) = tree.css("th.sorted a")
    assert f"sort={sort}" in str(head.attributes["href"])
    if sort == "name":
        names = [node.text() for node in tree.css("table")[-1].css("tbody th a")]
        assert names == sorted(names)


def test_an_index_that_stopped_being_used_says_since_when(browser: Client) -> None:
    with connection.cursor() as cursor:
        # One of ours may have been used by another test, and PostgreSQL knows when.
        cursor.execute("CREATE INDEX forgotten ON scans (url)")
    snapshots("forgotten", *range(10, 110, 5), *[105] * 12)
    tree = page_of(browser, "indexes/")

    (row,) = tree.css("[aria-label='No longer used'] tbody tr")
    assert row.css("th")[0].text() == "forgotten"
    assert "between" in row.text()
    (spark,) = tree.css("svg.spark")
    assert spark.attributes["aria-label"] == (
        "forgotten: 5 at first, 0 at last, 5 at most"
    )


def test_needless_and_missing_indexes_are_named(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX twice ON scans (url)")
        cursor.execute("CREATE INDEX twice_more ON scans (url)")
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'twice'::regclass"
        )
        cursor.execute("DROP INDEX idx_css_sources_content_id")
    tree = page_of(browser, "indexes/")

    listed = [node.text() for node in tree.css("#content ul:not(.findings) li")]
    assert any(item.startswith("css_sources (content_id)") for item in listed)
    assert any("REINDEX INDEX CONCURRENTLY twice" in item for item in listed)
    assert any("twice of scans beside twice_more" in item for item in listed)


def test_the_page_of_an_index_tells_what_it_is_for_and_how_it_was_used(
    browser: Client,
) -> None:
    snapshots("idx_scans_site_finished", 5, 9, 3, 4)
    tree = page_of(browser, "indexes/idx_scans_site_finished/")

    assert tree.css("h1")[0].text() == "idx_scans_site_finished"
    assert "CREATE INDEX idx_scans_site_finished" in tree.css("pre")[0].text()
    assert "number 21 of the ledger" in tree.text()
    assert "site-scans" in tree.text()
    hints = [node.text().split("\n")[1] for node in tree.css("rect.hint title")]
    # The counter went back from 9 to 3: it began anew.
    assert hints[:3] == ["scans: 4", "scans: 3", "scans: 1"]


def test_an_index_without_history_or_purpose_says_so(browser: Client) -> None:
    tree = page_of(browser, "indexes/scans_pkey/")

    assert "No history yet" in tree.text()


def test_a_partitioned_index_stands_for_its_months(browser: Client) -> None:
    tree = page_of(browser, "indexes/idx_token_changes_version_cat/")

    assert "partitions" in tree.css(".figures")[0].text()
