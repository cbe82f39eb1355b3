"""DTCG values as one line of text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tokens.extraction.groups import GROUPS
from tokens.spelling import VALUE_CHARS, value_text

#: Examples may be slow where others compute beside them.
UNHURRIED = settings(deadline=None)

RED = {"colorSpace": "srgb", "components": [1, 0, 0], "hex": "#ff0000"}
TYPES = sorted({type_ for group in GROUPS for type_ in group.types})


def px(value: float) -> dict[str, Any]:
    """A length in pixels."""
    return {"value": value, "unit": "px"}


SHADOW = {
    "color": RED,
    "offsetX": px(0),
    "offsetY": px(1),
    "blur": px(2),
    "spread": px(0),
}


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        ("color", RED, "#ff0000"),
        ("color", RED | {"alpha": 0.5}, "#ff0000 / 50%"),
        (
            "color",
            {"colorSpace": "oklch", "components": [0.62, 0.2, "none"], "alpha": 0.5},
            "oklch(0.62 0.2 none / 0.5)",
        ),
        (
            "color",
            {"colorSpace": "display-p3", "components": [1, 0, 0.1], "hex": "#ff0000"},
            "color(display-p3 1 0 0.1)",
        ),
        ("color", "{color.brand}", "{color.brand}"),
        ("dimension", px(16.0), "16px"),
        ("duration", {"value": 0.25, "unit": "s"}, "0.25s"),
        ("number", 1.5, "1.5"),
        ("number", 10000000, "1e+07"),
        ("fontWeight", 700, "700"),
        ("fontWeight", "bold", "bold"),
        ("fontFamily", "Inter", "Inter"),
        ("fontFamily", ["Inter", "serif"], "Inter, serif"),
        ("cubicBezier", [0.2, 0, 0, 1], "cubic-bezier(0.2, 0, 0, 1)"),
        ("shadow", SHADOW, "0px 1px 2px 0px #ff0000"),
        (
            "shadow",
            [SHADOW, SHADOW | {"inset": True}],
            "0px 1px 2px 0px #ff0000, inset 0px 1px 2px 0px #ff0000",
        ),
        (
            "gradient",
            [{"color": RED, "position": 0}, {"color": RED, "position": 0.375}],
            "#ff0000 0%, #ff0000 37.5%",
        ),
        (
            "typography",
            {
                "fontFamily": ["Inter"],
                "fontSize": px(16),
                "fontWeight": 600,
                "lineHeight": 1.5,
                "letterSpacing": px(0),
            },
            "600 16px/1.5 Inter",
        ),
        (
            "transition",
            {
                "duration": {"value": 200, "unit": "ms"},
                "delay": {"value": 0, "unit": "s"},
                "timingFunction": [0, 0, 1, 1],
            },
            "200ms cubic-bezier(0, 0, 1, 1) 0s",
        ),
        (
            "border",
            {"width": px(1), "style": "solid", "color": RED},
            "1px solid #ff0000",
        ),
        ("strokeStyle", "dashed", "dashed"),
        ("color", None, "null"),
        ("dimension", {"value": 1}, '{"value": 1}'),
        ("shadow", "none", '"none"'),
    ],
)
def test_a_value_is_spelled_as_css_would(type_: str, value: Any, text: str) -> None:
    assert value_text(type_, value) == text


def test_a_long_value_is_cut() -> None:
    text = value_text("fontFamily", ["x" * 50] * 50)

    assert len(text) == VALUE_CHARS
    assert text.endswith("…")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["value", "unit", "color", "colorSpace", "components", "alpha"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@UNHURRIED
@given(type_=st.sampled_from(TYPES), value=JSON)
def test_no_value_breaks_it(type_: str, value: Any) -> None:
    assert len(value_text(type_, value)) <= VALUE_CHARS
