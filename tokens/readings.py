"""DTCG values read by their type: what a stranger's document says, as numbers and paint.

Every reader takes any JSON and gives None for what is not of its type; none raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from coloraide import Color

#: Pixels of one rem, as browsers ship it.
ROOT_FONT_SIZE = 16.0

# DTCG writes these channels in percent, coloraide from 0 to 1.
_PERCENT_CHANNELS = {"hsl": (1, 2), "hwb": (1, 2)}
_COLOUR_SPACES = frozenset(
    ("srgb", "srgb-linear", "hsl", "hwb", "lab", "lch", "oklab", "oklch")
    + ("display-p3", "a98-rgb", "prophoto-rgb", "rec2020", "xyz-d65", "xyz-d50")
)
_GENERIC_FAMILIES = frozenset(
    ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui")
    + ("ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded", "math", "emoji")
)
# "in oklab", "in hsl longer hue" (css-images-4): SVG mixes in sRGB only.
_INTERPOLATION = re.compile(
    r"\bin [\w-]+( (shorter|longer|increasing|decreasing) hue)?"
)
_TURN = {"deg": 360, "grad": 400, "rad": math.tau, "turn": 1}
_SIDES = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
# DTCG 2025.10, Format, 8.4.
_WEIGHT_NAMES = {
    "thin": 100,
    "hairline": 100,
    "extra-light": 200,
    "ultra-light": 200,
    "light": 300,
    "normal": 400,
    "regular": 400,
    "book": 400,
    "medium": 500,
    "semi-bold": 600,
    "demi-bold": 600,
    "bold": 700,
    "extra-bold": 800,
    "ultra-bold": 800,
    "black": 900,
    "heavy": 900,
    "extra-black": 950,
    "ultra-black": 950,
}


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour as SVG attributes: `fill` is #rrggbb, `opacity` a number from 0 to 1."""

    fill: str
    opacity: str
    in_gamut: bool = True


def clamp(number: float, low: float, high: float) -> float:
    """`number`, or the nearer bound."""
    return max(low, min(high, number))


def plain(number: float) -> str:
    """A number as SVG reads it: no exponent, no locale, three decimals."""
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def read_number(value: Any) -> float | None:
    """A finite number; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def read_list(value: Any) -> Sequence[Any] | None:
    """A JSON array; a string is none."""
    return value if isinstance(value, list | tuple) else None


def read_length(value: Any) -> float | None:
    """Pixels of a DTCG dimension; its units are px and rem only."""
    return _quantity(value, {"px": 1.0, "rem": ROOT_FONT_SIZE})


def read_time(value: Any) -> float | None:
    """Milliseconds of a DTCG duration."""
    return _quantity(value, {"ms": 1.0, "s": 1000.0})


def _quantity(value: Any, units: Mapping[str, float]) -> float | None:
    if not isinstance(value, Mapping):
        return None
    number = read_number(value.get("value"))
    factor = units.get(str(value.get("unit")))
    return None if number is None or factor is None else number * factor


def read_colour(value: Any) -> Paint | None:
    """A DTCG colour in sRGB; outside that gamut the nearest colour inside, marked so."""
    if not isinstance(value, Mapping):
        return None
    components = read_list(value.get("components")) or ()
    numbers = [0.0 if part == "none" else read_number(part) for part in components]
    known = tuple(part for part in numbers if part is not None)
    alpha = read_number(value.get("alpha", 1))
    if len(numbers) != 3 or len(known) != 3 or alpha is None:
        return None
    return _convert(str(value.get("colorSpace")), known, alpha)


@lru_cache(maxsize=8192)
def _convert(space: str, components: tuple[float, ...], alpha: float) -> Paint | None:
    if space not in _COLOUR_SPACES:
        return None
    # Far outside any gamut the picture is the same and the arithmetic safe.
    bounded = [clamp(part, -1000, 1000) for part in components]
    for index in _PERCENT_CHANNELS.get(space, ()):
        bounded[index] /= 100
    colour = Color(space, bounded).convert("srgb")
    in_gamut = colour.in_gamut("srgb", tolerance=0.0005)
    coordinates = colour.fit("srgb").coords(nans=False)
    red, green, blue = (round(clamp(part, 0, 1) * 255) for part in coordinates)
    fill = f"#{red:02x}{green:02x}{blue:02x}"
    return Paint(fill, plain(clamp(alpha, 0, 1)), in_gamut)


def read_angle(value: Any) -> tuple[float, float] | None:
    """The direction of a CSS gradient line, as the x and y of a vector of length 1.

    `value` is its text: `45deg`, `0.25turn`, `to top left`, or the bare side where it
    begins, as the prefixed functions have it (css-images-3, 3.1).
    """
    if not isinstance(value, str):
        return None
    text = _INTERPOLATION.sub("", value.lower()).strip() or "to bottom"
    if found := re.fullmatch(r"([+-]?[0-9.]{1,20})(deg|grad|rad|turn)", text):
        try:
            turns = float(found[1]) / _TURN[found[2]]
        except ValueError:
            return None
        return math.sin(math.tau * turns), -math.cos(math.tau * turns)
    onward = 1 if text.startswith("to ") else -1
    x = y = 0
    for word in text.removeprefix("to ").split():
        if word not in _SIDES:
            return None
        x, y = x + _SIDES[word][0] * onward, y + _SIDES[word][1] * onward
    length = math.hypot(x, y)
    return (x / length, y / length) if length else None


def read_families(value: Any) -> str:
    """A font-family attribute rebuilt from names: word characters only, each quoted."""
    names = [value] if isinstance(value, str) else read_list(value) or ()
    parts = []
    for name in names[:20]:
        clean = re.sub(r"[^\w .+-]", "", name).strip() if isinstance(name, str) else ""
        if clean.lower() in _GENERIC_FAMILIES:
            parts.append(clean.lower())
        elif clean:
            parts.append(f"'{clean[:80]}'")
    return ", ".join(parts)


def read_weight(value: Any) -> float | None:
    """A font weight from 1 to 1000, also by one of its DTCG names."""
    number = _WEIGHT_NAMES.get(value) if isinstance(value, str) else read_number(value)
    return None if number is None else clamp(number, 1, 1000)
