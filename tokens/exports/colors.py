"""DTCG colours as the red, green and blue of a screen."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from coloraide import Color

from tokens.exports.css_values import Unspellable, number
from tokens.exports.reading import Json
from tokens.extraction.color_spaces import SPACES, convert

_SPACES = frozenset(
    ("srgb", "srgb-linear", "hsl", "hwb", "lab", "lch", "oklab", "oklch")
    + ("display-p3", "a98-rgb", "prophoto-rgb", "rec2020", "xyz-d65", "xyz-d50")
)
# DTCG writes these channels in percent, coloraide from 0 to 1.
_PERCENT = ("hsl", "hwb")
# Half a level of 8 bits: what is nearer than that to the gamut is shown the same.
_TOLERANCE = 0.002


class Rgb(NamedTuple):
    """A colour of a screen: all numbers from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float
    #: "srgb" or "display-p3".
    space: str
    #: Whether it stands for a colour outside that space (css-color-4, 13).
    mapped: bool

    def levels(self) -> tuple[int, int, int, int]:
        """Red, green, blue and alpha as levels of 8 bits."""
        red, green, blue, alpha = (round(part * 255) for part in self[:4])
        return red, green, blue, alpha


def rgb(value: Json, *, wide: bool = False) -> Rgb:
    """A DTCG colour in sRGB; with `wide`, in Display P3 where sRGB does not hold it.

    What neither holds is mapped to the nearest colour of the larger one. Raises
    Unspellable for what is no colour.
    """
    try:
        parts = [0 if part == "none" else part for part in value["components"]]
        space, alpha = value["colorSpace"], value.get("alpha", 1)
        numbers = tuple(float(number(part)) for part in parts)
        opacity = min(max(float(number(alpha)), 0.0), 1.0)
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise Unspellable(value) from error
    if len(numbers) != 3 or not isinstance(space, str) or space not in _SPACES:
        raise Unspellable(value)
    red, green, blue, found, mapped = _converted(space, numbers, wide)
    return Rgb(red, green, blue, opacity, found, mapped)


@lru_cache(maxsize=65536)
def _converted(
    space: str, numbers: tuple[float, ...], wide: bool
) -> tuple[float, float, float, str, bool]:
    if space == "srgb" and all(0 <= part <= 1 for part in numbers):
        return numbers[0], numbers[1], numbers[2], space, False
    # Far outside any gamut the colour is the same and the arithmetic safe.
    bounded = [min(max(part, -1000.0), 1000.0) for part in numbers]
    if space in _PERCENT:
        bounded[1:] = [part / 100 for part in bounded[1:]]
    targets = ("srgb", "display-p3") if wide else ("srgb",)
    for target in targets:
        red, green, blue = _in(space, bounded, target)
        if all(-_TOLERANCE <= part <= 1 + _TOLERANCE for part in (red, green, blue)):
            return _clipped(red), _clipped(green), _clipped(blue), target, False
    inside = Color(target, (red, green, blue)).fit(target)
    red, green, blue = map(_clipped, inside.coords(nans=False))
    return red, green, blue, target, True


def _in(space: str, parts: list[float], target: str) -> tuple[float, float, float]:
    first, second, third = parts
    if space in SPACES:
        return convert((first, second, third), space, target)
    red, green, blue = Color(space, parts).convert(target).coords(nans=False)
    return red, green, blue


def _clipped(part: float) -> float:
    return min(max(part, 0.0), 1.0)
