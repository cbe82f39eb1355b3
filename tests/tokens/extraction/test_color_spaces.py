"""tokens.extraction.color_spaces: what coloraide computes, and nothing else."""

from __future__ import annotations

import math
import random

import pytest
from coloraide import Color

from tokens.extraction.color_spaces import SPACES, Triple, convert, mix

RANDOM = random.Random(5)
PAIRS = [(space, target) for space in sorted(SPACES) for target in sorted(SPACES)]


def some(space: str) -> Triple:
    """A colour inside the sRGB gamut, in another space."""
    red, green, blue = (
        Color("srgb", [RANDOM.random() for _ in range(3)]).convert(space).coords()
    )
    return red, green, blue


@pytest.mark.parametrize(("space", "target"), PAIRS)
def test_it_converts_as_coloraide_does(space: str, target: str) -> None:
    for _ in range(20):
        color = some(space)
        expected = Color(space, color).convert(target).coords(nans=False)
        assert convert(color, space, target) == pytest.approx(expected, abs=1e-12)


def test_a_grey_has_the_hue_0() -> None:
    assert convert((0.5, 0.5, 0.5), "srgb", "oklch")[2] == 0


@pytest.mark.parametrize("space", sorted(SPACES))
def test_it_mixes_as_coloraide_does(space: str) -> None:
    for _ in range(20):
        one, two = some(space), some(space)
        alpha, beta, share = RANDOM.random(), RANDOM.random(), RANDOM.random()
        expected = Color(space, one, alpha).mix(
            Color(space, two, beta), share, space=space, premultiplied=True
        )
        values, opacity = mix((one, alpha), (two, beta), share, space)
        assert opacity == pytest.approx(expected.alpha())
        assert values[:2] == pytest.approx(expected.coords()[:2])
        assert values[2] is not None
        last = expected.coords()[2]
        if space == "oklch":
            assert math.cos(math.radians(values[2] - last)) == pytest.approx(1)
        else:
            assert values[2] == pytest.approx(last)


def test_a_grey_takes_the_hue_of_what_it_is_mixed_with() -> None:
    grey, red = (0.5, 0.0, 123.0), (0.6, 0.2, 30.0)
    assert mix((grey, 1), (red, 1), 0.5, "oklch")[0][2] == 30
    assert mix((red, 1), (grey, 1), 0.5, "oklch")[0][2] == 30
    assert mix((grey, 1), (grey, 1), 0.5, "oklch")[0][2] is None


def test_two_transparent_colours_mix_to_a_transparent_one() -> None:
    assert mix(((1, 0, 0), 0), ((0, 1, 0), 0), 0.5, "srgb") == ((0, 0, 0), 0)
