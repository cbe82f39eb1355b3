"""tokens.exports.css_values: every type as CSS, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from tests.tokens.exports.documents import HOSTILE, RED, token
from tokens.exports.css_values import Speller, number, safe_text, string
from tokens.exports.reading import Tokens

PX = {"value": 1, "unit": "px"}
LAYER = {"color": RED, "offsetX": PX, "offsetY": PX, "blur": PX, "spread": PX}
STOPS = [{"color": RED, "position": 0.1}, {"color": "{color.red}", "position": 0.285}]


def spelled(type_: str, value: Any, group: str = "group", **facts: Any) -> str | None:
    """The text of one token beside `color.red`, `size.one` and a circle."""
    found = {
        "color": {
            "red": token("color", RED),
            "a": token("color", "{color.b}"),
            "b": token("color", "{color.a}"),
        },
        "size": {"one": token("number", 1.5)},
        group: {"it": token(type_, value, **facts)},
    }
    return Speller(Tokens(found)).resolved.get(f"{group}.it")


def color(space: str, *parts: Any, **more: Any) -> dict[str, Any]:
    """A DTCG colour."""
    return {"colorSpace": space, "components": list(parts), **more}


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("color", RED, "#ff0000"),
        ("color", RED | {"alpha": 0.25}, "rgba(255, 0, 0, 0.25)"),
        ("color", color("srgb", 0.5, 0, 0), "color(srgb 0.5 0 0)"),
        ("color", color("srgb", "none", 0, 0), "color(srgb none 0 0)"),
        ("color", color("hsl", 210, 50, 40.5), "hsl(210 50% 40.5%)"),
        ("color", color("hwb", 210, "none", 0), "hwb(210 none 0%)"),
        ("color", color("lab", 50, -20, 1e-7, alpha=0), "lab(50 -20 0.0000001 / 0)"),
        ("color", color("display-p3", 1, 0, 0), "color(display-p3 1 0 0)"),
        ("color", "{color.red}", "#ff0000"),
        ("dimension", {"value": -0.5, "unit": "rem"}, "-0.5rem"),
        ("dimension", {"value": -0.0, "unit": "px"}, "0px"),
        ("duration", {"value": 1e21, "unit": "ms"}, "1" + "0" * 21 + "ms"),
        ("number", 10, "10"),
        ("fontWeight", 450, "450"),
        ("fontWeight", "semi-bold", "semi-bold"),
        ("fontFamily", "Inter", '"Inter"'),
        (
            "fontFamily",
            ["-apple-system", "A'B", "serif"],
            '-apple-system, "A\\27 B", serif',
        ),
        ("cubicBezier", [0.1, -2, 1, 3], "cubic-bezier(0.1, -2, 1, 3)"),
        ("strokeStyle", "dotted", "dotted"),
        ("strokeStyle", {"dashArray": [PX], "lineCap": "butt"}, "dashed"),
        ("shadow", LAYER, "1px 1px 1px 1px #ff0000"),
        ("shadow", [LAYER | {"inset": True}], "inset 1px 1px 1px 1px #ff0000"),
        ("gradient", STOPS, "linear-gradient(#ff0000 10%, #ff0000 28.5%)"),
        ("border", {"color": RED, "width": PX, "style": "solid"}, "1px solid #ff0000"),
        (
            "transition",
            {
                "duration": {"value": 2, "unit": "s"},
                "delay": {"value": 0, "unit": "s"},
                "timingFunction": [0, 0, 1, 1],
            },
            "2s cubic-bezier(0, 0, 1, 1) 0s",
        ),
        (
            "typography",
            {
                "fontFamily": ["serif"],
                "fontSize": PX,
                "fontWeight": 400,
                "lineHeight": "{size.one}",
            },
            "400 1px/1.5 serif",
        ),
        (
            "typography",
            {"fontFamily": "A", "fontSize": PX, "fontWeight": 400, "lineHeight": PX},
            '400 1px/1px "A"',
        ),
    ],
)
def test_each_type_is_written_as_css(type_: str, value: Any, expected: str) -> None:
    assert spelled(type_, value) == expected


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("color", "#ff0000"),
        ("color", "{color.a}"),
        ("color", "{color.missing}"),
        ("color", "{size.one}"),
        ("color", color("srgb", 1, 0)),
        ("color", color("cmyk", 1, 0, 0)),
        ("color", color("oklch", 1, 0, "x")),
        ("color", RED | {"alpha": "1)"}),
        ("dimension", {"value": 1, "unit": "px;"}),
        ("dimension", {"value": True, "unit": "px"}),
        ("dimension", {"value": math.inf, "unit": "px"}),
        ("number", "1"),
        ("fontWeight", "bold}"),
        ("fontFamily", "{color.missing}"),
        ("fontFamily", [1]),
        ("cubicBezier", [1, 2, 3]),
        ("strokeStyle", "a b"),
        ("shadow", "none"),
        ("typography", {}),
        ("unheard-of", 1),
        ("", "x"),
    ],
)
def test_what_is_not_of_its_type_has_no_text(type_: str, value: Any) -> None:
    assert spelled(type_, value) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"kind": "radial", "shape": "circle at 1% 2%"}, "radial-gradient(circle at"),
        ({"kind": "conic", "angle": "from 0deg"}, "conic-gradient(from 0deg, #"),
        ({"repeating": True}, "repeating-linear-gradient(#"),
        ("linear", "linear-gradient(#"),
    ],
)
def test_a_gradient_has_its_kind_and_line(facts: Any, expected: str) -> None:
    text = spelled("gradient", STOPS, gradient=facts)
    assert text is not None
    assert text.startswith(expected)


@pytest.mark.parametrize(
    "facts", [{"kind": "x"}, {"angle": "1deg;}"}, {"angle": 1}, {"angle": "'a'"}]
)
def test_a_gradient_of_unsafe_words_has_no_text(facts: Any) -> None:
    assert spelled("gradient", STOPS, gradient=facts) is None


def test_a_text_shadow_has_no_spread() -> None:
    assert spelled("shadow", [LAYER], "text-shadow") == "1px 1px 1px #ff0000"


def test_no_shadow_is_none() -> None:
    assert spelled("shadow", []) == "none"


@given(st.text())
def test_a_string_is_one_token_without_signs_of_other_languages(text: str) -> None:
    written = string(text)
    (token_,) = tinycss2.parse_component_value_list(written)
    assert token_.type == "string"
    assert not set(written[1:-1]) & set("\"'{}#@$`<;")
    clean = "".join(
        "\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text
    )
    assert token_.value == clean


@pytest.mark.parametrize(
    "text",
    ["clamp(1rem, 2vw, 3rem)", "50%", "var(--a, [x])", "url('a b')", 'a "b)" c', "a/b"],
)
def test_harmless_text_is_kept(text: str) -> None:
    assert safe_text(text) == text


def test_lines_are_joined() -> None:
    assert safe_text(" a\n\t b ") == "a b"


@pytest.mark.parametrize(
    "text",
    ["", "a;b", "a}b", "(", ")", "(]", '"', "'a", "a/*", "*/", "a\\", "</style>"]
    + ["a !important", "@x", "$x", "`x`", "\x00", "\ud800", None, 1]
    + ["'\u202e' a", "a\U000e0041", "a\x9bb"],
)
def test_text_that_could_end_its_declaration_is_refused(text: Any) -> None:
    assert safe_text(text) is None


@given(HOSTILE)
def test_text_that_is_kept_is_one_value(text: str) -> None:
    safe = safe_text(text)
    if safe is not None:
        sheet = tinycss2.parse_stylesheet(f"a{{--x:{safe};--y:1}}")
        assert len(sheet) == 1
        found = tinycss2.parse_blocks_contents(sheet[0].content)
        assert [one.name for one in found] == ["--x", "--y"]


def test_a_number_has_no_exponent() -> None:
    assert number(1e-9) == "0.000000001"
