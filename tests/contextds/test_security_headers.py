"""Headers of every answer, error pages, and the rules that keep the policy true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.contextds.away import database_away
from tests.pages import faults, parsed

TEMPLATES = Path(settings.BASE_DIR) / "contextds" / "templates"
STATIC = Path(settings.BASE_DIR) / "contextds" / "static"
PAGES = ["/", "/sites/", "/nowhere/", "/healthz", "/sites/nowhere.example/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_an_unknown_address_is_a_page_of_ours(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "nothing at this address" in response.content.decode()
    assert faults(response) == []


@pytest.mark.django_db
def test_a_defect_is_a_page_of_ours(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scans RENAME COLUMN url TO address")
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "broke on our side" in response.content.decode()
    assert faults(response) == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/sites/", "/scans/1/"])
def test_a_database_that_is_away_is_unavailable_and_not_broken(
    client: Client, address: str
) -> None:
    with database_away():
        response = client.get(address)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "Nothing was lost" in response.content.decode()
    assert faults(response) == []


def test_a_host_that_is_not_ours_is_a_bad_request(client: Client) -> None:
    response = client.get("/healthz", headers={"Host": "evil.example"})

    assert response.status_code == 400


def template_files() -> list[Path]:
    """Every template of ours."""
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", template_files(), ids=lambda path: path.name)
def test_no_template_holds_inline_style_script_or_unescaped_text(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\|\s*safe\b|autoescape|safeseq", text)


def test_the_stylesheet_asks_nothing_of_other_hosts() -> None:
    text = (STATIC / "contextds" / "site.css").read_text()

    assert "@import" not in text
    assert "url(" not in text


def rgb(code: str) -> list[float]:
    """Linear-light red, green and blue of #rrggbb (WCAG 2.2, relative luminance)."""
    parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    weights = (0.2126, 0.7152, 0.0722)
    light, dark = sorted(
        (
            sum(w * c for w, c in zip(weights, rgb(code), strict=True))
            for code in (one, other)
        ),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def roles(*, dark: bool) -> dict[str, str]:
    """The stylesheet's custom properties that are colours, aliases followed."""
    text = (STATIC / "contextds" / "site.css").read_text()
    light_part, dark_part = text.split("@media (prefers-color-scheme: dark)", 1)
    values = dict(re.findall(r"--([\w-]+):\s*([^;]+);", light_part))
    if dark:
        values |= re.findall(r"--([\w-]+):\s*([^;]+);", dark_part.split("\n}\n", 1)[0])
    found = {}
    for name, value in values.items():
        while alias := re.fullmatch(r"var\(--([\w-]+)\)", value):
            value = values[alias[1]]
        if re.fullmatch(r"#[0-9a-f]{6}", value):
            found[name] = value
    return found


PAIRS = [
    *(
        (text, ground, 4.5)
        for text in ("text", "muted")
        for ground in ("page", "surface", "sunken")
    ),
    *(("accent", ground, 4.5) for ground in ("page", "surface")),
    ("accent-strong", "surface", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    *(
        (kind, f"{kind}-soft", 4.5)
        for kind in ("added", "removed", "modified", "renamed")
    ),
    *(
        ("text", f"{kind}-soft", 4.5)
        for kind in ("added", "removed", "modified", "renamed")
    ),
    ("modified", "surface", 4.5),
    ("control", "surface", 3),
    ("control", "page", 3),
    ("focus", "page", 3),
    ("focus", "surface", 3),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_have_enough_contrast(
    front: str, ground: str, least: float, dark: bool
) -> None:
    colours = roles(dark=dark)

    assert contrast(colours[f"color-{front}"], colours[f"color-{ground}"]) >= least


@pytest.mark.django_db
def test_the_keyboard_can_skip_the_masthead(client: Client) -> None:
    tree = parsed(client.get("/"))

    link = tree.css_first("body > a")
    assert link is not None
    assert link.attributes["href"] == "#main"
    assert tree.css_first("main#main") is not None
