"""The page of machine access over all keys."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mcp import usage
from mcp.models import McpUsage
from tests.contextds.monitoring import ROOT, connect, page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator."""
    return signed_in("view_statementsnapshot")


def call(tool: str, *, at: datetime, success: bool = True, latency: int = 20) -> None:
    """Keep a call of some time ago."""
    usage.record(tool, success=success, latency=latency)
    newest = McpUsage.objects.order_by("-id")[:1].values("id")
    McpUsage.objects.filter(id__in=newest).update(created_at=at)


def test_calls_are_summed_by_hour_and_by_tool(browser: Client) -> None:
    now = timezone.now()
    for hours in (0, 1, 1, 5):
        call("get_tokens", at=now - timedelta(hours=hours), latency=30)
    call("search", at=now - timedelta(hours=1), success=False, latency=60)
    call("search", at=now - timedelta(days=6))
    usage.roll_up()

    tree = page_of(browser, "usage/")

    figures = [node.text() for node in tree.css(".figures dd:first-of-type")]
    assert figures[:3] == ["5", "20\N{NO-BREAK SPACE}%", "36\N{NO-BREAK SPACE}ms"]
    assert [node.text() for node in tree.css("tbody th")] == ["get_tokens", "search"]
    assert len(tree.css("rect.column.series-1")) == 3
    assert len(tree.css("rect.column.series-2")) == 1


@pytest.mark.parametrize(
    ("period", "calls"), [("day", "1"), ("week", "2"), ("month", "3")]
)
def test_the_period_is_chosen(browser: Client, period: str, calls: str) -> None:
    for days in (0, 6, 12):
        call("search", at=timezone.now() - timedelta(days=days))

    tree = page_of(browser, "usage/", period=period)

    assert tree.css(".figures dd")[0].text() == calls
    (chosen,) = tree.css(".choices [aria-current]")
    assert f"period={period}" in str(chosen.attributes["href"])


def test_tools_are_sorted_by_what_is_asked_for(browser: Client) -> None:
    now = timezone.now()
    call("quick", at=now, latency=1)
    call("quick", at=now, latency=1)
    call("slow", at=now, latency=900, success=False)

    def order(sort: str) -> list[str]:
        tree = page_of(browser, "usage/", sort=sort)
        return [node.text() for node in tree.css("tbody th")]

    assert order("calls") == ["quick", "slow"]
    assert order("latency") == order("rate") == order("errors") == ["slow", "quick"]


def test_no_calls_are_said_in_words(browser: Client) -> None:
    tree = page_of(browser, "usage/")

    assert "No call in this time." in tree.text()
    assert not tree.css("rect.column, path.line")


@pytest.mark.parametrize("query", [{"period": "century"}, {"sort": "name"}])
def test_what_we_never_gave_is_refused(browser: Client, query: dict[str, str]) -> None:
    assert browser.get(f"{ROOT}usage/", query).status_code == 400


def test_a_table_that_is_locked_is_told_in_its_place(browser: Client) -> None:
    with connect("locker") as locker:
        locker.execute("BEGIN; LOCK TABLE mcp_usage_hourly IN ACCESS EXCLUSIVE MODE")
        tree = page_of(browser, "usage/")

    (told,) = tree.css(".unavailable")
    assert "Somebody holds a lock" in told.text()
