"""Nearness of colours as terms: the cells of three grids over OKLab.

A colour has one term per grid. A ball of colours is asked for by the cells that it touches
in the finest grid where they are few: a set with a near colour has one of them for certain,
and what merely shares a cell is told apart by the exact distance afterwards.

The distance is deltaEOK, the Euclidean one in OKLab (css-color-4, 19.2): 0.02 is about the
least difference that people see, black and white are 1 apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any

from tokens.extraction.color_spaces import SPACES, Triple, convert
from tokens.readings import clamp, read_list, read_number

#: Farthest that "near" may be: a third of the way from black to white.
MAX_DISTANCE = 0.3
#: Edges of the cells of each grid, in deltaEOK: 1, 3 and 10 just noticeable differences.
EDGES = (0.02, 0.06, 0.2)
#: Cells that a query may name; the coarsest grid needs no more for MAX_DISTANCE.
MAX_CELLS = 64
#: No display reaches this far; it keeps the numbers of cells short.
_BOUND = 4.0
#: What rounding may do to a distance: cells are rather touched once too often.
_SLACK = 1e-9
# DTCG writes these channels in percent, coloraide from 0 to 1.
_PERCENT = {"hsl": (1, 2), "hwb": (1, 2)}


def oklab(value: Any) -> Triple | None:
    """A DTCG colour without its alpha as OKLab; None for what is no colour.

    The keyword `none` counts as 0, as it does when colours are converted.
    """
    if not isinstance(value, Mapping):
        return None
    components = read_list(value.get("components")) or ()
    numbers = [0.0 if part == "none" else read_number(part) for part in components]
    known = tuple(clamp(part, -1000, 1000) for part in numbers if part is not None)
    if len(numbers) != 3 or len(known) != 3:
        return None
    first, second, third = known
    return _converted(str(value.get("colorSpace")), (first, second, third))


def opacity(value: Any) -> int:
    """The alpha of a DTCG colour as one of 255 steps."""
    alpha = read_number(value.get("alpha", 1)) if isinstance(value, Mapping) else None
    return round(clamp(1 if alpha is None else alpha, 0, 1) * 255)


def distance(one: Triple, two: Triple) -> float:
    """deltaEOK of two colours in OKLab."""
    return math.dist(one, two)


def cell_terms(value: Any) -> list[str]:
    """The terms of a resolved DTCG colour: its cell in each grid; [] for what is none."""
    color = oklab(value)
    if color is None:
        return []
    lightness, a, b = color
    alpha = opacity(value)
    return [
        _term(grid, alpha, (_place(lightness, edge), _place(a, edge), _place(b, edge)))
        for grid, edge in enumerate(EDGES)
    ]


def touched_terms(center: Triple, radius: float, alpha: int) -> list[str]:
    """The terms of which each colour within `radius` of `center` has at least one."""
    reach = radius + _SLACK
    for grid, edge in enumerate(EDGES):
        coarsest = grid == len(EDGES) - 1
        # A ball touches more cells than fit into it: most grids need no counting.
        if not coarsest and math.pi * 4 / 3 * (reach / edge) ** 3 > MAX_CELLS:
            continue
        cells = list(_touched(center, reach, edge))
        if coarsest or len(cells) <= MAX_CELLS:
            break
    return [_term(grid, alpha, cell) for cell in cells]


def _touched(center: Triple, radius: float, edge: float) -> Iterator[tuple[int, ...]]:
    """The cells that have a point within `radius` of `center`."""
    ranges = [
        range(_place(x - radius, edge), _place(x + radius, edge) + 1) for x in center
    ]
    for cell in product(*ranges):
        nearest = [
            clamp(x, place * edge, (place + 1) * edge)
            for x, place in zip(center, cell, strict=True)
        ]
        if math.dist(center, nearest) <= radius:
            yield cell


def _place(coordinate: float, edge: float) -> int:
    return math.floor(coordinate / edge)


def _term(grid: int, alpha: int, cell: tuple[int, ...]) -> str:
    """`~0:25,-3,-11`; with `/128` in front of the colon when it is not opaque."""
    veil = "" if alpha == 255 else f"/{alpha}"
    return f"~{grid}{veil}:{cell[0]},{cell[1]},{cell[2]}"


@lru_cache(maxsize=32768)
def _converted(space: str, components: Triple) -> Triple | None:
    if space in SPACES:
        lightness, a, b = convert(components, space, "oklab")
    else:
        # Loaded late: it takes as long as reading 300 kB of CSS.
        from coloraide import Color

        channels = list(components)
        for index in _PERCENT.get(space, ()):
            channels[index] /= 100
        try:
            color = Color(space, channels).convert("oklab")
        except ValueError:
            return None
        lightness, a, b = color.coords(nans=False)
    if not all(map(math.isfinite, (lightness, a, b))):
        return None
    return (
        clamp(lightness, -_BOUND, _BOUND),
        clamp(a, -_BOUND, _BOUND),
        clamp(b, -_BOUND, _BOUND),
    )
