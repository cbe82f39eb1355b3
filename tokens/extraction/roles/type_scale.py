"""Type scale: the font sizes in use, and the modular ratio that they follow, if they do.

A size fits a ratio r and a base b when it is within the tolerance of b * r^n for a whole n: 2.5 %, and
at most a sixth of a step. By chance a random size does with probability c = 2 * ln(1 + tolerance) / ln r,
so ratios are compared by (fit - c) / (1 - c), where fit is the share of the distinct sizes besides
the base, each weighed by log(1 + uses).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from tokens.extraction.results import Token

#: The ratios of type, by the musical intervals that they are named after.
RATIOS: dict[str, float] = {
    "minor second": 1.067,
    "major second": 1.125,
    "minor third": 1.2,
    "major third": 1.25,
    "perfect fourth": 1.333,
    "augmented fourth": 1.414,
    "perfect fifth": 1.5,
    "golden ratio": 1.618,
}
_TOLERANCE = 0.025
ROOT = 16.0
#: Font sizes in px that belong to a scale; others are tricks.
_SMALLEST, _LARGEST = 1.0, 1000.0
#: A ratio is claimed for this many sizes besides the base, this share of them and this
#: much beyond chance.
_SIZES = 4
_FIT = 0.75
_BEYOND_CHANCE = 0.6
_MOST = 40


class Scale(NamedTuple):
    """Font sizes in px with their uses, and what they fit; `name` is empty when nothing."""

    uses: dict[float, int]
    base: float
    name: str
    ratio: float
    fit: float
    chance: float
    #: The ratio and fit of the least-squares line through the logarithms of all sizes.
    free: tuple[float, float] | None
    tokens: dict[float, list[str]]


def pixels(token: Token) -> float | None:
    """A positive px or rem dimension in px; None for an alias and anything else."""
    value = token.value
    if isinstance(value, str) or token.type != "dimension" or value["value"] <= 0:
        return None
    factor = ROOT if value["unit"] == "rem" else 1
    return float(f"{value['value'] * factor:.6g}")


def type_scale(tokens: Iterable[Token]) -> Scale | None:
    """The scale of the font sizes; None where there are fewer than two."""
    uses: Counter[float] = Counter()
    paths: dict[float, list[str]] = {}
    for token in tokens:
        size = pixels(token) if token.group == "font-size" else None
        if size is not None and _SMALLEST <= size <= _LARGEST:
            # What is only declared still belongs to the scale.
            uses[size] += max(token.provenance.usage, 1)
            paths.setdefault(size, []).append(token.path)
    if len(uses) < 2:
        return None
    kept = dict(sorted(uses.most_common(), key=lambda one: (-one[1], one[0]))[:_MOST])
    base = ROOT if ROOT in kept else min(kept, key=lambda size: (-kept[size], size))
    weights = {size: math.log1p(kept[size]) for size in kept if size != base}
    best = ("", 0.0, 0.0, 0.0)
    most = _BEYOND_CHANCE
    for name, ratio in RATIOS.items():
        fit = _fit(weights, base, ratio)
        chance = 2 * _tolerance(ratio) / math.log(ratio)
        beyond = (fit - chance) / (1 - chance)
        if fit >= _FIT and beyond >= most and len(weights) >= _SIZES:
            best, most = (name, ratio, fit, chance), beyond
    free = _least_squares(kept) if len(kept) >= _SIZES else None
    ordered = {size: kept[size] for size in sorted(kept)}
    return Scale(ordered, base, *best, free, paths)


def _tolerance(ratio: float) -> float:
    """How far a size may be off, as a logarithm."""
    return min(math.log1p(_TOLERANCE), math.log(ratio) / 6)


def _fit(weights: dict[float, float], base: float, ratio: float) -> float:
    fitting = sum(
        weight
        for size, weight in weights.items()
        if _step(size, base, ratio) is not None
    )
    return fitting / sum(weights.values())


def _step(size: float, base: float, ratio: float) -> int | None:
    """How many steps above the base a size is, None when it is between two."""
    distance = math.log(size / base)
    step = round(distance / math.log(ratio))
    off = abs(distance - step * math.log(ratio))
    return step if off <= _tolerance(ratio) else None


def _least_squares(uses: dict[float, int]) -> tuple[float, float]:
    """Ratio and fit when each distinct size is one step above the last, weighed by use."""
    points = [
        (index, math.log(size), math.log1p(uses[size]))
        for index, size in enumerate(sorted(uses))
    ]
    total = sum(weight for _, _, weight in points)
    mean_x = sum(weight * x for x, _, weight in points) / total
    mean_y = sum(weight * y for _, y, weight in points) / total
    spread = sum(weight * (x - mean_x) ** 2 for x, _, weight in points)
    slope = (
        sum(weight * (x - mean_x) * (y - mean_y) for x, y, weight in points) / spread
    )
    fitting = sum(
        weight
        for x, y, weight in points
        if abs(mean_y + slope * (x - mean_x) - y) <= math.log1p(_TOLERANCE)
    )
    return math.exp(slope), fitting / total


def described(scale: Scale) -> dict[str, Any]:
    """The scale as the document says it."""
    found: dict[str, Any] = {
        "base": scale.base,
        "ratio": scale.ratio or None,
        "sizes": [
            {"px": size, "usage": uses, "tokens": sorted(scale.tokens[size])[:10]}
            for size, uses in scale.uses.items()
        ],
    }
    if scale.free:
        ratio, fit = scale.free
        found["free"] = {"ratio": round(ratio, 3), "fit": round(fit, 3)}
    if scale.name:
        found |= {
            "name": scale.name,
            "fit": round(scale.fit, 3),
            "by_chance": round(scale.chance, 3),
        }
        for size in found["sizes"]:
            step = _step(size["px"], scale.base, scale.ratio)
            if step is not None:
                size["step"] = step
    return found
