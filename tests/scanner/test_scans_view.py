"""The scans of a site: what came of each, newest finished first."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contextds.database.plans import explain, recorded
from contextds.paging import keyset_page
from scanner.models import Scan, Site
from scanner.views import SCANS_PER_PAGE
from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors
from tokens.models import TokenSet

pytestmark = pytest.mark.django_db

ADDRESS = "/sites/shop.example/scans/"
NOW = timezone.now().replace(microsecond=0)


def add(site: Site, minutes: float, **fields: Any) -> Scan:
    """A scan that ended so many minutes ago, after 1.5 s."""
    finished = NOW - timedelta(minutes=minutes)
    facts = {
        "status": "completed",
        "started_at": finished - timedelta(seconds=1.5),
        "finished_at": finished,
    }
    return Scan.objects.create(site=site, url="https://shop.example/", **facts | fields)


def fail(site: Site, minutes: float, **fields: Any) -> Scan:
    """One that failed."""
    return add(site, minutes, status="failed", error_code="too_slow", **fields)


def wait(site: Site) -> Scan:
    """One that waits for a worker."""
    return add(site, 0, status="queued", started_at=None, finished_at=None)


def rows(client: Client, address: str = ADDRESS) -> list[str]:
    """What a page says of each scan."""
    found = parsed(client.get(address)).css(".row")
    return [" ".join(row.text().split()) for row in found]


def test_it_tells_what_came_of_each_scan(client: Client) -> None:
    site = add_site()
    add_scan(site, colors(2), finished_at=NOW - timedelta(days=2))
    add_scan(site, colors(2), finished_at=NOW - timedelta(days=1))
    fail(site, 1, error="It took too long.")
    wait(site)

    shown = rows(client)

    assert "too_slow · It took too long. failed took 1.5 s" in shown[0]
    assert "unchanged since version 1" in shown[1]
    assert "made version 1 · 2 tokens completed" in shown[2]
    assert "asked for, not finished queued" in shown[3]
    assert faults(client.get(ADDRESS)) == []


def test_it_counts_warnings_by_their_code(client: Client) -> None:
    warnings = [
        {"code": code, "detail": "x"} for code in ("sheet_missing", "cut", "cut")
    ]
    add(add_site(), 1, metrics_json={"warnings": warnings})

    badges = [badge.text() for badge in parsed(client.get(ADDRESS)).css(".row .badge")]

    assert badges == ["sheet_missing", "cut × 2", "completed"]


def test_a_scan_without_tokens_or_a_start_has_its_row_too(client: Client) -> None:
    add(add_site(), 1, started_at=None, status="cancelled")

    (row,) = rows(client)

    assert "nothing was recorded cancelled" in row
    assert "took" not in row


def test_a_site_whose_scans_are_gone_says_so(client: Client) -> None:
    add_site()

    assert "No scan of this site is kept" in client.get(ADDRESS).content.decode()


def test_what_strangers_wrote_is_escaped_and_isolated(client: Client) -> None:
    fail(add_site(), 1, error="<script>alert(1)</script>\u202egnirts")

    response = client.get(ADDRESS)

    assert b"<script>alert" not in response.content
    assert parsed(response).css_first(".row-note bdi") is not None
    assert faults(response) == []


def test_its_pages_hold_every_scan_once_there_and_back(client: Client) -> None:
    site = add_site()
    # Two scans end at each time: the cursor must settle ties.
    made = [add(site, minutes=n // 2) for n in range(25)] + [wait(site)]
    expected = sorted(
        made[:-1], key=lambda scan: (scan.finished_at, scan.pk), reverse=True
    ) + [made[-1]]
    add(add_site("other.example"), 3)

    def links(tree: Any) -> list[str]:
        return [str(node.attributes["href"]) for node in tree.css(".row-title")]

    pages = [parsed(client.get(ADDRESS))]
    while link := pages[-1].css_first("a[rel=next]"):
        pages.append(parsed(client.get(ADDRESS + str(link.attributes["href"]))))
    back = [pages[-1]]
    while link := back[-1].css_first("a[rel=prev]"):
        back.append(parsed(client.get(ADDRESS + str(link.attributes["href"]))))

    seen = [link for page in pages for link in links(page)]
    assert seen == [scan.get_absolute_url() for scan in expected]
    assert [links(page) for page in back] == [links(page) for page in reversed(pages)]


def test_the_scans_of_another_site_are_never_reached(client: Client) -> None:
    for domain in ("shop.example", "other.example"):
        site = add_site(domain)
        for n in range(15):
            add(site, n)
    link = parsed(client.get("/sites/other.example/scans/")).css_first("a[rel=next]")
    assert link is not None

    response = client.get(ADDRESS + str(link.attributes["href"]))

    assert response.status_code == 400
    assert "other.example" not in response.content.decode()


@pytest.mark.parametrize("cursor", ["x", "W10:1abc:def", "\0", "a" * 9000])
def test_a_foreign_cursor_is_a_bad_request(client: Client, cursor: str) -> None:
    add_site()
    response = client.get(ADDRESS, {"after": cursor})

    assert response.status_code == 400
    assert faults(response) == []


def test_it_asks_the_same_questions_for_many_scans(client: Client) -> None:
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

    assert few == queries() == 3


def test_every_page_is_a_range_of_the_index_in_its_order() -> None:
    site = add_site()
    Scan.objects.bulk_create(
        Scan(
            site=other,
            url="/",
            status="completed",
            finished_at=NOW - timedelta(minutes=n),
        )
        for other in (site, *(add_site(f"s{n}.example") for n in range(20)))
        for n in range(100)
    )
    wait(site)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE scans")
    history = Scan.objects.filter(site=site).history()
    after: str | None = None
    for page in range(11):
        ask = partial(keyset_page, history, after, size=SCANS_PER_PAGE)
        queries = recorded(ask)
        after = ask().next_cursor
        for query in queries:
            # Of so few rows, sorting them all would be as quick.
            settings = {"enable_sort": "off", "enable_bitmapscan": "off"}
            plan = explain(query, settings=settings)
            assert plan.indexes == ("idx_scans_site_finished",), plan.text
            assert plan.sorts == (), plan.text
            assert plan.buffers <= 15, plan.text
        assert len(queries) == (2 if page >= 9 else 1), page


def test_it_refuses_post_and_an_opted_out_site(client: Client) -> None:
    site = add_site()
    assert client.post(ADDRESS).status_code == 405

    site.owner_optout = True
    site.save()

    assert client.get(ADDRESS).status_code == 404


def test_it_tells_no_version_of_a_set_that_is_not_public(client: Client) -> None:
    scan = add_scan(add_site(), colors(2))
    TokenSet.objects.filter(scan=scan).update(is_public=False)

    page = client.get(ADDRESS)

    assert faults(page) == []
    assert "nothing was recorded" in page.content.decode()
