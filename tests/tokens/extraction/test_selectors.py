"""tokens.extraction.selectors: specificity, the root element and its themes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokens.extraction.selectors import root_members, specificity


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("*", (0, 0, 0)),
        ("a", (0, 0, 1)),
        ("a::before", (0, 0, 2)),
        ("a:before", (0, 0, 2)),
        (".a.b > #c", (1, 2, 0)),
        ("[a='#x .y']", (0, 1, 0)),
        (":where(#a .b)", (0, 0, 0)),
        (":is(#a, .b) c", (1, 0, 1)),
        (":not(.a, b):hover", (0, 2, 0)),
        (":nth-child(2n + 1)", (0, 1, 0)),
        (".sm\\:a\\.b", (0, 1, 0)),
        ("svg|a", (0, 0, 2)),
        (":is(", (0, 0, 0)),
        (".a" + ":not(" * 6 + ".b" + ")" * 6, (0, 2, 0)),
        # Deeper than anybody writes: what is inside is not counted.
        (".a" + ":not(" * 9 + ".b" + ")" * 9, (0, 1, 0)),
    ],
)
def test_specificity_is_counted(selector: str, expected: tuple[int, int, int]) -> None:
    assert specificity(selector) == expected


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        (":root", [((0, 1, 0), ())]),
        ("HTML", [((0, 0, 1), ())]),
        ("html body", [((0, 0, 2), ())]),
        (":host, .x", [((0, 1, 0), ())]),
        ("*", [((0, 0, 0), ())]),
        (":where(:root, .x)", [((0, 0, 0), ())]),
        (":is(:root)", [((0, 1, 0), ())]),
        (".card, :hover, #a, :root > a, :root::before, a + b", []),
        (":root:hover", []),
        (".dark", [((0, 1, 0), (("theme", "dark"),))]),
        (".theme-dark", [((0, 1, 0), (("theme", "dark"),))]),
        (":where(.pf-v6-theme-dark)", [((0, 0, 0), (("theme", "dark"),))]),
        (".sl-theme-high-contrast", [((0, 1, 0), (("theme", "high-contrast"),))]),
        (".button-theme-blue, .bg-theme-dark", []),
        ("body.dark-mode", [((0, 1, 1), (("theme", "dark"),))]),
        # Classes that paint one element in a colour of the scheme.
        (".has-background-dark-on-scheme, .text-on-theme", []),
        (
            "html[data-bs-theme='dark']",
            [((0, 1, 1), (("data-bs-theme", "dark"),))],
        ),
        ("[data-color-mode=dark i]", [((0, 1, 0), (("data-color-mode", "dark"),))]),
        ("[data-theme]", [((0, 1, 0), (("data-theme", "on"),))]),
        ("[data-theme^=dark], [href=dark]", []),
        (":root:not([data-theme=dark])", [((0, 2, 0), ())]),
        (":root:not(.card)", []),
        (
            "[data-theme][data-theme=dark]",
            [((0, 2, 0), (("data-theme", "dark"),))],
        ),
        ("[data-theme=dark] [data-theme=light]", []),
        (":where(.dark)", [((0, 0, 0), (("theme", "dark"),))]),
        (".dark .card", []),
        (".darkness", []),
        (
            ":root, [data-theme=light]",
            [((0, 1, 0), ()), ((0, 1, 0), (("data-theme", "light"),))],
        ),
    ],
)
def test_the_root_and_its_themes_are_known(
    selectors: str, expected: list[object]
) -> None:
    assert [tuple(member) for member in root_members(selectors)] == expected


@given(st.text(":.#[]()=\"'\\ rothml*,>-&darkwhe", max_size=30))
def test_no_selector_raises(text: str) -> None:
    root_members(text)
    specificity(text)
