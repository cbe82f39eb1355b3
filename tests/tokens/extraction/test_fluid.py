"""tokens.extraction.fluid: clamp() between two viewport widths."""

from __future__ import annotations

import pytest

from tokens.extraction import Stylesheet, extract
from tokens.extraction.fluid import Clamp, clamp, pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("clamp(1rem, 0.5rem + 2vw, 2rem)", ("1rem", "25rem", "2rem", "75rem")),
        ("clamp(1rem,2vw + .5rem,2rem)", ("1rem", "25rem", "2rem", "75rem")),
        ("clamp(16px, 4px + 2.5vw, 24px)", ("16px", "480px", "24px", "800px")),
        ("clamp(1rem, 2vw, 2rem)", ("1rem", "50rem", "2rem", "100rem")),
        # px and rem meet: at 16px a rem
        ("clamp(16px, 0.5rem + 2vw, 32px)", ("16px", "400px", "32px", "1200px")),
        ("clamp(1rem, 8px + 2vw, 2rem)", ("1rem", "400px", "2rem", "1200px")),
        (
            "clamp(1rem, calc(0.5rem + (1vw * 4) / 2), 2rem)",
            ("1rem", "25rem", "2rem", "75rem"),
        ),
        (
            "clamp(1rem, calc(1rem + 2 * (1vw - 0.2rem)), 2rem)",
            ("1rem", "20rem", "2rem", "70rem"),
        ),
        # it falls where the viewport grows
        ("clamp(1rem, 3rem - 2vw, 2rem)", ("1rem", "100rem", "2rem", "50rem")),
        ("clamp(12pt, 6pt + 1vw, 24pt)", ("16px", "800px", "32px", "2400px")),
        ("clamp(12pt, 10px + 1vw, 24pt)", ("16px", "600px", "32px", "2200px")),
    ],
)
def test_the_widths_of_its_ends_are_exact(
    text: str, expected: tuple[str, str, str, str]
) -> None:
    found = clamp(text)
    assert found is not None
    ends = pairs(found)
    assert ends is not None
    texts = [
        f"{end[key]['value']}{end[key]['unit']}"
        for end in ends
        for key in ("size", "width")
    ]
    assert tuple(texts) == expected


@pytest.mark.parametrize(
    "preferred",
    [
        "1rem",
        "2vh",
        "1rem + 2vh",
        "1rem + 2vw + 1vh",
        "2vw * 1vh",
        "2vw + 0%",
        "2vw; 1rem",
        "1em + 2vw",
        "2vw * 1vw",
        "1rem / 2vw",
        "1rem + ",
        "(1rem + 2vw",
        "1rem + 2",
        "min(1rem, 2vw)",
        "2vw 1rem",
        "1rem + 2vw)",
        "(" * 40 + "2vw" + ")" * 40,
        "1e999vw",
        "2vw / 0",
        "",
    ],
)
def test_what_is_not_linear_in_the_width_has_no_pairs(preferred: str) -> None:
    assert pairs(Clamp("1rem", preferred, "2rem")) is None


def test_an_end_that_no_viewport_reaches_has_no_pairs() -> None:
    assert pairs(Clamp("1rem", "2rem + 1vw", "4rem")) is None


@pytest.mark.parametrize(
    ("least", "most"), [("2rem", "1rem"), ("1rem", "1rem"), ("1em", "2rem")]
)
def test_ends_have_to_be_two_lengths_in_order(least: str, most: str) -> None:
    assert pairs(Clamp(least, "2vw", most)) is None


@pytest.mark.parametrize(
    "text", ["clamp(1rem, 2vw)", "min(1rem, 2vw)", "1rem", "clamp(1rem,,2rem)"]
)
def test_only_a_clamp_of_three_is_one(text: str) -> None:
    assert clamp(text) is None


def test_the_document_lists_values_with_their_arguments_and_pairs() -> None:
    css = """:root{--least:1rem;--h1-font-size:clamp(var(--least), 0.5rem + 2vw, 2rem)}
      .a{padding:clamp(1em, 2vw, 2em)}"""
    found = extract([Stylesheet(css)]).to_dtcg()["$extensions"]["com.contextds"]
    assert found["untyped"]["font-size"]["h1-font-size"]["min"] == "1rem"
    assert found["untyped"]["font-size"]["h1-font-size"]["preferred"] == "0.5rem + 2vw"
    assert found["fluid"] == {
        "count": 1,
        "items": [
            {
                "value": "font-size.h1-font-size",
                "pairs": [
                    {
                        "size": {"value": 1, "unit": "rem"},
                        "width": {"value": 25, "unit": "rem"},
                    },
                    {
                        "size": {"value": 2, "unit": "rem"},
                        "width": {"value": 75, "unit": "rem"},
                    },
                ],
            }
        ],
    }
