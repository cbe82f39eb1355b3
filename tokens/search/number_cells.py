"""Ranges of lengths, times and numbers as terms: cells that grow with the value.

Each power of two is an octave of eight cells, from 1/64 to 16,384: 8px to 15px have a cell
each, 16px and 17px share one. Smaller values are one cell, larger ones another, and
negative ones mirror them. A value has a term for its cell and one for its octave; a range
is asked for by the octaves within it and the cells at its two ends, of which each value in
it has one for certain. The value itself is compared afterwards.
"""

from __future__ import annotations

import math
from typing import Any

from tokens.readings import read_length, read_number, read_time

#: Cells of an octave.
_EIGHT = 8
#: The first octave begins at 2**-6, the last ends at 2**14.
_LOWEST, _HIGHEST = -6, 14
#: The number of the cell of all that is larger.
_BEYOND = (_HIGHEST - _LOWEST) * _EIGHT + 1


def quantity(token_type: str | None, value: Any) -> tuple[str, float] | None:
    """What a resolved DTCG value measures: ("px", 24.0), ("ms", 200.0), ("n", 1.5).

    A rem counts as 16px, a second as 1000ms. None for what is no single number.
    """
    match token_type:
        case "dimension":
            unit, number = "px", read_length(value)
        case "duration":
            unit, number = "ms", read_time(value)
        case "number" | "fontWeight":
            unit, number = "n", read_number(value)
        case _:
            return None
    return None if number is None else (unit, number)


def range_terms(group: str, token_type: str | None, value: Any) -> list[str]:
    """The terms of a resolved DTCG value: cell and octave, in its group and in any."""
    measured = quantity(token_type, value)
    if measured is None:
        return []
    unit, number = measured
    cell = cell_of(number)
    names = [_cell(unit, cell), _octave(unit, octave_of(cell))]
    return [*names, *(f"{group}{name}" for name in names)]


def covering_terms(unit: str, low: float, high: float, group: str = "") -> list[str]:
    """The terms of which each value from `low` to `high` has at least one.

    `low` and `high` may be infinite.
    """
    terms = []
    cell, last = cell_of(low), cell_of(high)
    while cell <= last:
        octave = octave_of(cell)
        whole = octave not in (0, octave_of(-_BEYOND), octave_of(_BEYOND))
        if whole and octave_of(cell - 1) != octave and cell + _EIGHT - 1 <= last:
            terms.append(group + _octave(unit, octave))
            cell += _EIGHT
        else:
            terms.append(group + _cell(unit, cell))
            cell += 1
    return terms


def cell_of(number: float) -> int:
    """The number of a value's cell; a larger value's is never smaller."""
    size = abs(number)
    if size >= 2.0**_HIGHEST:
        cell = _BEYOND
    elif size < 2.0**_LOWEST:
        return 0
    else:
        mantissa, exponent = math.frexp(size)
        eighth = int((mantissa * 2 - 1) * _EIGHT)
        cell = (exponent - 1 - _LOWEST) * _EIGHT + eighth + 1
    return cell if number > 0 else -cell


def octave_of(cell: int) -> int:
    """The number of a cell's octave."""
    return -(-cell // _EIGHT) if cell > 0 else cell // _EIGHT


def _cell(unit: str, cell: int) -> str:
    return f"~{unit}{cell}"


def _octave(unit: str, octave: int) -> str:
    return f"~{unit}{octave}x"
