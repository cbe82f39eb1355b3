"""tokens.exports.android: resources that parse, for the day and for the night."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.android import android, android_night


def resources(text: str) -> dict[str, str | None]:
    """Each resource's text by name; names are unique and references resolve."""
    root = ElementTree.fromstring(text.encode())
    assert root.tag == "resources"
    found = {}
    for one in root:
        name = one.attrib["name"]
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert name not in found
        found[name] = one.text if one.tag != "style" else one.attrib.get("parent")
    return found


def test_tokens_are_resources_of_their_types() -> None:
    found = resources(android(document()))
    assert found["color_blue"] == "#FF0D6EFD"
    assert found["color_link"] == "@color/color_blue"
    assert found["color_glow"] == "#802F7EE3" or str(found["color_glow"])[:3] == "#80"
    assert found["spacing_space"] == "8dp"
    assert found["font_size_16px"] == "16sp"
    assert found["duration_fast"] == "150"
    assert found["opacity_0_5"] == "0.5"
    assert found["font_family_font"] == "Inter, system-ui"
    text = android(document())
    assert '<item name="opacity_0_5" type="dimen" format="float">' in text
    assert '<item name="android:lineHeight">24sp</item>' in text


def test_what_is_no_resource_is_counted() -> None:
    assert "<!-- Not in this file: border 1, easing" in android(document())


def test_the_night_has_what_is_another_value_in_it() -> None:
    assert resources(android_night(document())) == {"color_blue": "@color/color_ffffff"}


def test_a_site_without_a_night_says_so() -> None:
    text = android_night({"color": {"a": token("color", RED)}})
    assert resources(text) == {}
    assert "no values for the dark" in text


def test_texts_are_escaped() -> None:
    found = {
        "font-family": {
            "a": token("fontFamily", ["@x", "O'Neil & <Sons>"]),
            "b": token("fontFamily", '?"\\'),
        }
    }
    read = resources(android(found))
    assert read["font_family_a"] == "\\@x, O\\'Neil & <Sons>"
    assert read["font_family_b"] == '\\?\\"\\\\'


def test_an_alias_of_a_style_has_it_as_parent() -> None:
    style = {
        "fontFamily": "A",
        "fontSize": {"value": 10, "unit": "px"},
        "fontWeight": 400,
        "lineHeight": {"value": 12, "unit": "px"},
        "letterSpacing": {"value": 1, "unit": "px"},
    }
    found = {
        "typography": {
            "a": token("typography", style),
            "b": token("typography", "{typography.a}"),
        }
    }
    assert resources(android(found))["typography_b"] == "@style/typography_a"
    assert '"android:letterSpacing">0.1<' in android(found)


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_hostile_documents_are_resources(found: dict[str, Any]) -> None:
    day = resources(android(found))
    assert any(name.startswith("color") for name in day)
    resources(android_night(found))
