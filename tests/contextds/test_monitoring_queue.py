"""The page of the program's own work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from mcp import usage
from mcp.models import McpUsage
from scanner.models import Scan, Site
from tests.contextds.monitoring import page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


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


def test_the_roll_up_tells_what_it_lacks(browser: Client) -> None:
    assert "Nobody has called a tool yet." in page_of(browser, "queue/").text()
    usage.record("search", success=True, latency=1)
    McpUsage.objects.update(created_at=timezone.now() - timedelta(hours=3))

    assert "No hour has been rolled up yet." in page_of(browser, "queue/").text()
    usage.roll_up()
    assert "No calls are missing." in page_of(browser, "queue/").text()
