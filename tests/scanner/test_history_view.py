"""The versions of a site, newest first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors
from tokens.models import TokenSet

pytestmark = pytest.mark.django_db

ADDRESS = "/sites/shop.example/history/"


def test_it_lists_versions_with_what_changed(client: Client) -> None:
    site = add_site()
    add_scan(site, colors(2))
    add_scan(site, colors(3))

    response = client.get(ADDRESS)

    rows = [" ".join(row.text().split()) for row in parsed(response).css(".row")]
    assert rows[0].startswith("Version 2 1 added")
    assert rows[1].startswith("Version 1 2 added")
    assert faults(response) == []


def test_it_marks_breaking_versions(client: Client) -> None:
    site = add_site()
    add_scan(site, colors(3))
    add_scan(site, colors(2))

    badges = [badge.text() for badge in parsed(client.get(ADDRESS)).css(".badge")]

    assert badges == ["breaking"]


def test_an_unchanged_scan_makes_no_row(client: Client) -> None:
    site = add_site()
    add_scan(site, colors(2))
    add_scan(site, colors(2))

    assert len(parsed(client.get(ADDRESS)).css(".row")) == 1


def test_a_site_without_versions_says_so(client: Client) -> None:
    add_site()

    response = client.get(ADDRESS)

    assert "No version yet" in response.content.decode()
    assert faults(response) == []


def test_its_pages_hold_every_version_once(client: Client) -> None:
    site = add_site()
    for n in range(30):
        add_scan(site, colors(n + 1))

    first = parsed(client.get(ADDRESS))
    link = first.css_first("a[rel=next]")
    assert link is not None
    second = parsed(client.get(ADDRESS + str(link.attributes["href"])))

    seen = [node.text() for tree in (first, second) for node in tree.css(".row-title")]
    assert seen == [f"Version {n}" for n in range(30, 0, -1)]


def test_it_asks_the_same_questions_for_many_versions(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS).status_code == 200
        return len(captured)

    site = add_site()
    for n in range(3):
        add_scan(site, colors(n + 1))
    few = queries()
    for n in range(3, 30):
        add_scan(site, colors(n + 1))

    assert few == queries() == 2


def test_it_refuses_post(client: Client) -> None:
    add_site()

    assert client.post(ADDRESS).status_code == 405


def test_versions_of_sets_that_are_not_public_are_left_out(client: Client) -> None:
    site = add_site()
    add_scan(site, colors(2))
    add_scan(site, colors(3))
    TokenSet.objects.filter(version_number=2).update(is_public=False)

    [row] = parsed(client.get(ADDRESS)).css(".row")

    assert "Version 1" in row.text()
