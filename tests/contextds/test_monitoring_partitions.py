"""The page of months: made ahead, in use, archived."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from contextds.database.models import Archive
from tests.contextds.monitoring import page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


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
