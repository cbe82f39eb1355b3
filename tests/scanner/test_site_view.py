"""The page of a site, its groups, what has no type, and the download."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scanner.models import Scan, Site
from tests.pages import faults, parsed
from tests.scanner.history import add_scan, add_site, colors, document
from tokens.exports import FORMATS, export
from tokens.models import TokenSet
from tokens.recording import refresh

pytestmark = pytest.mark.django_db

ADDRESS = "/sites/shop.example/"


def test_it_shows_tokens_by_group_with_specimens(client: Client) -> None:
    add_scan(add_site(), document())

    response = client.get(ADDRESS)

    tree = parsed(response)
    headings = [node.text(deep=False).strip() for node in tree.css("h2")]
    assert {"Colours", "Spacing", "Radii", "Shadows", "Gradients"} <= set(headings)
    assert tree.css_first('.specimen rect[fill="#0d6efd"]') is not None
    assert tree.css_first("linearGradient stop") is not None
    assert tree.css_first("feGaussianBlur") is not None
    assert faults(response) == []


def test_it_shows_aliases_uses_modes_and_provenance(client: Client) -> None:
    add_scan(add_site(), document())

    tree = parsed(client.get(ADDRESS))

    names = [node.text().strip() for node in tree.css(".token .token-name")]
    cards = dict(zip(names, tree.css(".token"), strict=True))
    link = cards["link"].text()
    assert "color.brand" in link
    assert "#0d6efd" in link
    assert "1 use" in link
    brand = cards["brand"].text()
    assert "color-scheme: dark" in " ".join(brand.split())
    assert "https://shop.example/a.css" in brand
    assert cards["brand"].css_first("details") is not None


def test_it_shows_the_stylesheets_in_cascade_order(client: Client) -> None:
    add_scan(add_site(), document())

    table = parsed(client.get(ADDRESS)).css_first("[aria-labelledby=stylesheets] table")

    assert table is not None
    assert "https://shop.example/a.css" in table.text()


def test_a_domain_may_carry_a_port_and_any_case(client: Client) -> None:
    site = add_site("127.0.0.1:8000")
    add_scan(site, document())

    assert site.get_absolute_url() == "/sites/127.0.0.1:8000/"
    assert client.get("/sites/127.0.0.1:8000/").status_code == 200
    add_site("shop.example")
    assert client.get("/sites/SHOP.example/").status_code == 200


@pytest.mark.parametrize(
    "page",
    ["", "history/", "tokens.json", "tokens/color/", "untyped/", "versions/1/"]
    + ["exports/css/", "exports/design-md/"],
)
def test_a_site_that_opted_out_has_no_page(client: Client, page: str) -> None:
    site = add_site()
    add_scan(site, document())
    assert client.get(ADDRESS + page).status_code == 200

    site.owner_optout = True
    site.save()

    assert client.get(ADDRESS + page).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/sites/nowhere.example/",
        "/sites/%00/",
        "/sites/a%00b/tokens.json",
        "/sites/%F0%9F%92%A9/",
        f"/sites/{'a' * 300}/",
        "/sites/nowhere.example/versions/99999999999999999999999/",
    ],
)
def test_an_unknown_site_is_not_found(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert faults(response) == []


def test_a_site_without_tokens_says_so(client: Client) -> None:
    site = add_site(status="failed")
    Scan.objects.create(
        site=site,
        url="https://shop.example/",
        status="failed",
        error_code="not_html",
        error="It is a PDF.",
        finished_at=timezone.now(),
    )

    response = client.get(ADDRESS)

    text = parsed(response).text()
    assert "No tokens are known" in text
    assert "not_html" in text
    assert faults(response) == []


def test_a_failed_scan_leaves_the_tokens_of_the_one_before(client: Client) -> None:
    site = add_site()
    add_scan(site, document())
    Scan.objects.create(
        site=site,
        url="https://shop.example/",
        status="failed",
        error_code="too_slow",
        error="It took too long.",
        finished_at=timezone.now(),
    )

    tree = parsed(client.get(ADDRESS))

    assert "too_slow" in tree.text()
    assert tree.css_first('rect[fill="#0d6efd"]') is not None
    assert tree.css_first("[aria-labelledby=stylesheets] table") is not None


def test_a_private_set_is_not_shown(client: Client) -> None:
    site = add_site()
    add_scan(site, document())
    TokenSet.objects.update(is_public=False)

    assert client.get(ADDRESS + "tokens.json").status_code == 404
    assert "#0d6efd" not in client.get(ADDRESS).content.decode()


def test_thousands_of_tokens_stay_a_small_page(client: Client) -> None:
    add_scan(add_site(), colors(3000))

    response = client.get(ADDRESS)

    tree = parsed(response)
    assert len(tree.css(".token")) == 24
    assert len(response.content) < 150_000
    link = tree.css_first("a[href='/sites/shop.example/tokens/color/']")
    assert link is not None
    assert "3000" in link.text()


def test_a_group_is_paged_without_loss(client: Client) -> None:
    add_scan(add_site(), colors(450))
    seen: list[str] = []
    for page in (1, 2, 3):
        response = client.get(ADDRESS + "tokens/color/", {"page": page})
        seen += [node.text().strip() for node in parsed(response).css(".token-name")]
        assert faults(response) == []

    assert len(seen) == len(set(seen)) == 450


@pytest.mark.parametrize("group", ["nope", "$extensions", "__class__"])
def test_an_unknown_group_is_not_found(client: Client, group: str) -> None:
    add_scan(add_site(), document())

    assert client.get(f"{ADDRESS}tokens/{group}/").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 5000])
def test_a_strange_page_number_is_the_nearest_page(client: Client, page: str) -> None:
    add_scan(add_site(), document())

    response = client.get(ADDRESS + "tokens/color/", {"page": page})

    assert response.status_code == 200


def test_values_without_a_type_are_listed_with_the_reason(client: Client) -> None:
    found = document()
    found["$extensions"]["com.contextds"]["untyped"] = {
        "spacing": {"2em": {"authored": "2em", "reason": "unit", "usage": 1}}
    }
    add_scan(add_site(), found)

    for address in (ADDRESS, ADDRESS + "untyped/"):
        response = client.get(address)
        assert "2em" in parsed(response).css_first("table").text()  # type: ignore[union-attr]
        assert faults(response) == []


def test_names_and_values_of_strangers_are_escaped_and_isolated(client: Client) -> None:
    css = (
        r":root { --\3c script\3e alert\28 1\29 : #123456; --\"\20 onload\3d x: #fff }"
        "a { font-family: '\"><script>alert(2)</script>', \"'; fill: red\" }"
        "\u202e.x\u202c { color: #abcdef }"
    )
    add_scan(add_site(title="\u202e<b>", description="<i>"), document(css))

    response = client.get(ADDRESS)

    assert b"<script>alert" not in response.content
    assert faults(response) == []
    tree = parsed(response)
    assert tree.css_first("bdi > *") is None
    for node in tree.css("[font-family]"):
        assert set('"<>;:').isdisjoint(node.attributes["font-family"] or "")


def test_the_download_is_the_document_and_can_be_revalidated(client: Client) -> None:
    found = document()
    add_scan(add_site(), found)

    first = client.get(ADDRESS + "tokens.json")

    assert first.headers["Content-Type"] == "application/design-tokens+json"
    assert "shop.example-v1.tokens.json" in first.headers["Content-Disposition"]
    assert json.loads(first.content) == json.loads(json.dumps(found))
    again = client.get(
        ADDRESS + "tokens.json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    add_scan(TokenSet.objects.get().site, colors(1))  # type: ignore[arg-type]
    changed = client.get(
        ADDRESS + "tokens.json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_every_format_is_offered_and_can_be_downloaded(client: Client) -> None:
    add_scan(add_site(), document())

    links = parsed(client.get(ADDRESS)).css(".formats a")

    assert [node.text() for node in links] == list(FORMATS)
    for node, (name, chosen) in zip(links, FORMATS.items(), strict=True):
        response = client.get(str(node.attributes["href"]))
        assert response.headers["Content-Type"].startswith(chosen.media_type)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        file_name = f'attachment; filename="shop.example-v1.{chosen.file_name}"'
        assert response.headers["Content-Disposition"] == file_name
        stored = TokenSet.objects.get().tokens_json
        assert response.content.decode() == export(stored, name)


def test_an_export_can_be_revalidated(client: Client) -> None:
    add_scan(add_site(), document())
    first = client.get(ADDRESS + "exports/scss/")

    again = client.get(
        ADDRESS + "exports/scss/", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("file", ["tokens.json", "exports/scss/"])
def test_what_a_client_has_is_neither_read_nor_written(
    client: Client, file: str
) -> None:
    scan = add_scan(add_site(), document())
    etag = client.get(ADDRESS + file).headers["ETag"]

    with CaptureQueriesContext(connection) as captured:
        again = client.get(ADDRESS + file, headers={"If-None-Match": f'"x", {etag}'})

    assert (again.status_code, again.headers["ETag"]) == (304, etag)
    assert len(captured) == 2
    assert all(
        column not in query["sql"]
        for query in captured
        for column in ("tokens_json", "pack_json", "search_terms", "search_paths")
    )
    # Another process, or one whose memory is full, knows no hash: it says the same.
    cache.clear()
    cold = client.get(ADDRESS + file, headers={"If-None-Match": etag})
    assert (cold.status_code, cold.content) == (304, b"")
    assert client.get(ADDRESS + file).headers["ETag"] == etag
    # A newer extractor reads the same CSS otherwise: the version's document changes.
    assert scan.token_set
    refresh(scan.token_set, colors(1), extractor_version="2", token_count=1)
    changed = client.get(ADDRESS + file, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    digest = hashlib.sha256(changed.content).hexdigest()
    assert changed.headers["ETag"] == f'"{digest}"' != etag


def test_a_client_that_has_another_file_gets_this_one(client: Client) -> None:
    add_scan(add_site(), document())
    scss = client.get(ADDRESS + "exports/scss/")
    less = client.get(
        ADDRESS + "exports/less/", headers={"If-None-Match": scss.headers["ETag"]}
    )

    assert less.status_code == 200
    site = Site.objects.get()
    site.owner_optout = True
    site.save()
    gone = client.get(
        ADDRESS + "exports/scss/", headers={"If-None-Match": scss.headers["ETag"]}
    )
    assert gone.status_code == 404


@pytest.mark.parametrize("name", ["sccs", "__class__", "DTCG", "%00"])
def test_an_unknown_format_is_not_found(client: Client, name: str) -> None:
    add_scan(add_site(), document())

    response = client.get(f"{ADDRESS}exports/{name}/")

    assert response.status_code == 404
    assert faults(response) == []


def test_it_asks_the_same_questions_for_many_scans_and_tokens(client: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    site = add_site()
    for n in range(3):
        add_scan(site, colors(3 + n))
    few = [queries(ADDRESS + page) for page in ("", "tokens/color/", "untyped/")]
    for n in range(27):
        add_scan(site, colors(30 + n))
    many = [queries(ADDRESS + page) for page in ("", "tokens/color/", "untyped/")]

    assert few == many == [5, 2, 2]


def test_it_shows_the_newest_changes_by_version(client: Client) -> None:
    site = add_site()
    add_scan(site, colors(2))
    add_scan(site, colors(3))
    add_scan(site, colors(9))

    response = client.get(ADDRESS)

    page = parsed(response)
    assert [head.text() for head in page.css(".timeline h3")] == ["Version 3"]
    assert len(page.css(".timeline .change")) == 5
    assert faults(response) == []


def test_the_changes_of_a_first_version_are_no_news(client: Client) -> None:
    add_scan(add_site(), colors(2))

    assert parsed(client.get(ADDRESS)).css_first("#latest") is None


def test_scanning_again_needs_no_typing(client: Client) -> None:
    add_scan(add_site("example.com"), document())

    field = parsed(client.get("/sites/example.com/")).css_first("input[name=url]")

    assert field is not None
    response = client.post("/", {"url": field.attributes["value"]})
    assert response.status_code == 302


def test_what_an_operator_allowed_is_not_offered_to_everyone(client: Client) -> None:
    add_scan(add_site("127.0.0.1:8000"), document(), allow_private=True)

    page = parsed(client.get("/sites/127.0.0.1:8000/"))

    assert page.css_first("input[name=url]") is None


ROLES = """
:root { --brand: #0d6efd; --danger: #dc3545 }
.btn { background: var(--brand); color: #fff }
.alert-danger { background: var(--danger); color: #f8d7da; border-color: #dc3546 }
.a { margin: 4px; font-size: 16px } .b { font-size: 20px }
"""


def test_it_shows_what_the_tokens_are_for(client: Client) -> None:
    add_scan(add_site(), document(ROLES))

    response = client.get(ADDRESS)

    section = parsed(response).css_first("[aria-labelledby=roles]")
    assert section is not None
    text = " ".join(section.text().split())
    assert "color.brand" in text
    assert "of 100 · 1 use Said by --brand" in text
    assert "AA for large text only" in text
    assert "2 pairs, 1 below AA (4.5)" in text
    assert "Sizes follow no modular ratio." in text
    assert "1 pair of colours that hardly anyone can tell apart" in text
    sample = section.css_first(".sample text")
    assert sample is not None
    assert sample.attributes["fill"] == "#f8d7da"
    labels = [node.text() for node in parsed(response).css(".token bdi.badge")]
    assert "brand 1" in labels
    assert faults(response) == []


def test_a_document_of_an_older_extractor_has_no_section_of_roles(
    client: Client,
) -> None:
    found = document(ROLES)
    del found["$extensions"]["com.contextds"]["roles"]
    add_scan(add_site(), found)

    response = client.get(ADDRESS)

    assert parsed(response).css_first("#roles") is None
    assert faults(response) == []
