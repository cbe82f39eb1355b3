"""The search page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors, document

pytestmark = pytest.mark.django_db


def test_without_a_question_it_shows_the_form_and_examples_that_work(
    client: Client,
) -> None:
    response = client.get("/search/")
    assert response.status_code == 200
    assert faults(response) == []
    links = [
        str(link.attributes["href"]) for link in parsed(response).css(".examples a")
    ]
    assert links
    for link in links:
        assert client.get(f"/search/{link}").status_code == 200


def test_the_menu_of_each_page_leads_to_it(client: Client) -> None:
    assert parsed(client.get("/sites/")).css_first("nav a[href='/search/']")
    assert client.get("/search").headers["Location"] == "/search/"


def test_results_name_the_site_the_tokens_and_where_they_are(client: Client) -> None:
    add_scan(add_site(), document())
    response = client.get("/search/", {"what": "#0d6efd"})

    page = parsed(response)
    assert faults(response) == []
    names = [node.text(strip=True) for node in page.css(".token-name")]
    assert names == ["color.brand", "color.link"]
    first = page.css_first(".token-name a")
    assert first
    assert first.attributes["href"] == "/sites/shop.example/tokens/color/"
    text = response.content.decode()
    assert 'fill="#0d6efd"' in text
    assert "confidence 0." in text
    assert "/sites/shop.example/versions/1/" in text


def test_what_was_asked_stays_in_the_form_and_in_the_links(client: Client) -> None:
    for number in range(22):
        add_scan(add_site(f"s{number}.example"), colors(1))
    asked = {"path": "*tone*", "usage": "0", "versions": "all"}
    page = parsed(client.get("/search/", asked))

    field = page.css_first("#path")
    assert field
    assert field.attributes["value"] == "*tone*"
    assert page.css_first("details[open]")
    more = page.css_first("a[rel=next]")
    assert more
    second = client.get(f"/search/{more.attributes['href']}")
    assert faults(second) == []
    assert len(parsed(second).css(".result")) == 2


def test_nothing_found_says_so(client: Client) -> None:
    response = client.get("/search/", {"what": "#123456"})
    assert "No token matches" in response.content.decode()
    assert faults(response) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", "a\0"),
        ("category", "colors"),
        ("path", "*"),
        ("near", "bluish"),
        ("minimum", "2em"),
        ("sites", "nobody.example"),
        ("versions", "some"),
    ],
)
def test_a_mistake_is_told_beside_its_field(
    client: Client, field: str, value: str
) -> None:
    response = client.get("/search/", {"what": "8px"} | {field: value})

    page = parsed(response)
    assert response.status_code == 400
    assert faults(response) == []
    assert page.css_first("#refusal")
    [wrong] = page.css("[aria-invalid]")
    assert wrong.attributes["name"] == field


def test_a_forged_cursor_is_a_bad_request(client: Client) -> None:
    response = client.get("/search/", {"what": "8px", "after": "forged"})
    assert response.status_code == 400


def test_hostile_names_and_values_are_text(client: Client) -> None:
    found = document()
    token = {"$type": "fontFamily", "$value": ["<script>alert(1)</script>"]}
    found["font-family"] = {"<b>\u202e": token}
    add_scan(add_site(), found)

    response = client.get("/search/", {"category": "font-family"})
    assert faults(response) == []
    assert "<script>alert" not in response.content.decode()


def test_the_number_of_queries_is_the_same_for_one_site_and_for_many(
    client: Client,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/search/", {"what": "#000000"}).status_code == 200
        return len(captured)

    add_scan(add_site("first.example"), colors(1))
    few = queries()
    for number in range(12):
        add_scan(add_site(f"s{number}.example"), colors(3))
    # Keys, documents, sites.
    assert queries() == few == 3


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(client: Client, method: str) -> None:
    assert getattr(client, method)("/search/").status_code == 405
