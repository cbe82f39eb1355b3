"""The search finds what there is: newest first, page by page, and nothing hidden."""

from __future__ import annotations

import json
import random
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scanner.models import Site
from tests.scanner.history import add_scan, add_site, document
from tokens import finding
from tokens.finding import Found, find
from tokens.models import TokenSet
from tokens.search import SearchError, matches, read

pytestmark = pytest.mark.django_db


def found(**strings: str) -> list[tuple[str, list[str]]]:
    """The first page: each site with the paths that match."""
    return named(find(read(strings)))


def named(page: Found) -> list[tuple[str, list[str]]]:
    return [
        (result.site.domain, [match.path for match in result.matches])
        for result in page.page.rows
    ]


def add(domain: str, css: str, **fields: Any) -> TokenSet:
    """A site that was scanned, with the tokens of a stylesheet."""
    site = Site.objects.filter(domain=domain).first() or add_site(domain, **fields)
    token_set = add_scan(site, document(css)).token_set
    assert token_set
    return token_set


@pytest.fixture
def shop() -> TokenSet:
    return add(
        "shop.example",
        """
        :root { --brand: #3b82f6; --link: var(--brand); --space-2: 8px }
        a { color: var(--link); padding: var(--space-2) 1.5rem; font-family: Inter }
        .fade { transition: opacity 200ms ease-in; opacity: .5 }
        """,
    )


def test_a_value_is_found_anywhere_in_a_category_and_at_a_path(shop: TokenSet) -> None:
    both = [("shop.example", ["color.brand", "color.link"])]
    assert found(what="#3B82F6") == found(what="color:rgb(59 130 246)") == both
    assert found(what="color.link=#3b82f6") == [("shop.example", ["color.link"])]
    assert found(what="spacing:#3b82f6") == []
    assert found(what="inter", category="font-family")
    assert found(what="color.link={color.brand}") == [("shop.example", ["color.link"])]
    assert found(what="color.brand={color.link}") == []


def test_a_match_tells_its_value_type_use_and_confidence(shop: TokenSet) -> None:
    [result] = find(read({"near": "#3b82f6", "distance": "0"})).page.rows
    match = result.matches[0]
    assert (match.path, match.type, match.value) == ("color.brand", "color", "#3b82f6")
    assert match.usage
    assert match.confidence
    assert match.distance == pytest.approx(0)
    assert result.token_set == shop


def test_near_colours_ranges_and_patterns_are_found(shop: TokenSet) -> None:
    assert found(near="#3d84f5")[0][1] == ["color.brand", "color.link"]
    assert found(near="#3d84f5", distance="0.0001") == []
    assert found(category="spacing", minimum="10px", maximum="24px") == [
        ("shop.example", ["spacing.1_5rem"])
    ]
    assert found(minimum="150ms", maximum="0.2s")[0][1] == ["duration.200ms"]
    assert found(path="*BRA*") == [("shop.example", ["color.brand"])]
    assert found(path="color.*nk")[0][1] == ["color.link"]
    assert found(path="color.lin") == []
    assert found(category="easing")[0][1] == ["easing.0_42-0-1-1"]


def test_all_conditions_are_met_by_one_token(shop: TokenSet) -> None:
    assert found(what="#3b82f6", path="*link*")[0][1] == ["color.link"]
    assert found(what="8px", path="*brand*") == []
    assert found(what="#3b82f6", usage="1000") == []
    assert found(what="#3b82f6", confidence="1") == []


def test_the_newest_set_of_each_site_is_searched_unless_all_are_asked_for(
    shop: TokenSet,
) -> None:
    newer = add("shop.example", ":root { --brand: #111111 } a { color: var(--brand) }")

    assert found(what="#3b82f6") == []
    pages = find(read({"what": "#3b82f6", "versions": "all"})).page.rows
    assert [row.token_set for row in pages] == [shop]
    assert list(TokenSet.objects.filter(is_latest=True)) == [newer]


def test_private_sets_and_sites_that_opted_out_are_never_found(shop: TokenSet) -> None:
    add("quiet.example", "a { color: #3b82f6 }", owner_optout=True)
    hidden = add("hidden.example", "a { color: #3b82f6 }")
    TokenSet.objects.filter(pk=hidden.pk).update(is_public=False)

    for strings in ({"what": "#3b82f6"}, {"near": "#3b82f6"}, {"path": "color.*"}):
        for versions in ("latest", "all"):
            assert [name for name, _ in found(**strings, versions=versions)] == [
                "shop.example"
            ]


def test_a_search_may_be_limited_to_some_sites(shop: TokenSet) -> None:
    add("news.example", "a { color: #3b82f6 }")

    assert len(found(what="#3b82f6")) == 2
    [(domain, _)] = found(what="#3b82f6", sites="news.example")
    assert domain == "news.example"
    for unknown in ("gone.example", "news.example gone.example"):
        with pytest.raises(SearchError, match="gone.example"):
            found(what="#3b82f6", sites=unknown)


@pytest.fixture
def many() -> list[TokenSet]:
    """Thirty sites of a few colours and sizes each, the same in each run."""
    chance = random.Random(4)
    css = [
        f"a {{ color: #{chance.randrange(2**24):06x}; background: hsl({chance.randrange(360)}"
        f" 60% 50%); padding: {chance.randrange(64)}px; margin: {chance.random():.2f}rem }}"
        for _ in range(30)
    ]
    return [add(f"site{n}.example", sheet) for n, sheet in enumerate(css)]


QUESTIONS = [
    {"near": "#3b82f6", "distance": "0.3"},
    {"near": "hsl(200 60% 50%)", "distance": "0.1"},
    {"near": "#808080", "distance": "0.15"},
    {"minimum": "8px", "maximum": "24px"},
    {"category": "spacing", "minimum": "10px", "maximum": "0.75rem"},
    {"minimum": "60px"},
    {"path": "color.*-60-50*"},
    {"path": "spacing.*px"},
    {"what": "spacing:8px"},
]


def test_pages_together_are_what_reading_every_document_finds(
    many: list[TokenSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "CHUNK_SETS", 4)
    rows = TokenSet.objects.order_by("-pk")
    for strings, (size, most) in product(QUESTIONS, [(3, 1000), (4, 5), (20, 7)]):
        monkeypatch.setattr(finding, "MAX_SETS", most)
        criteria = read(strings)
        wanted = [row.pk for row in rows if matches(row.tokens_json, criteria)]
        got: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            page = find(criteria, cursor, size=size)
            assert len(page.page.rows) <= size
            assert page.complete or page.examined >= most
            got += [result.token_set.pk for result in page.page.rows]
            cursor = page.page.next_cursor
        assert got == wanted, strings


def test_the_cursor_of_another_search_is_refused(many: list[TokenSet]) -> None:
    cursor = find(read({"path": "color.*"}), size=2).page.next_cursor
    assert cursor
    for forged in (cursor, cursor[:-2], "x"):
        with pytest.raises(BadRequest):
            find(read({"path": "spacing.*"}), forged)


def test_a_page_takes_the_same_few_queries_however_many_sets_match(
    many: list[TokenSet],
) -> None:
    def queries(size: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            page = find(read({"path": "color.*"}), size=size)
        assert len(page.page.rows) == size
        return len(captured)

    # Keys, documents, sites.
    assert queries(2) == queries(29) == 3


def test_documents_of_any_shape_are_searched_without_harm() -> None:
    site = add_site("odd.example")
    odd = {
        "color": {
            "a": {"$value": None},
            "b": {"$type": "color", "$value": {"colorSpace": 3, "components": "x"}},
            "c": {"$type": ["color"], "$value": "#fff", "$extensions": 3},
            "d": {"$value": 1, "$extensions": {"com.contextds": {"usage": "many"}}},
        },
        "x": 3,
    }
    TokenSet.objects.create(
        site=site,
        version_number=1,
        extractor_version="1",
        tokens_json=json.loads(json.dumps(odd)),
        search_paths="\ncolor.abc\n",
        is_latest=True,
    )

    assert found(path="color.*")[0][1] == ["color.a", "color.b", "color.c", "color.d"]
    for strings in (
        {"near": "#fff"},
        {"minimum": "1"},
        {"path": "color.*", "usage": "1"},
    ):
        assert found(**strings) == []
