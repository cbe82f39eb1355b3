"""tokens.extraction.roles.perception: Oklab, contrast and greys, beside coloraide."""

from __future__ import annotations

import itertools
import math

import pytest
from coloraide import Color as Calculator

from tokens.extraction.roles.perception import (
    Levels,
    contrast,
    cut,
    is_neutral,
    oklab,
    over,
    polar,
    uncut,
)

LEVELS = list(itertools.product((0, 1, 64, 127, 200, 255), repeat=3))


def by_coloraide(space: str, *components: float) -> tuple[float, ...]:
    return tuple(Calculator(space, components).convert("oklab").coords(nans=False))


@pytest.mark.parametrize("levels", LEVELS[::7])
def test_oklab_is_that_of_a_colour_library(levels: Levels) -> None:
    expected = by_coloraide("srgb", *(level / 255 for level in levels))
    assert math.dist(oklab(levels), expected) < 1e-4


@pytest.mark.parametrize("levels", LEVELS[::11])
def test_contrast_is_that_of_a_colour_library(levels: Levels) -> None:
    white = Calculator("white")
    other = Calculator("srgb", [level / 255 for level in levels])
    expected = white.contrast(other, method="wcag21")
    assert contrast((255, 255, 255), levels) == pytest.approx(expected, rel=1e-3)


def test_contrast_goes_from_one_to_twenty_one() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1


@pytest.mark.parametrize(
    ("space", "components"),
    [
        ("display-p3", (1, 0, 0)),
        ("display-p3", (0.2, 0.9, 0.1)),
        ("oklch", (0.7, 0.3, 150)),
        ("oklab", (0.6, -0.2, 0.2)),
        ("lab", (50, 90, -90)),
        ("rec2020", (0.1, 0.9, 0.2)),
    ],
)
def test_wide_colours_keep_their_oklab_and_are_cut_on_the_screen(
    space: str, components: tuple[float, ...]
) -> None:
    levels, exact = cut(space, components), uncut(space, components)
    assert math.dist(exact, by_coloraide(space, *components)) < 1e-3
    screen = Calculator(space, components).convert("srgb").clip()
    expected = [level * 255 for level in screen.coords(nans=False)]
    assert levels == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("space", ["xyz-d65", "oklab", "oklch", "lab", "display-p3"])
def test_components_beyond_all_gamuts_are_no_trouble(space: str) -> None:
    components = (1e308, -1e308, 1e308)
    levels, exact = cut(space, components), uncut(space, components)
    assert all(0 <= level <= 255 for level in levels)
    assert all(math.isfinite(one) for one in exact)


def test_a_veil_is_mixed_as_browsers_mix_it() -> None:
    assert over((0, 0, 0), 0.5, (255, 255, 255)) == (128, 128, 128)
    assert over((1, 2, 3), 1, (255, 255, 255)) == (1, 2, 3)


@pytest.mark.parametrize(
    "hex_digits",
    ["000000", "ffffff", "808080", "212529", "64748b", "e2e8f0", "6c757d", "0f172a"],
)
def test_greys_are_neutral_cool_ones_too(hex_digits: str) -> None:
    red, green, blue = bytes.fromhex(hex_digits)
    assert is_neutral(oklab((red, green, blue)))


@pytest.mark.parametrize(
    "hex_digits", ["f8d7da", "d1e7dd", "cfe2ff", "fff3cd", "052c65", "0d6efd", "8b4513"]
)
def test_tints_and_shades_of_a_hue_are_not_neutral(hex_digits: str) -> None:
    red, green, blue = bytes.fromhex(hex_digits)
    assert not is_neutral(oklab((red, green, blue)))


def test_oklch_has_its_hue_in_degrees() -> None:
    seen = polar((0.5, 0.0, -0.1))
    assert (seen.lightness, seen.chroma, seen.hue) == pytest.approx((0.5, 0.1, 270))
