"""Colours that hardly anyone can tell apart: suggestions to merge them.

Two colours of the same alpha within `JUST_NOTICEABLE` of each other (deltaEOK, the distance in
Oklab; css-color-4 13.2.3 takes 0.02 for one just noticeable difference). Steps of numbered families
are near each other on purpose and make no pair among themselves, nor do the wide-gamut twins of
sRGB colours with these.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple

from tokens.extraction.roles.palette import Shade

JUST_NOTICEABLE = 0.02
#: Colours that one is compared with, and comparisons in all: a hostile sheet may hold
#: thousands of one lightness.
_CROWD = 100
_COMPARISONS = 200_000
_MOST = 100


class Pair(NamedTuple):
    """Two colours, the one used more first."""

    distance: float
    kept: Shade
    other: Shade


def near_duplicates(shades: Iterable[Shade], numbered: frozenset[int]) -> list[Pair]:
    """Pairs of colours that look the same, nearest first; `numbered` holds ids of ramp steps."""
    # A sweep in order of lightness: only what is near in that can be near in all.
    ordered = sorted(
        (
            (
                shade.alpha,
                *shade.oklab,
                shade.token.path,
                shade,
                id(shade) in numbered,
            )
            for shade in shades
            if shade.alpha
        ),
        key=itemgetter(0, 1, 2, 3, 4),
    )
    crowd = min(_CROWD, _COMPARISONS // max(1, len(ordered)))
    found: list[tuple[float, str, str, Shade, Shade]] = []
    for index, (alpha, lightness, a, b, path, shade, is_step) in enumerate(ordered, 1):
        most = lightness + JUST_NOTICEABLE
        for position in range(index, min(index + crowd, len(ordered))):
            other = ordered[position]
            if other[1] >= most or other[0] != alpha:
                break
            if abs(other[2] - a) >= JUST_NOTICEABLE or (is_step and other[6]):
                continue
            if abs(other[3] - b) >= JUST_NOTICEABLE:
                continue
            distance = math.dist((lightness, a, b), other[1:4])
            if distance < JUST_NOTICEABLE:
                near = other[5]
                if shade.wide == near.wide:
                    found.append((distance, path, other[4], shade, near))
    # No two colours have one path.
    nearest = heapq.nsmallest(_MOST, found)
    return [_pair(distance, one, other) for distance, _, _, one, other in nearest]


def _pair(distance: float, one: Shade, other: Shade) -> Pair:
    kept, spare = sorted((one, other), key=lambda one: (-one.usage, one.token.path))
    return Pair(round(distance, 4), kept, spare)


def described(pair: Pair) -> dict[str, Any]:
    """The pair as the document says it."""
    return {
        "distance": pair.distance,
        "tokens": [pair.kept.token.path, pair.other.token.path],
        "hex": [pair.kept.hex, pair.other.hex],
        "usage": [pair.kept.usage, pair.other.usage],
    }
