"""The page of connections and the pool."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

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
