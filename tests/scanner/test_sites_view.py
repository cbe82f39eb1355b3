"""The list of sites: searchable, paged by keyset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contextds.database.plans import explain, recorded
from contextds.paging import keyset_page
from scanner.models import Site
from tests.pages import faults, parsed
from tests.scanner.history import add_site

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def domains(client: Client, address: str) -> list[str]:
    """The sites that a page lists, in its order."""
    return [link.text() for link in parsed(client.get(address)).css(".row-title")]


def test_it_lists_the_most_recently_scanned_first(client: Client) -> None:
    add_site("old.example", last_scanned=NOON - timedelta(days=1))
    add_site("new.example", last_scanned=NOON)

    assert domains(client, "/sites/") == ["new.example", "old.example"]
    assert faults(client.get("/sites/")) == []


def test_it_leaves_out_sites_never_scanned_or_opted_out(client: Client) -> None:
    add_site("waiting.example", last_scanned=None)
    add_site("gone.example", owner_optout=True)

    response = client.get("/sites/")

    assert domains(client, "/sites/") == []
    assert "No site has been scanned yet" in response.content.decode()


def test_its_pages_hold_every_site_once(client: Client) -> None:
    # Two sites share each time: the cursor must settle ties.
    expected = [
        add_site(f"s{n}.example", last_scanned=NOON - timedelta(hours=n // 2)).domain
        for n in range(60)
    ]
    seen: list[str] = []
    address = "/sites/"
    while address:
        seen += domains(client, address)
        link = parsed(client.get(address)).css_first("a[rel=next]")
        address = f"/sites/{link.attributes['href']}" if link else ""

    assert sorted(seen) == sorted(expected)
    assert len(seen) == 60


def test_a_new_scan_between_two_pages_repeats_nothing(client: Client) -> None:
    for n in range(30):
        add_site(f"s{n}.example", last_scanned=NOON - timedelta(hours=n))
    link = parsed(client.get("/sites/")).css_first("a[rel=next]")
    assert link is not None
    first = domains(client, "/sites/")

    add_site("newest.example", last_scanned=NOON + timedelta(hours=1))

    second = domains(client, f"/sites/{link.attributes['href']}")
    assert set(first).isdisjoint(second)
    assert len(first) + len(second) == 30


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("shop", ["shop.example"]),
        ("SHOP", ["shop.example"]),
        ("garden", ["green.example"]),
        ("%", []),
        ("_", []),
        ("\0", ["green.example", "shop.example"]),
        ("   ", ["green.example", "shop.example"]),
    ],
)
def test_it_finds_sites_by_domain_and_title(
    client: Client, search: str, found: list[str]
) -> None:
    add_site("shop.example")
    add_site("green.example", title="The Garden")

    response = client.get("/sites/", {"q": search})

    listed = [link.text() for link in parsed(response).css(".row-title")]
    assert sorted(listed) == found


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("sh", ["shop.example"]),
        ("S", ["shop.example"]),
        ("ga", []),
        ("a.b", ["a.b.example"]),
        ("op", []),
    ],
)
def test_a_short_search_is_what_domains_begin_with(
    client: Client, search: str, found: list[str]
) -> None:
    add_site("shop.example")
    add_site("green.example", title="Garden a.b")
    add_site("a.b.example")

    response = client.get("/sites/", {"q": search})

    listed = [link.text() for link in parsed(response).css(".row-title")]
    assert listed == found
    assert "domains that begin with" in response.content.decode()
    assert "begin with" not in client.get("/sites/", {"q": "gar"}).content.decode()


def test_no_search_for_what_is_not_there_reads_every_site() -> None:
    Site.objects.bulk_create(
        Site(
            domain=f"{word}-{n}.example",
            title=f"The {word} of {n}",
            last_scanned=NOON - timedelta(minutes=n),
        )
        for n in range(5_000)
        for word in ("shop", "garden")
    )
    with connection.cursor() as cursor:
        # What is inserted waits in a list that is read whole, until VACUUM sorts it in.
        for index in ("idx_sites_domain_trgm", "idx_sites_title_trgm"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [index])
        cursor.execute("ANALYZE sites")
    for search in ("q", "xq", "z.", "%", "a.b", "zzq", "xqzv.com"):
        found = Site.objects.listed().recently_scanned().as_rows().matching(search)
        (sql,) = recorded(lambda found=found: keyset_page(found, None))  # type: ignore[misc]
        plan = explain(sql)
        assert plan.sequential_scans == (), (search, plan.text)
        assert plan.buffers < 50, (search, plan.text)


def test_a_search_survives_paging(client: Client) -> None:
    for n in range(30):
        add_site(f"shop{n}.example", last_scanned=NOON - timedelta(hours=n))
        add_site(f"other{n}.example", last_scanned=NOON - timedelta(hours=n))
    link = parsed(client.get("/sites/", {"q": "shop"})).css_first("a[rel=next]")
    assert link is not None

    rest = domains(client, f"/sites/{link.attributes['href']}")

    assert len(rest) == 5
    assert all(domain.startswith("shop") for domain in rest)


def test_it_repeats_a_search_without_running_it(client: Client) -> None:
    response = client.get("/sites/", {"q": '"><script>alert(1)</script>'})

    assert b"<script>alert" not in response.content
    assert faults(response) == []


def test_what_strangers_wrote_is_escaped_and_isolated(client: Client) -> None:
    add_site("shop.example", title="<script>alert(1)</script>\u202egnirts")

    response = client.get("/sites/")

    assert b"<script>alert" not in response.content
    assert parsed(response).css_first(".row-note bdi") is not None


@pytest.mark.parametrize("cursor", ["x", "W10:1abc:def", "\0", "a" * 4000])
def test_a_foreign_cursor_is_a_bad_request(client: Client, cursor: str) -> None:
    response = client.get("/sites/", {"after": cursor})

    assert response.status_code == 400
    assert faults(response) == []


def test_it_asks_the_same_questions_for_many_sites(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/sites/").status_code == 200
        return len(captured)

    for n in range(3):
        add_site(f"s{n}.example")
    few = queries()
    for n in range(3, 30):
        add_site(f"s{n}.example")

    assert few == queries() == 1


def test_it_answers_head_and_refuses_post(client: Client) -> None:
    assert client.head("/sites/").status_code == 200
    assert client.post("/sites/").status_code == 405
