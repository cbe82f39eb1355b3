"""clamp() that follows the width of the viewport: its ends, and the widths where they are reached."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tokens.extraction.components import arguments, function
from tokens.extraction.numbers import length, measure, rounded

#: A font size of the root that nobody has changed, in px; rem and px only meet through it.
ROOT_FONT_SIZE = 16
_DEEPEST = 16
_LEXEME = re.compile(
    r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:%|[a-z]*)|calc\(|[()*/]|[-+](?=\s))",
    re.I,
)

#: Amounts by unit: `""`, `px`, `rem` and `vw`.
_Linear = dict[str, float]


class Clamp(NamedTuple):
    """The three arguments of a clamp(), as texts."""

    min: str
    preferred: str
    max: str


def clamp(text: str) -> Clamp | None:
    """The arguments when `text` is one clamp() and nothing else."""
    called = function(text)
    if called is None or called[0] != "clamp":
        return None
    pieces = arguments(called[1])
    return Clamp(*pieces) if len(pieces) == 3 and all(pieces) else None


def pairs(found: Clamp) -> list[dict[str, Any]] | None:
    """The least and the greatest size, each with the viewport width where it is reached.

    `[{"size": ..., "width": ...}, {"size": ..., "width": ...}]` as DTCG dimensions, the
    widths in the unit of the sizes, or in px where px and rem meet (at 16px a rem). None
    unless the preferred value is a + b vw with a in px or rem: only that is exact.
    """
    least, most = length(found.min), length(found.max)
    linear = _read(found.preferred)
    if least is None or most is None or linear is None or linear.get("", 0):
        return None
    slope = linear.get("vw", 0) / 100
    units = {unit for unit in ("px", "rem") if linear.get(unit)}
    units |= {end.unit for end in (least, most) if end.value}
    if not slope or least.value >= most.value:
        return None
    unit = "rem" if units == {"rem"} else "px"
    factor = {"px": 1, "rem": 1 if unit == "rem" else ROOT_FONT_SIZE}
    start = sum(linear.get(one, 0) * factor[one] for one in factor)
    widths = [(end.value * factor[end.unit] - start) / slope for end in (least, most)]
    if min(widths) < 0 or max(widths) > 1e6:
        return None
    return [
        {
            "size": {"value": end.value, "unit": end.unit},
            "width": {"value": rounded(width), "unit": unit},
        }
        for end, width in zip((least, most), widths, strict=True)
    ]


def _read(text: str) -> _Linear | None:
    """A sum of products as a linear form; None for any other, or other units."""
    lexemes: list[str] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _LEXEME.match(text, position)
        if match is None:
            return None
        lexemes.append(match[1].lower())
        position = match.end()
    found, rest = _sum(lexemes, 0, 0)
    return found if rest == len(lexemes) else None


def _sum(lexemes: list[str], position: int, depth: int) -> tuple[_Linear | None, int]:
    total, position = _product(lexemes, position, depth)
    while total is not None and lexemes[position : position + 1] in (["+"], ["-"]):
        sign = 1 if lexemes[position] == "+" else -1
        term, position = _product(lexemes, position + 1, depth)
        if term is None:
            return None, position
        total = {
            unit: total.get(unit, 0) + sign * term.get(unit, 0)
            for unit in {**total, **term}
        }
    return total, position


def _product(
    lexemes: list[str], position: int, depth: int
) -> tuple[_Linear | None, int]:
    product, position = _operand(lexemes, position, depth)
    while product is not None and lexemes[position : position + 1] in (["*"], ["/"]):
        divided = lexemes[position] == "/"
        factor, position = _operand(lexemes, position + 1, depth)
        if factor is None:
            return None, position
        if not divided and set(product) == {""}:
            product, factor = factor, product
        number = factor.get("", 0) if set(factor) == {""} else 0
        if not number:
            return None, position
        by = 1 / number if divided else number
        product = {unit: amount * by for unit, amount in product.items()}
    return product, position


def _operand(
    lexemes: list[str], position: int, depth: int
) -> tuple[_Linear | None, int]:
    lexeme = lexemes[position] if position < len(lexemes) else ""
    if lexeme in ("(", "calc("):
        if depth >= _DEEPEST:
            return None, position
        inner, position = _sum(lexemes, position + 1, depth + 1)
        closed = lexemes[position : position + 1] == [")"]
        return (inner if closed else None), position + 1
    found = measure(lexeme)
    if found is None:
        return None, position
    if found.unit in ("", "px", "rem", "vw"):
        return {found.unit: float(found.value)}, position + 1
    absolute = length(lexeme)
    if absolute is None or found.value == 0:
        return None, position
    return {absolute.unit: float(absolute.value)}, position + 1
