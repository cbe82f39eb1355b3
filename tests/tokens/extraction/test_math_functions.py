"""tokens.extraction.math_functions: round(), pow(), sin() and their like."""

from __future__ import annotations

import pytest

from tokens.extraction.numbers import Measure, length, measure


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("round(1.5px, 1px)", 2, "px"),
        ("round(-1.5px, 1px)", -1, "px"),
        ("ROUND(UP, 1.2rem, .5rem)", 1.5, "rem"),
        ("round(down, 1.9rem, .5rem)", 1.5, "rem"),
        ("round(to-zero, -1.9)", -1, ""),
        ("round(to-zero, 1.9)", 1, ""),
        ("round(2.5)", 3, ""),
        ("round(10px, -3px)", 9, "px"),
        ("mod(18px, 5px)", 3, "px"),
        ("mod(-18px, 5px)", 2, "px"),
        ("mod(18px, -5px)", -2, "px"),
        ("mod(10px, 5px)", 0, "px"),
        ("rem(-18px, 5px)", -3, "px"),
        ("abs(-2px)", 2, "px"),
        ("sign(-3em)", -1, ""),
        ("sign(0)", 0, ""),
        ("calc(1rem * pow(1.25, 2))", 1.5625, "rem"),
        ("hypot(3px, 4px)", 5, "px"),
        ("hypot(1in, 0px)", 96, "px"),
        ("sqrt(16)", 4, ""),
        ("log(e)", 1, ""),
        ("log(8, 2)", 3, ""),
        ("exp(0)", 1, ""),
        ("calc(sin(30deg) * 10px)", 5, "px"),
        ("cos(0)", 1, ""),
        ("tan(.125turn)", 1, ""),
        ("asin(1)", 90, "deg"),
        ("acos(1)", 0, "deg"),
        ("atan(1)", 45, "deg"),
        ("atan2(1px, -1px)", 135, "deg"),
        ("calc(.5turn + 100grad + 90deg)", 360, "deg"),
        ("max(1px, min(round(2.4px, 1px), 9px))", 2, "px"),
    ],
)
def test_a_function_of_constants_is_a_measure(
    text: str, value: float, unit: str
) -> None:
    assert measure(text) == Measure(value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "round(1px, 0px)",
        "round(1px)",
        "round()",
        "round(sideways, 1px, 1px)",
        "round(1px, 1rem)",
        "round(up, 1px, 1px, 1px)",
        "mod(1px, 0px)",
        "mod(1px)",
        "abs(1, 2)",
        "pow(1px, 2)",
        "pow(2)",
        "pow(10, 999)",
        "sqrt(-1)",
        "sqrt(2px)",
        "asin(1deg)",
        "log(0)",
        "sin(1px)",
        "atan2(1px, 1rem)",
        "hypot(1px, var(--x))",
        "exp(infinity)",
    ],
)
def test_what_cannot_be_computed_is_no_measure(text: str) -> None:
    assert measure(text) is None
    assert length(text) is None
