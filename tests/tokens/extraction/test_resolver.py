"""tokens.extraction.resolver: the modes as a DTCG 2025.10 resolver document."""

from __future__ import annotations

from typing import Any

from tokens.extraction import Stylesheet, extract
from tokens.extraction.resolver import resolver as of_document


def resolver(css: str) -> dict[str, Any]:
    return extract([Stylesheet(css)]).to_resolver()


def test_an_axis_is_a_modifier_whose_default_is_light() -> None:
    found = resolver(
        ":root{--bg:light-dark(#fff,#000);--fg:#111}"
        "@media (prefers-color-scheme:dark){:root{--fg:#eee}}"
    )
    assert found["resolutionOrder"] == [
        {"$ref": "#/sets/tokens"},
        {"$ref": "#/modifiers/color-scheme"},
    ]
    modifier = found["modifiers"]["color-scheme"]
    assert modifier["default"] == "light"
    dark = modifier["contexts"]["dark"][0]["color"]
    assert dark["bg"] == {"$type": "color", "$value": "{color.000000}"}
    assert dark["fg"] == {"$type": "color", "$value": "{color.eeeeee}"}
    base = found["sets"]["tokens"]["sources"][0]
    assert {"bg", "fg", "000000", "eeeeee"} <= set(base["color"])
    assert modifier["contexts"]["light"] == [{}]


def test_an_axis_with_one_context_gets_an_empty_default() -> None:
    found = resolver(":root{--a:red}[data-theme=contrast]{--a:blue}")
    contexts = found["modifiers"]["data-theme"]["contexts"]
    assert contexts["default"] == [{}]
    assert list(contexts["contrast"][0]["color"]) == ["a"]


def test_what_has_only_a_light_theme_keeps_its_own_values_as_the_default() -> None:
    found = resolver(":root{--a:black}[data-theme=light]{--a:white}")
    modifier = found["modifiers"]["data-theme"]
    assert (modifier["default"], modifier["contexts"]["default"]) == ("default", [{}])
    assert list(modifier["contexts"]["light"][0]["color"]) == ["a"]


def test_a_theme_called_default_alone_is_nothing_to_choose() -> None:
    found = resolver(":root{--a:black}[data-theme=default]{--a:white}")
    assert "modifiers" not in found


def test_without_modes_there_is_one_set_and_no_modifier() -> None:
    found = resolver(".a{color:red}")
    assert found["resolutionOrder"] == [{"$ref": "#/sets/tokens"}]
    assert "modifiers" not in found


def test_a_mode_that_would_close_a_circle_is_left_out() -> None:
    found = resolver(":root{--a:red;--b:var(--a)}.dark{--a:var(--b)}")
    assert "modifiers" not in found


def test_what_is_no_token_in_a_stored_document_is_left_out() -> None:
    stored = {"color": {"a": {"$type": "color", "$value": "red"}, "b": {}, "c": 1}}
    (base,) = of_document(stored)["sets"]["tokens"]["sources"]
    assert list(base["color"]) == ["a"]
