"""CSS colours: the authored space and numbers, as css-color-4 reads them.

The common notations are read here; only what must be converted (out-of-range
`color()`, `color-mix()`, relative colours) goes to `tokens.extraction.color_conversion`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tokens.extraction.components import arguments, function, words
from tokens.extraction.named_colors import NAMED_COLORS
from tokens.extraction.numbers import Number, measure, rounded, tidy

Component = Number | None


class Color(NamedTuple):
    """A colour in a DTCG colour space; a component of None is the keyword `none`.

    Equality is identity as the documents mean it: hex, named and rgb() spellings of
    one colour are equal, other spaces are colours of their own.
    """

    space: str
    components: tuple[Component, ...]
    alpha: Number = 1
    converted: bool = False

    def to_dtcg(self) -> dict[str, Any]:
        """The DTCG 2025.10 colour value; `hex` only inside the sRGB gamut."""
        value: dict[str, Any] = {
            "colorSpace": self.space,
            "components": ["none" if c is None else c for c in self.components],
        }
        if self.alpha != 1:
            value["alpha"] = self.alpha
        digits = self.hex_digits()
        if digits:
            value["hex"] = "#" + digits
        return value

    def hex_digits(self) -> str | None:
        """Six hexadecimal digits, alpha left out; None outside the sRGB gamut."""
        return _hex_digits(self.space, self.components)

    def is_eight_bit(self) -> bool:
        """Whether the colour is exactly what six hexadecimal digits can say."""
        return self.space == "srgb" and all(
            component is not None and component in _EIGHT_BIT
            for component in self.components
        )


_BYTES: tuple[Number, ...] = tuple(rounded(level / 255) for level in range(256))
_EIGHT_BIT = frozenset(_BYTES)
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\Z")
_TRANSPARENT = Color("srgb", (0, 0, 0), 0)


@lru_cache(maxsize=32768)
def parse_color(text: str) -> Color | None:
    """The colour that `text` (var() already substituted) stands for, or None.

    None also for currentColor and system colours: what they stand for is not in the sheet.
    """
    if text[:1] == "#":
        return _hex(text)
    if text[-1:] == ")":
        return _function(text)
    name = text.lower()
    digits = NAMED_COLORS.get(name)
    if digits:
        return _hex("#" + digits)
    return _TRANSPARENT if name == "transparent" else None


def _hex(text: str) -> Color | None:
    if not _HEX.match(text):
        return None
    digits = text[1:]
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    levels = bytes.fromhex(digits)
    alpha = _hex_alpha(levels[3]) if len(levels) == 4 else 1
    red, green, blue = levels[:3]
    return Color("srgb", (_BYTES[red], _BYTES[green], _BYTES[blue]), alpha)


def _hex_alpha(level: int) -> Number:
    """Alpha as css-color-4 15.2 serialises it: the fewest of 2 or 3 decimals that give `level`.

    So `#00000080`, which minifiers make of `rgba(0, 0, 0, .5)`, is the same colour.
    """
    short = round(level / 255, 2)
    return tidy(
        short if math.floor(short * 255 + 0.5) == level else round(level / 255, 3)
    )


class _Channel(NamedTuple):
    """How a function reads one channel: what 100% is worth, and the bounds it clamps to."""

    full: float
    low: float = -math.inf
    high: float = math.inf
    hue: bool = False


_HUE = _Channel(0, hue=True)
_PERCENT = _Channel(100, 0, 100)
_CHANNELS: dict[str, tuple[_Channel, _Channel, _Channel]] = {
    "rgb": (_Channel(255, 0, 255),) * 3,
    "hsl": (_HUE, _PERCENT, _PERCENT),
    "hwb": (_HUE, _PERCENT, _PERCENT),
    "lab": (_PERCENT, _Channel(125), _Channel(125)),
    "lch": (_PERCENT, _Channel(150, 0), _HUE),
    "oklab": (_Channel(1, 0, 1), _Channel(0.4), _Channel(0.4)),
    "oklch": (_Channel(1, 0, 1), _Channel(0.4, 0), _HUE),
}
_ALIASES = {"rgba": "rgb", "hsla": "hsl"}
FUNCTIONS = frozenset((*_CHANNELS, *_ALIASES, "color", "color-mix"))
_SPACES = frozenset(
    [
        "srgb",
        "srgb-linear",
        "display-p3",
        "a98-rgb",
        "prophoto-rgb",
        "rec2020",
        "xyz-d50",
        "xyz-d65",
    ]
)
#: Functions in a mix or a relative colour: more only take time, by the square of their number.
_DEEPEST = 32
#: No colour is so far out; conversions would leave the range of a float.
FARTHEST = 1e6
_TURNS = {"": 1.0, "deg": 1.0, "grad": 0.9, "turn": 360.0}


def _function(text: str) -> Color | None:
    called = function(text)
    if called is None:
        return None
    name, inside = called
    name = _ALIASES.get(name, name)
    if name not in FUNCTIONS:
        return None
    if name == "color-mix" or inside.lstrip()[:5].lower() == "from ":
        if inside.count("(") > _DEEPEST:
            return None
        from tokens.extraction.color_conversion import mixed, relative

        return mixed(inside) if name == "color-mix" else relative(name, inside)
    if name == "color":
        return _color_space(inside)
    pieces = arguments(inside)
    if len(pieces) > 1:
        if name not in ("rgb", "hsl") or len(pieces) not in (3, 4):
            return None
        alpha = pieces[3] if len(pieces) == 4 else None
        return build(name, pieces[:3], alpha, legacy=True)
    split = modern_channels(inside)
    return build(name, *split) if split else None


def modern_channels(inside: str) -> tuple[Sequence[str], str | None] | None:
    """Three channels and the alpha after a slash, of the space-separated notation."""
    pieces = words(inside)
    if len(pieces) == 3 and "/" not in pieces:
        return pieces, None
    if len(pieces) == 5 and pieces.index("/") == 3 if "/" in pieces else False:
        return pieces[:3], pieces[4]
    return None


def build(
    name: str, channels: Sequence[str], alpha: str | None, *, legacy: bool = False
) -> Color | None:
    """A colour of function `name` (without the old `a` ending) from the texts of its channels."""
    values: list[Component] = []
    units = set()
    for channel, text in zip(_CHANNELS[name], channels, strict=True):
        if text.lower() == "none":
            if legacy:
                return None
            values.append(None)
            continue
        found = measure(text)
        if found is None:
            return None
        value, unit = found
        if channel.hue:
            if unit not in _TURNS and unit != "rad":
                return None
            degrees = math.degrees(value) if unit == "rad" else value * _TURNS[unit]
            if not math.isfinite(degrees):
                return None
            values.append(_hue(degrees, exact=unit in ("", "deg")))
            continue
        units.add(unit)
        if unit == "%":
            scaled = (
                value if channel.full == 100 else rounded(value * channel.full / 100)
            )
        elif unit:
            return None
        else:
            scaled = value
        clamped = min(max(scaled, channel.low), channel.high)
        if abs(clamped) > FARTHEST:
            return None
        values.append(tidy(clamped))
    if legacy and (len(units) > 1 or (name == "hsl" and units != {"%"})):
        return None
    opacity = _alpha(alpha)
    if opacity is None:
        return None
    if name == "rgb":
        levels = tuple(None if v is None else _level(v) for v in values)
        return Color("srgb", levels, opacity)
    return Color(name, tuple(values), opacity)


def _level(value: Number) -> Number:
    if isinstance(value, int):
        return _BYTES[value]
    # Not rounded to ten digits: whoever rounds to whole levels finds half a level again.
    return value / 255


def _hue(degrees: float, *, exact: bool) -> Number:
    if exact and 0 <= degrees < 360:
        return tidy(degrees)
    turned = rounded(degrees % 360)
    return 0 if turned >= 360 else turned


def _alpha(text: str | None) -> Number | None:
    """0..1 from a number or percentage; 1 when left out, 0 for `none`, None when it is neither."""
    if text is None:
        return 1
    if text.lower() == "none":
        return 0
    found = measure(text)
    if found is None or found.unit not in ("", "%"):
        return None
    value = rounded(found.value / 100) if found.unit == "%" else found.value
    return tidy(min(max(value, 0), 1))


def _color_space(inside: str) -> Color | None:
    space, _, rest = inside.strip().partition(" ")
    space = {"xyz": "xyz-d65"}.get(space.lower(), space.lower())
    split = modern_channels(rest)
    if space not in _SPACES or split is None:
        return None
    channels, alpha_text = split
    alpha = _alpha(alpha_text)
    values: list[Component] = []
    for text in channels:
        if text.lower() == "none":
            values.append(None)
            continue
        found = measure(text)
        if found is None or found.unit not in ("", "%"):
            return None
        value = rounded(found.value / 100) if found.unit == "%" else found.value
        if abs(value) > FARTHEST:
            return None
        values.append(value)
    if alpha is None:
        return None
    if all(value is None or 0 <= value <= 1 for value in values):
        return Color(space, tuple(values), alpha)
    from tokens.extraction.color_conversion import to_oklab

    return to_oklab(space, tuple(values), alpha)


@lru_cache(maxsize=32768)
def _hex_digits(space: str, components: tuple[Component, ...]) -> str | None:
    first, second, third = (0 if c is None else c for c in components)
    if space == "srgb":
        levels: tuple[float, ...] | None = (first, second, third)
    elif space == "hsl":
        levels = _hsl_levels(first, second / 100, third / 100)
    elif space == "hwb":
        levels = _hwb_levels(first, second / 100, third / 100)
    else:
        from tokens.extraction.color_conversion import srgb_levels

        levels = srgb_levels(space, (first, second, third))
    if levels is None:
        return None
    # Half a level goes up, also when ten digits or an hsl() make it a little less.
    return "".join(f"{math.floor(level * 255 + 0.5 + 1e-7):02x}" for level in levels)


def _hsl_levels(hue: float, saturation: float, lightness: float) -> tuple[float, ...]:
    """hsl to sRGB levels 0..1 (css-color-4 7.1)."""

    def level(offset: int) -> float:
        k = (offset + hue / 30) % 12
        reach = saturation * min(lightness, 1 - lightness)
        return lightness - reach * max(-1, min(k - 3, 9 - k, 1))

    return level(0), level(8), level(4)


def _hwb_levels(hue: float, white: float, black: float) -> tuple[float, ...]:
    """hwb to sRGB levels 0..1 (css-color-4 8.1)."""
    if white + black >= 1:
        return (white / (white + black),) * 3
    pure = _hsl_levels(hue, 1, 0.5)
    return tuple(level * (1 - white - black) + white for level in pure)
