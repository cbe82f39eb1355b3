"""tokens.extraction.colors and color_conversion: css-color-4 and css-color-5, numbers kept."""

from __future__ import annotations

from typing import Any

import pytest
from coloraide import Color as Calculator
from hypothesis import given
from hypothesis import strategies as st

from tokens.extraction.colors import Color, parse_color
from tokens.extraction.named_colors import NAMED_COLORS
from tokens.extraction.naming import color_slug

READ = {
    "#abc": ("srgb", (0.6666666667, 0.7333333333, 0.8), 1),
    "#ABCD": ("srgb", (0.6666666667, 0.7333333333, 0.8), 0.867),
    "#000000": ("srgb", (0, 0, 0), 1),
    "#00000080": ("srgb", (0, 0, 0), 0.5),
    "#00000046": ("srgb", (0, 0, 0), 0.275),
    "Grey": ("srgb", (0.5019607843, 0.5019607843, 0.5019607843), 1),
    "transparent": ("srgb", (0, 0, 0), 0),
    "rgb(300, -5, 0)": ("srgb", (1, 0, 0), 1),
    "rgb(100% 50% 0)": ("srgb", (1, 0.5, 0), 1),
    "rgba(0 0 0 / 150%)": ("srgb", (0, 0, 0), 1),
    "rgb(none 0 0 / none)": ("srgb", (None, 0, 0), 0),
    "rgb(calc(255 / 5) 0 0)": ("srgb", (0.2, 0, 0), 1),
    "hsl(0.5turn 20% 30%)": ("hsl", (180, 20, 30), 1),
    "hsl(720deg 0% 100%)": ("hsl", (0, 0, 100), 1),
    "hsl(10 20 30)": ("hsl", (10, 20, 30), 1),
    "hsla(10, 20%, 30%, .4)": ("hsl", (10, 20, 30), 0.4),
    "hsl(100grad 20% 30%)": ("hsl", (90, 20, 30), 1),
    "hwb(-90 10% 20% / 50%)": ("hwb", (270, 10, 20), 0.5),
    "lab(50% 40% -20%)": ("lab", (50, 50, -25), 1),
    "lab(120 0 0)": ("lab", (100, 0, 0), 1),
    "lch(50 -3 20)": ("lch", (50, 0, 20), 1),
    "oklab(40% 50% 0)": ("oklab", (0.4, 0.2, 0), 1),
    "oklch(0.7 50% none)": ("oklch", (0.7, 0.2, None), 1),
    "color(srgb 1 50% 0)": ("srgb", (1, 0.5, 0), 1),
    "color(display-p3 none 0 1 / .1)": ("display-p3", (None, 0, 1), 0.1),
    "color(xyz 0.1 0.2 0.3)": ("xyz-d65", (0.1, 0.2, 0.3), 1),
    "color-mix(in srgb, red, blue)": ("srgb", (0.5, 0, 0.5), 1),
    "color-mix(in lab, lab(none 1 2), lab(none 3 4))": ("lab", (None, 2, 3), 1),
    "color-mix(in oklch, oklch(.5 none 20), oklch(.5 none 20))": (
        "oklch",
        (0.5, None, None),
        1,
    ),
    "color-mix(in srgb, red 25%, blue)": ("srgb", (0.25, 0, 0.75), 1),
    "color-mix(in srgb, red, blue 25%)": ("srgb", (0.75, 0, 0.25), 1),
    "color-mix(in srgb, red 20%, blue 20%)": ("srgb", (0.5, 0, 0.5), 0.4),
    "color-mix(in srgb, transparent 50%, red)": ("srgb", (1, 0, 0), 0.5),
    "color-mix(in hsl longer hue, red, hsl(40 100% 50%))": ("hsl", (200, 100, 50), 1),
    "rgb(from #123456 b g r)": ("srgb", (0.337254902, 0.2039215686, 0.07058823529), 1),
    "rgb(from rgb(1 2 3 / .5) 255 255 255)": ("srgb", (1, 1, 1), 0.5),
    "rgb(from red r g b / alpha)": ("srgb", (1, 0, 0), 1),
    "hsl(from red calc(h + 30) s l)": ("hsl", (30, 100, 50), 1),
    "color(from red srgb calc(r / 2) g b)": ("srgb", (0.5, 0, 0), 1),
}


@pytest.mark.parametrize("text", READ)
def test_a_colour_keeps_its_space_and_numbers(text: str) -> None:
    space, components, alpha = READ[text]
    assert parse_color(text) == Color(space, components, alpha)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#",
        "#12",
        "#12345",
        "#1234567",
        "#ggg",
        "reddish",
        "currentColor",
        "Canvas",
        "inherit",
        "rgb()",
        "rgb(1 2)",
        "rgb(1 2 3 4)",
        "rgb(1, 2 3)",
        "rgb(1, 2, none)",
        "rgb(1, 2%, 3)",
        "rgb(1px 2 3)",
        "rgb(1 2 3 / 4px)",
        "rgb(1 2 3 /)",
        "rgb(calc(1 / 0) 2 3)",
        "hsl(10, 20, 30)",
        "hsl(10% 20% 30%)",
        "hsl(1e999deg 1% 1%)",
        "hsl(1e308turn 1% 1%)",
        "color(nonsense 1 2 3)",
        "color(srgb 1px 2 3)",
        "color(srgb 1 2)",
        "color(display-p3 1 2 3 / x)",
        "color-mix(in srgb, red)",
        "color-mix(in srgb, red, mauvish)",
        "color-mix(in srgb, red 0%, blue 0%)",
        "color-mix(in srgb, red -1%, blue)",
        "color-mix(in srgb shorter hue, red, blue)",
        "color-mix(in hsl about hue, red, blue)",
        "color-mix(in nonsense, red, blue)",
        "color-mix(srgb, red, blue)",
        "color-mix(in srgb, red 1% 2%, blue)",
        "color-mix(in srgb, 10%, blue)",
        "rgb(from nothing r g b)",
        "rgb(from red r g)",
        "rgb(from red r g b b)",
        "lab(50 1e7 0)",
        "color(srgb 0 -1e7 0)",
        # The parts are no farther out than any colour may be, the mix is.
        "color-mix(in lch, color(prophoto-rgb 1e6 1 0.5), color(srgb 50 1e6 1))",
        "rgb(from red r g x)",
        "color(from red hsl h s l)",
        "url(red)",
        "var(--red)",
    ],
)
def test_what_is_no_colour_is_none(text: str) -> None:
    assert parse_color(text) is None


def test_color_out_of_range_becomes_oklab_and_says_so() -> None:
    color = parse_color("color(srgb 1.2 0 none / .5)")
    assert color is not None
    assert (color.space, color.alpha, color.converted) == ("oklab", 0.5, True)
    expected = Calculator("color(srgb 1.2 0 0)").convert("oklab").coords()
    assert color.components == pytest.approx(expected, abs=1e-9)


def test_there_are_148_named_colours() -> None:
    assert len(NAMED_COLORS) == 148
    different = {
        name
        for name, digits in NAMED_COLORS.items()
        if Calculator(name).coords() != pytest.approx(Calculator("#" + digits).coords())
    }
    # Here coloraide 8.13 has the values of X11; css-color-4 6.1 has ours.
    assert different == {"mediumpurple", "palevioletred"}
    assert NAMED_COLORS["mediumpurple"] == "9370db"
    assert NAMED_COLORS["palevioletred"] == "db7093"


SPACES = (
    "srgb srgb-linear display-p3 a98-rgb prophoto-rgb rec2020 lab oklab"
    " xyz-d50 xyz-d65 hsl hwb lch oklch"
)


@pytest.mark.parametrize("space", SPACES.split())
def test_a_mix_stays_in_the_space_it_is_mixed_in(space: str) -> None:
    color = parse_color(f"color-mix(in {space}, #336699, #336699)")
    assert color is not None
    assert (color.space, color.hex_digits()) == (space, "336699")
    white = parse_color(f"color-mix(in {space}, white, #fff)")
    assert white is not None
    assert white.hex_digits() == "ffffff"


@pytest.mark.parametrize("space", ["srgb", "srgb-linear", "hsl", "hwb"])
def test_a_mix_outside_its_space_becomes_oklab(space: str) -> None:
    green = "color(display-p3 0 1 0)"
    color = parse_color(f"color-mix(in {space}, {green}, {green})")
    assert color is not None
    assert (color.space, color.converted) == ("oklab", True)


def dtcg(text: str) -> dict[str, Any]:
    color = parse_color(text)
    assert color is not None
    return color.to_dtcg()


def test_hex_is_only_given_inside_the_srgb_gamut() -> None:
    assert dtcg("hwb(200 10% 20%)")["hex"] == "#1a91cc"
    assert dtcg("hwb(0 80% 80%)")["hex"] == "#808080"
    assert dtcg("oklch(0.6279 0.2576 29.23)")["hex"] == "#ff0000"
    assert "hex" not in dtcg("color(display-p3 0 1 0)")
    assert "hex" not in dtcg("oklch(0.7 0.4 150)")


def test_alpha_is_left_out_when_it_is_one() -> None:
    assert dtcg("rgb(0 0 0 / .25)")["alpha"] == 0.25
    assert "alpha" not in dtcg("rgb(0 0 0 / 1)")


@given(st.integers(0, 360), st.integers(0, 100), st.integers(0, 100))
def test_hsl_and_hwb_give_the_hex_that_the_specification_gives(
    hue: int, first: int, second: int
) -> None:
    for text in (f"hsl({hue} {first}% {second}%)", f"hwb({hue} {first}% {second}%)"):
        digits = dtcg(text)["hex"][1:]
        levels = Calculator(text).convert("srgb").coords()
        for index, level in enumerate(levels):
            assert (
                abs(int(digits[2 * index : 2 * index + 2], 16) - level * 255) <= 0.501
            )


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("RED", "ff0000"),
        ("rgb(13 110 253 / .3)", "0d6efd-a0_3"),
        ("rgb(1.5 0 0)", "rgb-1_5-0-0"),
        ("rgb(none 0 0)", "rgb-none-0-0"),
        ("oklch(62% .2 250)", "oklch-0_62-0_2-250"),
        ("lab(50 -20 30 / 0)", "lab-50-n20-30-a0"),
    ],
)
def test_the_slug_of_a_colour_spells_its_identity(text: str, slug: str) -> None:
    color = parse_color(text)
    assert color is not None
    assert color_slug(color) == slug


@given(
    st.text(max_size=30) | st.from_regex(r"(rgb|hsl|oklch|color)\([-0-9a-z%./, ]*\)")
)
def test_no_text_raises(text: str) -> None:
    color = parse_color(text)
    assert color is None or color.to_dtcg()["colorSpace"] == color.space


def test_colours_are_mixed_in_mixes_up_to_a_depth() -> None:
    def mixes(depth: int) -> str:
        return "color-mix(in srgb, red, " * depth + "red" + ")" * depth

    assert parse_color(mixes(30)) == parse_color("red")
    assert parse_color(mixes(40)) is None
