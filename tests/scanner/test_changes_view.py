"""The changes of a site's tokens over all versions, newest first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scanner.comparison import CHANGES_PER_PAGE
from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors, document
from tokens.models import TokenChange, TokenSet

pytestmark = pytest.mark.django_db

ADDRESS = "/sites/shop.example/changes/"
FIRST = ":root { --dull: #222222; --gone: #333333; --to: var(--dull) }"
SECOND = ":root { --dull: #0d6efd; --come: #555555; --to: var(--dull) }"


def steps(client: Client, address: str = ADDRESS) -> dict[str, dict[str, list[str]]]:
    """Version to path to kind and to what it was and is, as a page shows them."""
    found: dict[str, dict[str, list[str]]] = {}
    for step in parsed(client.get(address)).css(".timeline"):
        heading = step.css_first("h2")
        assert heading is not None
        changes = found[heading.text().strip()] = {}
        for row in step.css(".change"):
            path, badge = row.css_first("strong"), row.css_first(".badge")
            assert path is not None
            assert badge is not None
            sides = [" ".join(side.text().split()) for side in row.css(".side")]
            changes[path.text()] = [badge.text(), *sides]
    return found


def test_it_lists_the_changes_of_all_versions_newest_first(client: Client) -> None:
    site = add_site()
    add_scan(site, document(FIRST))
    add_scan(site, document(SECOND))

    response = client.get(ADDRESS)

    shown = steps(client)
    assert list(shown) == ["Version 2", "Version 1"]
    assert shown["Version 2"] == {
        "color.gone": ["removed", "Before #333333"],
        "color.dull": ["modified", "Before #222222", "After #0d6efd"],
        "color.come": ["added", "After #555555"],
    }
    assert shown["Version 1"]["color.to"] == [
        "added",
        "After alias of color.dull",
    ]
    assert parsed(response).css_first('.specimen rect[fill="#0d6efd"]') is not None
    assert faults(response) == []


def test_its_pages_hold_every_change_once_there_and_back(client: Client) -> None:
    site = add_site()
    for n in range(1, 5):
        add_scan(site, colors(40 * n))
    add_scan(add_site("other.example"), colors(70))

    pages = [ADDRESS]
    while link := parsed(client.get(pages[-1])).css_first("a[rel=next]"):
        pages.append(ADDRESS + str(link.attributes["href"]))
    seen = [
        (version, path)
        for page in pages
        for version, changes in steps(client, page).items()
        for path in changes
    ]

    assert len(seen) == len(set(seen)) == 160
    assert [version for version, _ in seen] == sorted(
        (version for version, _ in seen), reverse=True
    )
    assert len(pages) == 4
    back = parsed(client.get(pages[1])).css_first("a[rel=prev]")
    assert back is not None
    assert steps(client, ADDRESS + str(back.attributes["href"])) == steps(client)


def test_it_says_which_versions_changes_are_no_longer_kept(client: Client) -> None:
    site = add_site()
    for n in range(1, 5):
        add_scan(site, colors(n))
    assert "The list ends here" not in client.get(ADDRESS).content.decode()
    TokenChange.objects.filter(version__version_number__lt=3).delete()

    notice = parsed(client.get(ADDRESS)).css_first(".notice")

    assert notice is not None
    assert "the changes of versions 1 to 2 are too old" in notice.text()
    assert list(steps(client)) == ["Version 4", "Version 3"]


def test_it_leads_to_the_versions_when_no_change_is_kept(client: Client) -> None:
    add_scan(add_site(), colors(2))
    TokenChange.objects.all().delete()

    empty = parsed(client.get(ADDRESS)).css_first(".empty a")

    assert empty is not None
    assert empty.attributes["href"] == "/sites/shop.example/history/"
    assert faults(client.get(ADDRESS)) == []


def test_a_cursor_of_another_sites_list_is_refused(client: Client) -> None:
    for domain in ("shop.example", "other.example"):
        add_scan(add_site(domain), colors(CHANGES_PER_PAGE + 1, prefix=domain[:4]))
    link = parsed(client.get("/sites/other.example/changes/")).css_first("a[rel=next]")
    assert link is not None

    response = client.get(ADDRESS + str(link.attributes["href"]))

    assert response.status_code == 400
    assert "othe-" not in response.content.decode()


@pytest.mark.parametrize("cursor", ["x", "W10:1abc:def", "\0", "a" * 9000])
def test_a_foreign_cursor_is_a_bad_request(client: Client, cursor: str) -> None:
    add_site()
    response = client.get(ADDRESS, {"after": cursor})

    assert response.status_code == 400
    assert faults(response) == []


def test_it_asks_the_same_questions_for_many_versions_and_reads_no_document(
    client: Client,
) -> None:
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS).status_code == 200
        return [query["sql"] for query in captured.captured_queries]

    site = add_site()
    add_scan(site, colors(1))
    few = queries()
    for n in range(1, 30):
        add_scan(site, colors(n + 1))
    many = queries()

    assert len(few) == len(many) == 2
    assert not any("tokens_json" in sql or "changelog_json" in sql for sql in many)


def test_it_refuses_post_and_an_opted_out_site(client: Client) -> None:
    site = add_site()
    assert client.post(ADDRESS).status_code == 405

    site.owner_optout = True
    site.save()

    assert client.get(ADDRESS).status_code == 404


def test_changes_to_sets_that_are_not_public_are_left_out(client: Client) -> None:
    site = add_site()
    add_scan(site, document(FIRST))
    add_scan(site, document(SECOND))
    TokenSet.objects.filter(version_number=2).update(is_public=False)

    assert list(steps(client)) == ["Version 1"]
