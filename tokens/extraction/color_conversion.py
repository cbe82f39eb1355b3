"""Colours that must be computed: color-mix(), relative colours, gamut checks.

The spaces that stylesheets use most are computed by `color_spaces`, the rest by coloraide,
which is loaded when it is needed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from tokens.extraction.color_spaces import SPACES, Triple, convert, mix
from tokens.extraction.colors import (
    FARTHEST,
    Color,
    Component,
    build,
    modern_channels,
    parse_color,
)
from tokens.extraction.components import arguments, words
from tokens.extraction.numbers import Number, measure, rounded

if TYPE_CHECKING:
    from coloraide import Color as Calculator

# What coloraide counts from 0 to 1 and CSS in percent.
_POLAR = frozenset(("hsl", "hwb", "lch", "oklch"))
_SCALE = {"hsl": (1.0, 100.0, 100.0), "hwb": (1.0, 100.0, 100.0)}
#: How far a level may be outside 0..1 by rounding alone.
_NEAR = 0.0001
_MIX_SPACES = frozenset(
    [
        "srgb",
        "srgb-linear",
        "display-p3",
        "a98-rgb",
        "prophoto-rgb",
        "rec2020",
        "lab",
        "oklab",
        "xyz-d50",
        "xyz-d65",
        "hsl",
        "hwb",
        "lch",
        "oklch",
    ]
)


def _known(color: Color, space: str) -> Triple | None:
    """The components of a colour in another space; None where coloraide has to compute them."""
    first, second, third = color.components
    if color.space not in SPACES or space not in SPACES:
        return None
    if first is None or second is None or third is None:
        return None
    return convert((first, second, third), color.space, space)


def _calculator(color: Color) -> Calculator:
    from coloraide import Color as Calculator

    scale = _SCALE.get(color.space, (1.0, 1.0, 1.0))
    return Calculator(
        color.space,
        [
            math.nan if component is None else component / factor
            for component, factor in zip(color.components, scale, strict=True)
        ],
        color.alpha,
    )


def _result(components: Iterable[float], alpha: float, space: str) -> Color | None:
    values: list[Component] = []
    for value in components:
        # Farther at each of several mixes in each other, and out of the range of a float at last.
        if abs(value) > FARTHEST:
            return None
        values.append(None if math.isnan(value) else rounded(value))
    return _fitted(space, values, rounded(min(max(alpha, 0.0), 1.0)))


def _fitted(space: str, values: list[Component], alpha: float) -> Color:
    """The colour when `space` may hold the values in DTCG, else the same colour in oklab."""
    if space in ("lab", "lch", "oklab", "oklch"):
        top: Number = 100 if space in ("lab", "lch") else 1
        if values[0] is not None:
            values[0] = min(max(values[0], 0), top)
        if space in ("lch", "oklch"):
            if values[1] is not None:
                values[1] = max(values[1], 0)
            if values[2] is not None:
                values[2] = rounded(values[2] % 360)
        return Color(space, tuple(values), alpha)
    if space in ("hsl", "hwb"):
        if values[0] is not None:
            values[0] = rounded(values[0] % 360)
        limits = (360.0, 100.0, 100.0)
    else:
        limits = (1.0, 1.0, 1.0)
    near = 1e-9
    for index, (value, most) in enumerate(zip(values, limits, strict=True)):
        if value is None:
            continue
        if not -near <= value <= most + near:
            return to_oklab(space, tuple(values), alpha)
        values[index] = min(max(value, 0), int(most))
    return Color(space, tuple(values), alpha)


def to_oklab(space: str, components: tuple[Component, ...], alpha: float) -> Color:
    """A colour whose numbers its own space may not hold in DTCG, converted and flagged.

    No component is beyond `FARTHEST`, so that all of the result are finite.
    """
    color = Color(space, components, alpha)
    oklab = _known(color, "oklab") or _calculator(color).convert("oklab").coords(
        nans=False
    )
    values = [rounded(value) for value in oklab]
    values[0] = min(max(values[0], 0), 1)
    return Color("oklab", tuple(values), alpha, converted=True)


@lru_cache(maxsize=32768)
def srgb_levels(space: str, components: tuple[float, ...]) -> tuple[float, ...] | None:
    """sRGB levels 0..1 of a colour in any DTCG space; None outside the sRGB gamut."""
    color = Color(space, components)
    levels = _known(color, "srgb") or _calculator(color).convert("srgb").coords(
        nans=False
    )
    if not all(-_NEAR <= level <= 1 + _NEAR for level in levels):
        return None
    return tuple(min(max(level, 0.0), 1.0) for level in levels)


def _mixed(
    one: Color, two: Color, share: float, space: str, hue: str = "shorter"
) -> tuple[list[float], float]:
    """Components and alpha of two colours mixed in a space; missing ones are not a number."""
    first, second = _known(one, space), _known(two, space)
    if first and second and hue == "shorter":
        values, alpha = mix((first, one.alpha), (second, two.alpha), share, space)
        return [math.nan if value is None else value for value in values], alpha
    # coloraide achromatic handling follows css-color-4: a colour without hue takes the other's.
    blend = _calculator(one).mix(
        _calculator(two),
        share,
        space=space,
        hue=hue,
        premultiplied=True,
        carryforward=True,
        powerless=True,
    )
    blend = blend.convert(space)
    scale = _SCALE.get(space, (1.0, 1.0, 1.0))
    components = [a * b for a, b in zip(blend.coords(), scale, strict=True)]
    return components, blend.alpha(nans=False)


def mixed(inside: str) -> Color | None:
    """color-mix(in <space> [<hue> hue], <color> <percentage>?, ...) of two colours (css-color-5 3)."""
    pieces = arguments(inside)
    if len(pieces) != 3:
        return None
    method = pieces[0].lower().split()
    if len(method) not in (2, 4) or method[0] != "in":
        return None
    space = {"xyz": "xyz-d65"}.get(method[1], method[1])
    if space not in _MIX_SPACES or (len(method) == 4 and space not in _POLAR):
        return None
    if len(method) == 4 and (
        method[2] not in ("shorter", "longer", "increasing", "decreasing")
        or method[3] != "hue"
    ):
        return None
    first, second = _share(pieces[1]), _share(pieces[2])
    if first is None or second is None:
        return None
    (one, p1), (two, p2) = first, second
    if p1 is None:
        p1 = 50.0 if p2 is None else 100 - p2
    if p2 is None:
        p2 = 100 - p1
    total = p1 + p2
    if total == 0 or min(p1, p2) < 0 or max(p1, p2) > 100:
        return None
    hue = method[2] if len(method) == 4 else "shorter"
    values, alpha = _mixed(one, two, p2 / total, space, hue)
    return _result(values, alpha * min(total, 100) / 100, space)


def _share(text: str) -> tuple[Color, float | None] | None:
    color: Color | None = None
    percentage: float | None = None
    for word in words(text):
        found = measure(word)
        if found is not None and found.unit == "%" and percentage is None:
            percentage = found.value
        elif color is None:
            color = parse_color(word)
            if color is None:
                return None
        else:
            return None
    return None if color is None else (color, percentage)


_KEYWORDS = {
    "rgb": ("r", "g", "b"),
    "hsl": ("h", "s", "l"),
    "hwb": ("h", "w", "b"),
    "lab": ("l", "a", "b"),
    "lch": ("l", "c", "h"),
    "oklab": ("l", "a", "b"),
    "oklch": ("l", "c", "h"),
}
_WORD = re.compile(r"(?<![-\w.#])[a-z]+(?![-\w(])", re.I)


def relative(name: str, inside: str) -> Color | None:
    """A relative colour such as oklch(from #f00 calc(l * .8) c h / .5) (css-color-5 4)."""
    pieces = words(inside)
    if len(pieces) < 5:
        return None
    origin = parse_color(pieces[1])
    if origin is None:
        return None
    space = name
    rest = pieces[2:]
    if name == "color":
        space = {"xyz": "xyz-d65"}.get(rest[0].lower(), rest[0].lower())
        rest = rest[1:]
        keys: tuple[str, ...] = ("x", "y", "z") if "xyz" in space else ("r", "g", "b")
        if space not in _MIX_SPACES or space in _KEYWORDS:
            return None
    else:
        keys = _KEYWORDS[name]
    target = {"rgb": "srgb"}.get(space, space)
    if name == "rgb":
        scale = (255.0, 255.0, 255.0)
    else:
        scale = _SCALE.get(target, (1.0, 1.0, 1.0))
    coords = _known(origin, target) or _calculator(origin).convert(target).coords(
        nans=False
    )
    known = {
        key: value * factor
        for key, value, factor in zip(keys, coords, scale, strict=True)
    }
    known["alpha"] = float(origin.alpha)

    def substitute(text: str) -> str:
        return _WORD.sub(
            lambda m: (
                f"{known[m.group().lower()]:.12f}"
                if m.group().lower() in known
                else m.group()
            ),
            text,
        )

    split = modern_channels(" ".join(substitute(word) for word in rest))
    if split is None:
        return None
    channels, alpha = split
    # Without an alpha of its own, a relative colour keeps that of its origin (css-color-5 4.1).
    alpha = alpha if alpha is not None else f"{origin.alpha}"
    if name == "color":
        color = parse_color(f"color({space} {' '.join(channels)} / {alpha})")
    else:
        color = build(name, channels, alpha)
    if color is None:
        return None
    values = tuple(None if c is None else rounded(c) for c in color.components)
    return color._replace(components=values)


Stop = tuple[Color, str | None, Number]


def clipped(stops: list[Stop]) -> list[Stop]:
    """Gradient stops cut to 0..1, with the colours that the gradient has at its ends.

    A CSS gradient mixes in premultiplied sRGB (css-images-3 3.4.2).
    """
    start = sum(place < 0 for _, _, place in stops)
    end = sum(place <= 1 for _, _, place in stops)
    kept = stops[start:end]
    if start:
        following = stops[start] if start < len(stops) else None
        kept.insert(0, _between(stops[start - 1], following, 0))
    if end < len(stops):
        preceding = stops[end - 1] if end else None
        kept.append(_between(stops[end], preceding, 1))
    return kept


def _between(stop: Stop, other: Stop | None, place: int) -> Stop:
    color, name, own = stop
    if other is None or other[2] == own:
        return color, name, place
    share = (place - own) / (other[2] - own)
    values, alpha = _mixed(color, other[0], share, "srgb")
    return (_result(values, alpha, "srgb") or color), None, place


@lru_cache(maxsize=65536)
def clipped_levels(space: str, components: tuple[float, ...]) -> tuple[float, ...]:
    """sRGB levels 0..1 of a colour in any DTCG space, each channel cut to the gamut."""
    color = Color(space, components)
    levels = _known(color, "srgb") or _calculator(color).convert("srgb").coords(
        nans=False
    )
    return tuple(min(max(level, 0.0), 1.0) for level in levels)
