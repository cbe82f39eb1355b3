"""How colours look: Oklab, relative luminance, contrast; from eight bits, as screens show them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction.color_conversion import clipped_levels, to_oklab
from tokens.extraction.color_spaces import convert

Oklab = tuple[float, float, float]
#: A colour on the screen: red, green and blue, 0..255.
Levels = tuple[int, int, int]
#: No colour of any gamut has larger components; beyond them arithmetic may overflow.
_BOUND = 1000.0


def _linear(level: float) -> float:
    """An sRGB level 0..1 as light (IEC 61966-2-1, as css-color-4 10.2 has it)."""
    return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4


_LIGHT = tuple(_linear(level / 255) for level in range(256))


def oklab(levels: Levels) -> Oklab:
    """Oklab of an sRGB colour."""
    red, green, blue = levels
    return convert((_LIGHT[red], _LIGHT[green], _LIGHT[blue]), "srgb-linear", "oklab")


@lru_cache(maxsize=16384)
def cut(space: str, components: tuple[float, ...]) -> Levels:
    """A colour of any DTCG space on an sRGB screen, each channel cut."""
    red, green, blue = (
        math.floor(level * 255 + 0.5)
        for level in clipped_levels(space, _bounded(components))
    )
    return red, green, blue


def uncut(space: str, components: tuple[float, ...]) -> Oklab:
    """Oklab of a colour of any DTCG space, as a screen of any gamut shows it."""
    exact = to_oklab(space, _bounded(components), 1)
    lightness, a, b = exact.components
    return float(lightness or 0), float(a or 0), float(b or 0)


def _bounded(components: tuple[float, ...]) -> tuple[float, ...]:
    return tuple([max(-_BOUND, min(one, _BOUND)) for one in components])


def luminance(levels: Levels) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""
    red, green, blue = levels
    return 0.2126 * _LIGHT[red] + 0.7152 * _LIGHT[green] + 0.0722 * _LIGHT[blue]


def contrast(one: Levels, other: Levels) -> float:
    """The contrast ratio of two opaque colours, 1..21 (WCAG 2.2)."""
    first, second = luminance(one), luminance(other)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def over(top: Levels, alpha: float, ground: Levels) -> Levels:
    """A translucent colour over an opaque one (compositing-1 5.1), in sRGB as browsers do."""
    if alpha == 1:
        return top
    red, green, blue = (
        math.floor(alpha * upper + (1 - alpha) * lower + 0.5)
        for upper, lower in zip(top, ground, strict=True)
    )
    return red, green, blue


class Polar(NamedTuple):
    """OKLCH: lightness 0..1, chroma, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def polar(color: Oklab) -> Polar:
    """Oklab as OKLCH."""
    lightness, a, b = color
    return Polar(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def is_neutral(color: Oklab) -> bool:
    """Whether a colour is a grey, tinted ones included.

    The chroma that an eye takes for a tint shrinks towards white, where every colour has
    little: 0.047 holds the cool greys of the common palettes, and no pale pink is grey.
    """
    lightness, a, b = color
    return math.hypot(a, b) <= 0.047 * min(1.0, 0.12 + (1 - lightness) / 0.3)
