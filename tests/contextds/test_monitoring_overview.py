"""The first page of monitoring: what is wrong, then the figures."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from contextds.database import statistics
from contextds.database.views import overview
from tests.contextds.monitoring import page_of, signed_in, waiting_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


def test_what_is_wrong_comes_first_with_what_to_do(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scans SET (autovacuum_enabled = off)")
        cursor.execute("CREATE INDEX twice ON scans (url)")
        cursor.execute("CREATE INDEX twice_more ON scans (url)")
    tree = page_of(browser, "")

    told = [node.text() for node in tree.css(".findings li")]
    # Nobody does the work in a test.
    (worker,) = [text for text in told if "No worker was heard of" in text]
    assert "Start one: python manage.py worker." in worker
    (off,) = [text for text in told if "Autovacuum is off for scans." in text]
    (twice,) = [text for text in told if "Another index does all that twice" in text]
    assert off.startswith("Warning:")
    assert twice.startswith("Note:")
    assert told.index(off) < told.index(twice)
    assert tree.css(".findings li code")[0].text() == "python manage.py worker"
    (content,) = tree.css("#content")
    first = content.css(".findings, .figures, .plots")[0]
    assert first.attributes["class"] == "findings"


def test_figures_are_there_though_there_is_no_history_yet(browser: Client) -> None:
    tree = page_of(browser, "")

    assert "PostgreSQL" in tree.css(".figures")[0].text()
    assert len(tree.css(".plot .empty")) == 3


def test_a_snapshot_is_a_point_of_the_plots(browser: Client) -> None:
    statistics.take()
    tree = page_of(browser, "")

    assert tree.css(".plot circle.dot")


def test_somebody_at_work_is_counted(browser: Client) -> None:
    with waiting_session():
        tree = page_of(browser, "")

    figures = {
        node.css("dt")[0].text(): node.css("dd")[0].text()
        for node in tree.css(".figures > div")
    }
    assert figures["Sessions at work"] == "2"


def test_what_is_missing_says_how_to_get_it_and_the_rest_answers(
    browser: Client,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_stat_statements")
    tree = page_of(browser, "")

    (told,) = tree.css(".unavailable")
    assert "CREATE EXTENSION pg_stat_statements" in told.text()
    assert tree.css(".figures > div")


def test_a_server_in_trouble_does_not_keep_the_page(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "SECONDS", 0.0)
    tree = page_of(browser, "")

    (told,) = tree.css(".unavailable")
    assert "Not everything was read" in told.text()
    assert len(tree.css(".plot")) == 3
