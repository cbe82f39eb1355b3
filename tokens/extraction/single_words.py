"""A single word as a token: a colour, length, time, number, weight or easing of a group."""

from __future__ import annotations

import math
from functools import lru_cache

from tokens.extraction import effects, fonts, motion, strokes
from tokens.extraction.colors import Color, parse_color
from tokens.extraction.findings import Finding
from tokens.extraction.groups import NO_NEGATIVES
from tokens.extraction.naming import color_slug, measure_slug, number_slug
from tokens.extraction.numbers import (
    Measure,
    is_calculation,
    length,
    measure,
    ratio,
    time,
)
from tokens.extraction.untyped import untyped_finding

#: Words that are remembered for the process.
_MANY = 32_768


@lru_cache(maxsize=_MANY)
def color_finding(color: Color) -> Finding:
    """The finding of a colour."""
    details = (("converted", True),) if color.converted else ()
    return Finding(
        "color", "color", color.to_dtcg(), color_slug(color), details=details
    )


def length_finding(group: str, text: str, *, negative: bool = True) -> Finding | None:
    """A length as a dimension of `group`; a negative math result clamps where it may not be."""
    found = length(text)
    if found is None:
        return None
    if found.value < 0 and not negative:
        if not is_calculation(text):
            return None
        found = Measure(0, "px")
    return Finding(group, "dimension", effects.dimension(found), measure_slug(found))


def width_finding(group: str, found: Measure) -> Finding:
    """A width of a condition; one in a relative unit has no type."""
    if found.unit not in ("px", "rem"):
        return untyped_finding(
            group, f"{found.value}{found.unit}", f"unit.{found.unit}"
        )
    return Finding(group, "dimension", effects.dimension(found), measure_slug(found))


def border_width_finding(text: str) -> Finding | None:
    """A border width, also as one of its keywords."""
    found = strokes.width(text)
    if found is None:
        return length_finding("border-width", text, negative=False)
    return Finding(
        "border-width", "dimension", effects.dimension(found), measure_slug(found)
    )


def time_finding(group: str, text: str) -> Finding | None:
    """A time as a duration of `group`; a duration is never negative, a delay may be."""
    found = time(text)
    if found is None:
        return None
    if found.value < 0 and group == "duration":
        if not is_calculation(text):
            return None
        found = Measure(0, "s")
    return Finding(group, "duration", effects.dimension(found), measure_slug(found))


def number_finding(group: str, text: str) -> Finding | None:
    """A plain number of `group`: integers for z-index, 0..1 for opacity (% too)."""
    found = measure(text) or (ratio(text) if group == "aspect-ratio" else None)
    if found is None:
        return None
    value, unit = found
    if group == "opacity":
        if unit == "%":
            value = float(f"{value / 100:.10g}")
        elif unit:
            return None
        value = min(max(value, 0), 1)
    elif unit:
        return None
    elif value < 0 and group in NO_NEGATIVES:
        if not is_calculation(text):
            return None
        value = 0
    elif group == "z-index" and not isinstance(value, int):
        # css-values-4 10.12: a calculation is rounded where an integer has to be.
        if not is_calculation(text):
            return None
        value = math.floor(value + 0.5)
    value = measure_value(value)
    return Finding(group, "number", value, number_slug(value))


def measure_value(value: float) -> int | float:
    """A number as documents hold it."""
    return int(value) if float(value).is_integer() else value


@lru_cache(maxsize=_MANY)
def custom_finding(group: str, kind: str, text: str) -> Finding | None:
    """The single-word value of a custom property, read as DTCG type `kind` of `group`."""
    if kind == "color":
        color = parse_color(text)
        return color_finding(color) if color else None
    if kind == "strokeStyle":
        return strokes.style(text)
    if kind == "dimension" and group == "border-width":
        return border_width_finding(text)
    if kind == "dimension":
        return length_finding(group, text, negative=group not in NO_NEGATIVES)
    if kind == "number":
        return number_finding(group, text)
    if kind == "duration":
        return time_finding(group, text)
    if kind == "fontWeight":
        return fonts.weight(text)
    return motion.easing(text)
