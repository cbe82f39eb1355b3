"""The home page, and the form that queues scans."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from contextds.accounts.models import User
from scanner.models import Scan, Site
from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors

pytestmark = pytest.mark.django_db


def test_it_offers_the_form_before_any_scan(client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert faults(response) == []
    assert parsed(response).css_first("form[method=post] input[name=url]") is not None
    assert "No site has been scanned yet" in response.content.decode()


def test_it_shows_the_newest_scans_with_their_outcome(client: Client) -> None:
    add_scan(add_site("old.example"), colors(3))
    add_scan(add_site("new.example"), colors(1), status="failed", error_code="too_slow")

    rows = [row.text() for row in parsed(client.get("/")).css(".row")]

    assert ["new.example" in rows[0], "old.example" in rows[1]] == [True, True]
    assert "3 tokens" in rows[1]


def test_it_leaves_out_sites_whose_owner_opted_out(client: Client) -> None:
    add_scan(add_site("gone.example", owner_optout=True), colors(1))

    assert "gone.example" not in client.get("/").content.decode()


def test_it_asks_the_same_questions_for_many_scans(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    for number in range(3):
        add_scan(add_site(f"site{number}.example"), colors(1))
    few = queries()
    for number in range(3, 30):
        add_scan(add_site(f"site{number}.example"), colors(1))

    assert few == queries() == 1


@pytest.mark.parametrize("typed", ["example.com", "  https://example.com/about  "])
def test_it_queues_a_scan_with_its_job(client: Client, typed: str) -> None:
    response = client.post("/", {"url": typed})

    scan = Scan.objects.get()
    assert (scan.status, scan.allow_private) == ("queued", False)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/scans/{scan.pk}/",
    )
    assert ProcrastinateJob.objects.count() == 1


def test_it_joins_the_scan_that_its_site_has_open(client: Client) -> None:
    first = client.post("/", {"url": "example.com"})
    second = client.post("/", {"url": "example.com/about"})

    assert first.headers["Location"] == second.headers["Location"]
    assert Scan.objects.count() == 1


def test_it_notes_who_asked(client: Client) -> None:
    alice = User.objects.create(email="alice@example.com")
    client.force_login(alice)

    client.post("/", {"url": "example.com"})

    assert Scan.objects.get().requested_by == alice


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "invalid_url"),
        ("   ", "invalid_url"),
        ("javascript:alert(1)", "invalid_url"),
        ("https://user:secret@example.com/", "invalid_url"),
        ("exa\0mple.com", "invalid_url"),
        ("https://example.com/\U0001f600" + "a" * 3000, "invalid_url"),
        ("http://127.0.0.1/", "address_refused"),
        ("http://2130706433/", "address_refused"),
        ("localhost", "address_refused"),
        ("http://169.254.169.254/latest/", "address_refused"),
        ("https://example.com:8443/", "address_refused"),
    ],
)
def test_it_refuses_what_no_scan_may_touch(
    client: Client, typed: str, code: str
) -> None:
    response = client.post("/", {"url": typed})

    tree = parsed(response)
    assert response.status_code == 400
    notice = tree.css_first("#refusal")
    assert notice is not None
    assert code in notice.text()
    assert faults(response) == []
    assert not Site.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_it_keeps_what_was_typed(client: Client) -> None:
    typed = 'http://"><script>alert(1)</script>'

    response = client.post("/", {"url": typed})

    field = parsed(response).css_first("input[name=url]")
    assert field is not None
    assert field.attributes["value"] == typed
    assert field.attributes["aria-invalid"] == "true"
    assert b"<script>alert" not in response.content


def test_it_refuses_a_site_whose_owner_opted_out(client: Client) -> None:
    add_site("example.com", owner_optout=True)

    response = client.post("/", {"url": "https://example.com/"})

    assert response.status_code == 400
    assert "owner_optout" in response.content.decode()
    assert not Scan.objects.exists()


def test_nobody_can_allow_private_addresses_by_the_form(client: Client) -> None:
    response = client.post(
        "/", {"url": "http://127.0.0.1:8000/", "allow_private": "on"}
    )

    assert response.status_code == 400


def test_it_wants_the_form_s_token() -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/", {"url": "example.com"})

    assert response.status_code == 403
    assert "send the form again" in response.content.decode()
    assert faults(response) == []
    assert not Scan.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_it_takes_no_other_method(client: Client, method: str) -> None:
    call: Any = getattr(client, method)

    assert call("/").status_code == 405
