"""The page of a scan: its steps while it runs, then its outcome."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scanner.errors import ERRORS
from scanner.models import Scan, ScanEvent
from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors

pytestmark = pytest.mark.django_db


def open_scan(**fields: Any) -> Scan:
    """A scan that waits or runs."""
    site = add_site(last_scanned=None)
    return Scan.objects.create(site=site, url="https://shop.example/", **fields)


def test_an_open_scan_is_followed_with_and_without_script(client: Client) -> None:
    scan = open_scan(status="running")
    ScanEvent.objects.create(
        scan=scan, seq=1, stage="robots", message="It may be read."
    )

    response = client.get(scan.get_absolute_url())

    tree = parsed(response)
    assert "It may be read." in tree.text()
    followed = tree.css_first("#progress")
    assert followed is not None
    assert followed.attributes["hx-get"] == scan.get_absolute_url()
    assert 'http-equiv="refresh"' in response.content.decode()
    script = tree.css_first("script[src]")
    assert script is not None
    assert "htmx" in str(script.attributes["src"])
    assert faults(response) == []


def test_htmx_gets_only_the_part_that_changes(client: Client) -> None:
    scan = open_scan()

    response = client.get(scan.get_absolute_url(), headers={"HX-Request": "true"})

    assert response.content.strip().startswith(b"<div")
    assert b"<html" not in response.content
    assert "HX-Request" in response.headers["Vary"]
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_finished_scan_asks_for_nothing_more(
    client: Client, headers: dict[str, str]
) -> None:
    scan = add_scan(add_site(), colors(3))

    response = client.get(scan.get_absolute_url(), headers=headers)

    tree = parsed(response)
    assert "version 1" in tree.text()
    assert "3 tokens" in tree.text()
    assert tree.css_first("[hx-get]") is None
    assert b"refresh" not in response.content
    assert tree.css_first("a[href='/sites/shop.example/']") is not None


def test_an_unchanged_site_is_said_to_be_so(client: Client) -> None:
    site = add_site()
    add_scan(site, colors(3))

    scan = add_scan(site, colors(3))

    assert "nothing changed" in client.get(scan.get_absolute_url()).content.decode()


@pytest.mark.parametrize("code", list(ERRORS))
def test_a_failed_scan_shows_its_code_and_what_to_do(client: Client, code: str) -> None:
    scan = open_scan(status="failed", error_code=code, finished_at=timezone.now())

    response = client.get(scan.get_absolute_url())

    text = " ".join(parsed(response).text().split())
    assert code in text
    assert ERRORS[code].explanation in text
    assert faults(response) == []


def test_its_own_message_comes_before_the_general_one(client: Client) -> None:
    scan = open_scan(
        status="failed",
        error_code="http_error",
        error="It answered <b>404</b>.",
        finished_at=timezone.now(),
    )

    page = client.get(scan.get_absolute_url()).content.decode()

    assert "It answered &lt;b&gt;404&lt;/b&gt;." in page


def test_what_was_cut_and_warned_of_is_shown(client: Client) -> None:
    remarks = {
        "truncated": ["tokens"],
        "warnings": [{"code": "sheet_missing", "detail": "/a.css answered 404"}],
    }
    scan = add_scan(add_site(), colors(3), metrics_json=remarks)

    text = parsed(client.get(scan.get_absolute_url())).text()

    assert "tokens" in text
    assert "sheet_missing" in text
    assert "/a.css answered 404" in text


def test_a_scan_of_a_site_that_opted_out_is_not_found(client: Client) -> None:
    scan = add_scan(add_site(owner_optout=True), colors(1))

    assert client.get(scan.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999"])
def test_an_unknown_scan_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/scans/{number}/").status_code == 404


def test_it_asks_the_same_questions_for_many_steps(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(scan.get_absolute_url()).status_code == 200
        return len(captured)

    scan = open_scan(status="running")
    for n in range(3):
        ScanEvent.objects.create(scan=scan, seq=n, stage="fetching")
    few = queries()
    for n in range(3, 30):
        ScanEvent.objects.create(scan=scan, seq=n, stage="fetching")

    assert few == queries() == 2


def test_it_refuses_post(client: Client) -> None:
    assert client.post(open_scan().get_absolute_url()).status_code == 405
