"""How far apart two DTCG colours are."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from coloraide import Color

from tokens.readings import read_list, read_number

Coordinates = tuple[float, ...]

# DTCG writes these channels in percent, coloraide from 0 to 1.
_PERCENT_CHANNELS = {"hsl": (1, 2), "hwb": (1, 2)}
_SPACES = frozenset(
    ("srgb", "srgb-linear", "hsl", "hwb", "lab", "lch", "oklab", "oklch")
    + ("display-p3", "a98-rgb", "prophoto-rgb", "rec2020", "xyz-d65", "xyz-d50")
)
_HEX = re.compile("#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
#: No colour of any gamut has larger components; beyond them arithmetic may overflow.
_BOUND = 1000.0


def delta_e(old: Any, new: Any) -> float | None:
    """deltaEOK of two `$value`s of colour tokens, None where one of them is no colour.

    css-color-4, 18: the distance in OKLab, 0 for the same colour, 1 from black to
    white; about 0.02 is just noticeable. Alpha does not count. Also reads the hex
    strings of drafts of the format before 2025.10.
    """
    before, after = _oklab(old), _oklab(new)
    if before is None or after is None:
        return None
    return round(math.dist(before, after), 4)


def _oklab(value: Any) -> Coordinates | None:
    if isinstance(value, str):
        return _converted(Color(value)) if _HEX.fullmatch(value) else None
    if not isinstance(value, Mapping):
        return None
    space, parts = value.get("colorSpace"), read_list(value.get("components")) or ()
    numbers = [0.0 if part == "none" else read_number(part) for part in parts]
    known = tuple(part for part in numbers if part is not None)
    if not isinstance(space, str) or space not in _SPACES:
        return None
    if len(numbers) != 3 or len(known) != 3:
        return None
    return _read(space, known)


@lru_cache(maxsize=65_536)
def _read(space: str, components: tuple[float, ...]) -> Coordinates:
    bounded = [max(-_BOUND, min(_BOUND, part)) for part in components]
    for index in _PERCENT_CHANNELS.get(space, ()):
        bounded[index] /= 100
    return _converted(Color(space, bounded))


def _converted(colour: Color) -> Coordinates:
    return tuple(colour.convert("oklab").coords(nans=False))
