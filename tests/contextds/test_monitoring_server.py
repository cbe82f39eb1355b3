"""The pages of connections, partitions and the queue."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from contextds.database.models import Archive
from scanner.models import Scan, Site
from tests.contextds.monitoring import connect, page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


def test_connections_are_counted_by_state_against_the_limit(browser: Client) -> None:
    with connect("idler"):
        tree = page_of(browser, "connections/")

    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        (most,) = cursor.fetchone()
    assert f"of {most}" in tree.css(".figures dd")[0].text()
    states = [row.css("th")[0].text() for row in tree.css("tbody tr")]
    assert {"active", "idle"} <= set(states)


def test_a_process_without_a_pool_says_so(browser: Client) -> None:
    tree = page_of(browser, "connections/")

    assert "no connection pool" in tree.css(".unavailable")[0].text()


def test_months_ahead_and_archives_are_told(browser: Client) -> None:
    Archive.objects.create(table="token_changes", month=date(2026, 1, 1), rows=1234)
    tree = page_of(browser, "partitions/")

    figures = {
        node.css("dt")[0].text(): node.css("dd")[0]
        for node in tree.css(".figures > div")
    }
    assert set(figures) == {"audit_log", "mcp_usage", "token_changes"}
    assert {node.attributes["class"] for node in figures.values()} == {"good"}
    assert "1,234" in tree.css("[aria-label=Archives] tbody tr")[0].text()


def test_a_missing_month_is_told(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            " WHERE inhparent = 'audit_log'::regclass"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {name}")
    tree = page_of(browser, "partitions/")

    assert "refused" in tree.css(".figures dd.bad")[0].text()


def test_open_scans_and_jobs_are_counted(browser: Client) -> None:
    site = Site.objects.create(domain="example.com")
    Scan.objects.create(site=site, url="https://example.com/")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('<b>scans</b>', 'scan', '{}')"
        )
    tree = page_of(browser, "queue/")

    figures = {
        node.css("dt")[0].text(): node.css("dd")[0].text()
        for node in tree.css(".figures > div")
    }
    assert figures["Queued"] == "1"
    assert figures["Workers"] == "0"
    (row,) = tree.css("[aria-label=Jobs] tbody tr")
    assert row.css("th")[0].text() == "<b>scans</b>"
