"""tokens.extraction.font_faces: the fonts that a site brings along."""

from __future__ import annotations

from typing import Any

from tests.tokens.extraction.shipped import SHIPPED
from tokens.extraction import Stylesheet, extract


def fonts(css: str) -> dict[str, Any]:
    document = extract([Stylesheet(css, url="https://example.com/a.css")]).to_dtcg()
    found: dict[str, Any] = document["$extensions"]["com.contextds"].get("fonts", {})
    return found


CSS = """
@font-face { font-family: "A  B"; src: local("A B"), url(a.woff2) format("woff2"), url('a.ttf?v=1#x');
  font-weight: bold; font-display: swap; unicode-range: U+0-FF }
@media screen { @font-face { font-family: A B; src: url("b.woff2") format("woff2-variations"); font-style: italic;
  font-weight: 100 900; unicode-range: U+100-200 } }
@font-face { font-family: Icons; src: url(data:font/woff;base64,AAAA) }
@font-face { font-family: Icons; src: url(i) tech(variations), bare; font-weight: 400 }
@font-face { font-family: Nothing }
@font-face { src: url(x.woff2) }
"""


def test_faces_are_listed_by_family() -> None:
    found = fonts(CSS)
    assert found["count"] == 2
    first, second = found["items"]
    assert first == {
        "family": "A B",
        "faces": 2,
        "weights": ["100 900", "700"],
        "styles": ["italic", "normal"],
        "formats": ["local", "ttf", "woff2"],
        "display": ["swap"],
        "unicode_ranges": 2,
        "sources": [
            {"url": "https://example.com/a.css", "line": 2, "context": ""},
            {
                "url": "https://example.com/a.css",
                "line": 4,
                "context": "@media screen",
            },
        ],
    }
    assert second["family"] == "Icons"
    assert (second["weights"], second["formats"]) == (["400"], ["woff"])
    assert second["faces"] == 2
    assert "display" not in second


def test_a_sheet_without_fonts_says_nothing() -> None:
    assert fonts(".a{font-family:X}") == {}


def test_real_faces_are_read() -> None:
    found = fonts(SHIPPED["toolbar"])
    assert {one["family"] for one in found["items"]} == {"Alef", "Geist"}
