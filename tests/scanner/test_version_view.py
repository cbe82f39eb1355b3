"""What changed in a version: each token as it was and as it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors, document
from tokens.models import TokenChange, TokenSet, TokenVersion

pytestmark = pytest.mark.django_db

ADDRESS = "/sites/shop.example/versions/"
BEFORE = ":root { --kept: #111111; --dull: #222222; --gone: #333333; --old-name: #444444; --to: var(--kept) }"
AFTER = ":root { --kept: #111111; --dull: #0d6efd; --come: #555555; --new-name: #444444; --to: var(--come) }"


@pytest.fixture
def two_versions(db: None) -> None:
    """A site whose second scan found something of every kind."""
    site = add_site()
    add_scan(site, document(BEFORE))
    add_scan(site, document(AFTER))


def changes(client: Client, address: str) -> dict[str, list[str]]:
    """Path to kind, old side and new side, as the page shows them."""
    shown = {}
    for row in parsed(client.get(address)).css(".change"):
        sides = [" ".join(side.text().split()) for side in row.css(".side")]
        path, badge = row.css_first("strong"), row.css_first(".badge")
        assert path is not None
        assert badge is not None
        shown[path.text()] = [badge.text(), *sides]
    return shown


def check_every_kind(client: Client) -> None:
    """The five changes between BEFORE and AFTER, old and new side by side."""
    shown = changes(client, ADDRESS + "2/")
    assert shown["color.dull"] == ["modified", "Before #222222", "After #0d6efd"]
    assert shown["color.gone"] == ["removed", "Before #333333", "After: no such token"]
    assert shown["color.come"] == ["added", "Before: no such token", "After #555555"]
    assert shown["color.new-name"] == [
        "renamed",
        "Before color.old-name #444444",
        "After #444444",
    ]
    assert shown["color.to"] == [
        "modified",
        "Before #111111 alias of color.kept",
        "After #555555 alias of color.come",
    ]


def test_it_shows_old_and_new_side_by_side(client: Client, two_versions: None) -> None:
    check_every_kind(client)
    response = client.get(ADDRESS + "2/")
    fills = {node.attributes["fill"] for node in parsed(response).css(".side rect")}
    assert {"#222222", "#0d6efd"} <= fills
    assert faults(response) == []


def test_it_compares_the_documents_when_the_changes_were_archived(
    client: Client, two_versions: None
) -> None:
    TokenChange.objects.all().delete()

    check_every_kind(client)


def test_the_first_version_adds_everything(client: Client, two_versions: None) -> None:
    shown = changes(client, ADDRESS + "1/")

    assert {row[0] for row in shown.values()} == {"added"}
    assert "color.gone" in shown


def test_archived_changes_are_shown_as_the_stored_ones_were(
    client: Client, two_versions: None
) -> None:
    """The same changes in the same order, and the numbers that the changelog has."""
    stored = [changes(client, f"{ADDRESS}{number}/") for number in (1, 2)]
    TokenChange.objects.all().delete()

    computed = [changes(client, f"{ADDRESS}{number}/") for number in (1, 2)]

    assert computed == stored
    assert [list(page) for page in computed] == [list(page) for page in stored]
    for number, page in enumerate(computed, 1):
        version = TokenVersion.objects.get(version_number=number)
        kinds = [row[0] for row in page.values()]
        assert version.changelog_json["summary"] == {
            kind: kinds.count(kind) for kind in version.changelog_json["summary"]
        }
        assert "archived" not in client.get(f"{ADDRESS}{number}/").text


def test_a_version_that_never_had_changes_is_not_compared(client: Client) -> None:
    """Its documents may differ by now: a newer extractor has read one of them again."""
    site = add_site()
    add_scan(site, document(BEFORE))
    add_scan(site, document(AFTER))
    TokenChange.objects.all().delete()
    version = TokenVersion.objects.get(version_number=2)
    version.changelog_json["summary"] = dict.fromkeys(
        version.changelog_json["summary"], 0
    )
    version.save()

    assert changes(client, ADDRESS + "2/") == {}
    assert "No token changed in this version." in client.get(ADDRESS + "2/").text


def test_archived_changes_whose_older_document_is_gone_are_not_made_up(
    client: Client, two_versions: None
) -> None:
    kept = changes(client, ADDRESS + "2/")
    TokenSet.objects.get(version_number=1).delete()
    assert changes(client, ADDRESS + "2/").keys() == kept.keys()
    TokenChange.objects.all().delete()

    response = client.get(ADDRESS + "2/")

    assert changes(client, ADDRESS + "2/") == {}
    assert "the tokens of the version before were deleted" in response.text
    assert "No token changed" not in response.text
    assert faults(response) == []


def test_documents_that_were_read_anew_are_said_to_be(
    client: Client, two_versions: None
) -> None:
    TokenChange.objects.all().delete()
    TokenSet.objects.filter(version_number=2).update(tokens_json=document(BEFORE))
    assert "a newer extractor" in client.get(ADDRESS + "2/").text


@pytest.mark.parametrize("archived", [False, True])
def test_its_pages_hold_every_change_once(client: Client, archived: bool) -> None:
    add_scan(add_site(), colors(120))
    if archived:
        TokenChange.objects.all().delete()
    seen: list[str] = []
    address = ADDRESS + "1/"
    while address:
        seen += changes(client, address)
        link = parsed(client.get(address)).css_first("a[rel=next]")
        address = f"{ADDRESS}1/{link.attributes['href']}" if link else ""

    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("archived", [False, True])
def test_a_foreign_cursor_is_a_bad_request(client: Client, archived: bool) -> None:
    add_scan(add_site(), colors(3))
    if archived:
        TokenChange.objects.all().delete()

    assert client.get(ADDRESS + "1/", {"after": "x"}).status_code == 400


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_version_that_is_not_there_is_not_found(
    client: Client, two_versions: None, number: str
) -> None:
    assert client.get(f"{ADDRESS}{number}/").status_code == 404


def test_it_asks_the_same_questions_for_many_changes(client: Client) -> None:
    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ADDRESS}{number}/").status_code == 200
        return len(captured)

    site = add_site()
    add_scan(site, colors(3))
    add_scan(site, colors(33))

    assert [queries(1), queries(2)] == [4, 4]


def test_it_refuses_post(client: Client, two_versions: None) -> None:
    assert client.post(ADDRESS + "2/").status_code == 405


def test_the_version_of_a_set_that_is_not_public_is_no_page(
    client: Client, two_versions: None
) -> None:
    TokenSet.objects.filter(version_number=2).update(is_public=False)
    assert client.get(ADDRESS + "2/").status_code == 404
    assert client.get(ADDRESS + "1/").status_code == 200
