"""tokens.extraction.conditions: media queries against a light screen without preferences."""

from __future__ import annotations

import pytest

from tokens.extraction.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    media,
    supports,
    widths,
)
from tokens.extraction.numbers import Measure

DARK = Condition(modes=(("color-scheme", "dark"),))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALWAYS),
        ("all", ALWAYS),
        ("screen", ALWAYS),
        ("only screen", ALWAYS),
        ("not print", ALWAYS),
        ("print, screen", ALWAYS),
        ("print", NEVER),
        ("PRINT", NEVER),
        ("not print and (min-width: 1px)", ALWAYS),
        ("not all", NEVER),
        ("not screen", NEVER),
        ("speech", NEVER),
        ("print and (min-width: 1px)", NEVER),
        ("(prefers-color-scheme: light)", ALWAYS),
        ("(prefers-color-scheme: dark)", DARK),
        ("screen and (prefers-color-scheme:dark)", DARK),
        ("not (prefers-color-scheme: light)", DARK),
        ("not all and (prefers-color-scheme: light)", DARK),
        ("not (prefers-color-scheme: dark)", ALWAYS),
        ("(prefers-reduced-motion)", Condition(modes=(("motion", "any"),))),
        ("(prefers-reduced-motion: no-preference)", ALWAYS),
        ("(color-gamut: p3)", Condition(modes=(("gamut", "p3"),))),
        ("(hover: hover)", ALWAYS),
        ("(hover: none)", Condition(responsive=("(hover: none)",))),
        ("(min-width: 40em)", Condition(responsive=("(min-width: 40em)",))),
        (
            "(400px <= width < 60rem)",
            Condition(responsive=("(400px <= width < 60rem)",)),
        ),
        ("not (min-width: 1px)", Condition(responsive=("not (min-width: 1px)",))),
        (
            "(prefers-color-scheme: dark) and (min-width: 1px)",
            Condition((("color-scheme", "dark"),), ("(min-width: 1px)",)),
        ),
        ("(prefers-color-scheme: light) or (width: 1px)", ALWAYS),
        ("((", Condition(responsive=("((",))),
    ],
)
def test_a_media_query_is_weighed(query: str, expected: Condition) -> None:
    assert media(query) == expected


def test_support_is_taken_to_be_there() -> None:
    assert supports("(display: grid)") == ALWAYS
    assert supports("not (display: grid)") == NEVER


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("(min-width: 576px)", [Measure(576, "px")]),
        ("(MAX-WIDTH:40em) and (min-width: 0)", [Measure(40, "rem")]),
        ("(400px <= width < 60rem)", [Measure(400, "px"), Measure(60, "rem")]),
        ("(width >= calc(10px * 2))", [Measure(20, "px")]),
        ("(min-width: 50vw) and (min-height: 3px)", [Measure(50, "vw")]),
        (
            "((min-width: 30em) and (max-width: 9px)) or (not (width > 8px))",
            [Measure(30, "rem"), Measure(9, "px"), Measure(8, "px")],
        ),
        ("(min-width: 50%) and (max-width: 0em) and (width < calc(1em + 1px))", []),
        ("(min-resolution: 2dppx)", []),
    ],
)
def test_the_widths_of_a_condition(condition: str, expected: list[Measure]) -> None:
    assert list(widths(condition)) == expected


def test_em_of_a_container_is_not_rem() -> None:
    assert widths("(min-width: 40em)", container=True) == (Measure(40, "em"),)
    assert widths("(inline-size > 40rem)", container=True) == (Measure(40, "rem"),)
