"""tokens.extraction.numbers: measures, lengths, times and calc()."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokens.extraction.numbers import Measure, length, measure, time


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1", 1, ""),
        ("+1.50REM", 1.5, "rem"),
        ("-.5px", -0.5, "px"),
        ("-0px", 0, "px"),
        ("1e2", 100, ""),
        ("1e2em", 100, "em"),
        ("1em", 1, "em"),
        ("50%", 50, "%"),
        ("calc(1px + 2px)", 3, "px"),
        ("calc(1px - -2px)", 3, "px"),
        ("calc(2 * 3px / 4)", 1.5, "px"),
        ("calc((1rem + 1rem) * 2)", 4, "rem"),
        ("calc(1in + 4px)", 100, "px"),
        ("calc(1s + 500ms)", 1.5, "s"),
        ("calc(0.1px + 0.2px)", 0.3, "px"),
        ("CALC(1px*2)", 2, "px"),
        ("-webkit-calc(1px)", 1, "px"),
        ("calc(1rem + 0px)", 1, "rem"),
        ("calc(0px + 1rem)", 1, "rem"),
        ("min(4px, 2px)", 2, "px"),
        ("max(4px, calc(2px * 3))", 6, "px"),
        ("clamp(1px, 5px, 3px)", 3, "px"),
        ("calc(pi)", 3.141592654, ""),
    ],
)
def test_a_measure_is_read(text: str, value: float, unit: str) -> None:
    assert measure(text) == Measure(value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "px",
        "1 px",
        "1.px",
        "--1px",
        "1e999",
        "calc()",
        "calc(1px+2px)",
        "calc(1px + 2rem)",
        "calc(1px + 2)",
        "calc(1px + 2 + 3px)",
        "calc(1px + 2 * 1rem)",
        "calc(1px * 2px)",
        "calc(1px / 0)",
        "calc(1 / 2px)",
        "calc(1px +)",
        "calc(1px 2px)",
        "calc(1px",
        "calc(1px))",
        "calc(1e308 * 1e308)",
        "calc(x)",
        "min()",
        "min(1px, 2rem)",
        "min(1px, x)",
        "clamp(1px, 2px)",
        "round(1px)",
        "calc(" * 40 + "1px" + ")" * 40,
    ],
)
def test_what_is_no_single_measure_is_none(text: str) -> None:
    assert measure(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12pt", Measure(16, "px")),
        ("1in", Measure(96, "px")),
        ("2.54cm", Measure(96, "px")),
        ("25.4mm", Measure(96, "px")),
        ("101.6Q", Measure(96, "px")),
        ("1pc", Measure(16, "px")),
        ("1.25rem", Measure(1.25, "rem")),
        ("0", Measure(0, "px")),
        ("0rem", Measure(0, "px")),
        ("0vw", Measure(0, "px")),
        ("-0em", Measure(0, "px")),
        ("0%", None),
        ("0deg", None),
        ("0s", None),
        ("1", None),
        ("1em", None),
        ("calc(0)", None),
        ("1e305in", Measure(96e305, "px")),
        ("1e308in", None),
    ],
)
def test_lengths_are_px_and_rem_only(text: str, expected: Measure | None) -> None:
    assert length(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("150ms", Measure(150, "ms")),
        (".15S", Measure(0.15, "s")),
        ("0ms", Measure(0, "s")),
        ("0", None),
        ("1px", None),
    ],
)
def test_times_keep_their_unit(text: str, expected: Measure | None) -> None:
    assert time(text) == expected


@given(st.text("0123456789.+-*/() ,ecalminpxr%", max_size=40))
def test_no_text_raises(text: str) -> None:
    for wrapped in (text, f"calc({text})", f"min({text})"):
        measure(wrapped)
        length(wrapped)
