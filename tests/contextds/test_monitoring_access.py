"""Who sees the pages of monitoring, and what comes of addresses that we never gave."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from contextds.accounts.models import User
from contextds.database.views.access import PAGES
from tests.contextds.monitoring import ROOT, page_of, queries_of, signed_in
from tests.contextds.population import populate
from tests.pages import parsed

ADDRESSES = [reverse(f"monitoring:{name}") for name, _ in PAGES]
BELOW = [
    "statements/1/",
    "indexes/idx_scans_site_finished/",
    "tables/scans/",
    "activity/1-1/cancel/",
    "activity/1-1/terminate/",
]

#: Queries of each page at most: session, person and rights take four, and each reading
#: some three: its savepoint, its limits, what it asks.
QUERIES = {
    "": 110,
    "activity/": 10,
    "statements/": 20,
    "indexes/": 60,
    "tables/": 40,
    "connections/": 30,
    "partitions/": 28,
    "queue/": 20,
    "usage/": 20,
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [*ADDRESSES, *(ROOT + path for path in BELOW)])
def test_a_stranger_signs_in_first(address: str, client: Client) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/admin/login/?next={address}"


@pytest.mark.parametrize("address", [*ADDRESSES, *(ROOT + path for path in BELOW)])
def test_staff_without_the_right_are_refused(address: str) -> None:
    assert signed_in("view_site").get(address).status_code == 403


def test_somebody_who_is_no_staff_is_asked_for_another_account(client: Client) -> None:
    client.force_login(User.objects.create_user("someone@example.com", "a password"))

    assert client.get(ROOT).status_code == 302


@pytest.mark.parametrize(("name", "title"), PAGES)
def test_staff_with_the_right_see_every_page(name: str, title: str) -> None:
    path = reverse(f"monitoring:{name}").removeprefix(ROOT)
    tree = page_of(signed_in("view_statementsnapshot"), path)

    (heading,) = tree.css("h1")
    (current,) = tree.css(".monitoring-pages a[aria-current=page]")
    assert heading.text() == current.text() == title


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_read_and_nothing_else(address: str) -> None:
    assert signed_in("view_statementsnapshot").post(address).status_code == 405


def test_the_admin_leads_to_monitoring_who_may_see_it() -> None:
    links = "a[href='/admin/monitoring/']"

    seen = signed_in("view_statementsnapshot").get("/admin/")
    unseen = signed_in("view_site").get("/admin/")

    assert len(parsed(seen).css(links)) == 1
    assert not parsed(unseen).css(links)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nonsense/", 404),
        ("statements/abc/", 404),
        ("statements/9223372036854775808/", 404),
        ("statements/-9223372036854775809/", 404),
        ("statements/12345/", 404),
        ("statements/?sort=nonsense", 400),
        ("statements/?sort=total;DROP TABLE users", 400),
        ("statements/?sort=%00", 400),
        ("indexes/?sort=__class__", 400),
        ("indexes/no_such_index/", 404),
        ("indexes/%00/", 404),
        ("indexes/'; DROP TABLE users --/", 404),
        (f"indexes/{'x' * 64}/", 404),
        ("tables/?sort=-total", 400),
        ("tables/no_such_table/", 404),
        ("tables/pg_class/", 404),
        ("tables/%F0%9F%92%A9/", 404),
        ("activity/abc-1/cancel/", 404),
        ("activity/abc/cancel/", 404),
        ("activity/1/cancel/", 404),
        ("activity/1-1/kill/", 404),
        ("activity/4294967296-1/cancel/", 404),
        (f"activity/1-{'9' * 18}/cancel/", 404),
        (f"activity/1-{'9' * 400}/cancel/", 404),
        ("activity/-1-1/cancel/", 404),
    ],
)
def test_an_address_that_we_never_gave_is_no_defect(path: str, status: int) -> None:
    browser = signed_in("view_statementsnapshot", "signal_backend")

    assert browser.get(ROOT + path).status_code == status


def test_pages_take_as_many_queries_for_30_rows_as_for_3() -> None:
    paths = [address.removeprefix(ROOT) for address in ADDRESSES]
    browser = signed_in("view_statementsnapshot")
    populate(3)
    few = {path: queries_of(browser, path) for path in paths}
    populate(27, start=3)

    assert {path: queries_of(browser, path) for path in paths} == few
    assert few.keys() == QUERIES.keys()
    assert not [path for path in paths if few[path] > QUERIES[path]]
