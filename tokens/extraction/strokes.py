"""Borders and their styles."""

from __future__ import annotations

from tokens.extraction.colors import Color, parse_color
from tokens.extraction.findings import Aliases, Finding, Part
from tokens.extraction.naming import color_slug, measure_slug
from tokens.extraction.numbers import Measure, length

_STYLES = frozenset(
    ("solid", "dashed", "dotted", "double", "groove", "ridge", "outset", "inset")
)
# css-backgrounds-3 3.3 leaves these to the browser; all of them agree.
_WIDTHS = {"thin": 1, "medium": 3, "thick": 5}


def width(text: str) -> Measure | None:
    """A border width, `thin`, `medium` and `thick` as 1, 3 and 5px; never negative."""
    keyword = _WIDTHS.get(text.lower())
    found = Measure(keyword, "px") if keyword else length(text)
    return found if found and found.value >= 0 else None


def style(text: str) -> Finding | None:
    """A line style that DTCG knows: all of CSS but `none` and `hidden`."""
    name = text.lower()
    if name not in _STYLES:
        return None
    return Finding("stroke-style", "strokeStyle", name, name)


def border(parts: list[Part]) -> Finding | None:
    """A border with all three of width, style and colour written out; else None."""
    size: Measure | None = None
    line: str | None = None
    color: Color | None = None
    aliases: Aliases = []
    for part in parts:
        if size is None and (size := width(part.text)) is not None:
            key = "width"
        elif line is None and part.text.lower() in _STYLES:
            line = part.text.lower()
            key = "style"
        elif color is None and (color := parse_color(part.text)) is not None:
            key = "color"
        else:
            return None
        if part.name:
            aliases.append(((key,), part.name))
    if size is None or line is None or color is None:
        return None
    value = {
        "color": color.to_dtcg(),
        "width": {"value": size.value, "unit": size.unit},
        "style": line,
    }
    slug = f"{measure_slug(size)}-{line}-{color_slug(color)}"
    return Finding("border", "border", value, slug, tuple(aliases))
