"""tokens.extraction.roles.palette: the distinct colours, each with its tokens."""

from __future__ import annotations

from tokens.extraction import Stylesheet, Token, extract
from tokens.extraction.results import Provenance
from tokens.extraction.roles.palette import palette

UNUSED = Provenance(0, 0, "", (), (), ())


def tokens(css: str) -> tuple[Token, ...]:
    return extract([Stylesheet(css)]).tokens


def test_spellings_and_aliases_of_a_colour_are_one() -> None:
    shades, of = palette(
        tokens(":root{--b:var(--a);--a:red} .x{color:#f00} .y{color:hsl(0 100% 50%)}")
    )
    assert len(shades) == 1
    assert {shade.hex for shade in of.values()} == {"#ff0000"}
    assert shades[0].token.path == "color.a"
    assert [token.path for token in shades[0].tokens][-1] == "color.b"


def test_another_alpha_is_another_colour() -> None:
    shades, _ = palette(tokens(".x{color:#f00} .y{color:#f008}"))
    assert [shade.described().get("alpha") for shade in shades] == [None, 0.533]


def test_outside_srgb_a_colour_is_cut_for_the_screen() -> None:
    shades, _ = palette(tokens(".x{color:color(display-p3 none 1 0)} .y{color:#0f0}"))
    assert [(shade.hex, not shade.digits, shade.wide) for shade in shades] == [
        ("#00ff00", False, False),
        ("#00ff00", True, True),
    ]


def test_the_declared_token_that_is_used_most_stands_for_the_colour() -> None:
    shades, _ = palette(
        tokens(":root{--a:red;--b:red} .x{color:var(--b)} .y{fill:red}")
    )
    assert shades[0].token.path == "color.b"
    assert shades[0].described(["--missing", "--a"])["token"] == "color.a"


def test_what_is_no_color_or_leads_nowhere_is_left_out() -> None:
    odd = [
        Token("color", "a", "color", "{color.b}", UNUSED),
        Token("color", "b", "color", "{color.a}", UNUSED),
        Token("color", "c", "color", "{color.gone}", UNUSED),
        Token("spacing", "d", "dimension", {"value": 1, "unit": "px"}, UNUSED),
    ]
    assert palette(odd) == ([], {})
