"""Numbers, lengths, times and calc(): what a single CSS measure is worth."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction import math_functions
from tokens.extraction.components import arguments, function, words

Number = int | float

_MEASURE = re.compile(r"([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)(%|[a-zA-Z]*)\Z")
# css-values-4 6.2: absolute lengths, as CSS pixels.
_PIXELS = {
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
    "pt": 96 / 72,
    "pc": 16.0,
}
_DEGREES = {"grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
_DEEPEST = 16


class Measure(NamedTuple):
    """A number with its unit in lower case: `""` for a plain number, `"%"` for a percentage."""

    value: Number
    unit: str


def tidy(value: float) -> Number:
    """An int where the number is whole, never -0."""
    if isinstance(value, int):
        return value
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def rounded(value: float) -> Number:
    """A computed number to ten significant digits, as documents hold converted values."""
    return tidy(float(f"{value:.10g}"))


@lru_cache(maxsize=32768)
def measure(text: str) -> Measure | None:
    """Read `1.5rem`, `50%`, `4`, or a math function of measures of one unit; else None.

    None also stands for infinite and not-a-number results: no document can hold them.
    """
    match = _MEASURE.match(text)
    if match:
        value = float(match.group(1))
        if not math.isfinite(value):
            return None
        return Measure(tidy(value), match.group(2).lower())
    if text[-1:] == ")":
        result = _calculate(text, 0)
        if result is not None and math.isfinite(result.value):
            return Measure(rounded(result.value), result.unit)
    return None


def is_calculation(text: str) -> bool:
    """Whether `text` is a math function, whose result is clamped instead of refused."""
    called = function(text)
    return called is not None and called[0] in _MATH


_MATH = math_functions.NAMES | {
    "calc",
    "-webkit-calc",
    "-moz-calc",
    "min",
    "max",
    "clamp",
}
_OPERAND = re.compile(
    r"\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?:%|[a-zA-Z]*)|[-\w]*\(|[-a-zA-Z]+)"
)
_OPERATOR = re.compile(r"(\s*)([-+*/])(\s*)")
_CONSTANTS = {"pi": math.pi, "e": math.e}


def _calculate(text: str, depth: int) -> Measure | None:
    called = function(text)
    if called is None or called[0] not in _MATH or depth > _DEEPEST:
        return None
    name, inside = called
    if name.endswith("calc"):
        return _sum(inside, depth + 1)
    pieces = arguments(inside)
    strategy = math_functions.STRATEGIES[0]
    if name == "round" and pieces[0].lower() in math_functions.STRATEGIES:
        strategy, pieces = pieces[0].lower(), pieces[1:]
    operands = [_sum(piece, depth + 1) for piece in pieces]
    measures = [_absolute(operand) for operand in operands if operand is not None]
    if not measures or len(measures) != len(operands):
        return None
    if len({one.unit for one in measures}) != 1:
        return None
    values, unit = [one.value for one in measures], measures[0].unit
    if name == "min":
        return Measure(min(values), unit)
    if name == "max":
        return Measure(max(values), unit)
    if name == "clamp":
        if len(values) != 3:
            return None
        return Measure(max(values[0], min(values[1], values[2])), unit)
    found = math_functions.result(name, values, unit, strategy)
    return Measure(*found) if found else None


def _sum(text: str, depth: int) -> Measure | None:
    """Evaluate a sum of products (css-values-4 10.1) left to right; None when units cannot meet."""
    position = 0
    total: Measure | None = None
    product: Measure | None = None
    pending = "+"
    operator = "+"
    while True:
        operand, position = _operand(text, position, depth)
        if operand is None:
            return None
        if product is None or operator in "+-":
            if product is not None:
                total = _add(total, product, pending)
                if total is None:
                    return None
            product, pending = operand, operator
        else:
            product = _multiply(product, operand, operator)
            if product is None:
                return None
        match = _OPERATOR.match(text, position)
        if match is None:
            if text[position:].strip() or product is None:
                return None
            return _add(total, product, pending)
        before, operator, after = match.groups()
        if operator in "+-" and not (before and after):
            return None
        position = match.end()


def _operand(text: str, position: int, depth: int) -> tuple[Measure | None, int]:
    match = _OPERAND.match(text, position)
    if match is None:
        return None, position
    lexeme = match.group(1)
    if not lexeme.endswith("("):
        if lexeme.lower() in _CONSTANTS:
            return Measure(_CONSTANTS[lexeme.lower()], ""), match.end()
        return measure(lexeme), match.end()
    level = 1
    end = match.end()
    while end < len(text) and level:
        level += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    if level or depth >= _DEEPEST:
        return None, end
    if lexeme == "(":
        return _sum(text[match.end() : end - 1], depth + 1), end
    return _calculate(text[match.start(1) : end], depth + 1), end


def _absolute(operand: Measure) -> Measure:
    if operand.unit in _PIXELS:
        return Measure(operand.value * _PIXELS[operand.unit], "px")
    if operand.unit == "ms":
        return Measure(operand.value / 1000, "s")
    if operand.unit in _DEGREES:
        return Measure(operand.value * _DEGREES[operand.unit], "deg")
    return operand


def _add(total: Measure | None, term: Measure, operator: str) -> Measure | None:
    sign = 1 if operator == "+" else -1
    if total is None:
        return Measure(sign * term.value, term.unit)
    if total.unit != term.unit:
        total, term = _absolute(total), _absolute(term)
    # A zero length adds nothing whatever its unit; a zero percentage may not be dropped
    # from the type, but it never changes the length beside it.
    if total.unit != term.unit:
        if term.value == 0 and term.unit and total.unit:
            return total
        if total.value == 0 and total.unit and term.unit:
            return Measure(sign * term.value, term.unit)
        return None
    return Measure(total.value + sign * term.value, total.unit)


def _multiply(left: Measure, right: Measure, operator: str) -> Measure | None:
    if operator == "/":
        if right.unit or right.value == 0:
            return None
        return Measure(float(left.value) / right.value, left.unit)
    if left.unit and right.unit:
        return None
    return Measure(float(left.value) * right.value, left.unit or right.unit)


def length(text: str) -> Measure | None:
    """A length that DTCG can hold: px and rem as written, absolute units as px, any zero as 0px."""
    found = measure(text)
    if found is None or found.unit == "%":
        return None
    value, unit = found
    if unit in ("px", "rem"):
        return found if value else Measure(0, "px")
    if unit in _PIXELS:
        pixels = value * _PIXELS[unit]
        return Measure(rounded(pixels), "px") if math.isfinite(pixels) else None
    if value == 0 and (unit in RELATIVE or (not unit and not is_calculation(text))):
        return Measure(0, "px")
    return None


RELATIVE = frozenset(
    prefix + unit
    for prefix in ("", "s", "l", "d")
    for unit in ("vw", "vh", "vi", "vb", "vmin", "vmax")
) | frozenset(
    [
        "em",
        "ex",
        "ch",
        "cap",
        "ic",
        "lh",
        "rlh",
        "rex",
        "rch",
        "rcap",
        "ric",
        "cqw",
        "cqh",
        "cqi",
        "cqb",
        "cqmin",
        "cqmax",
    ]
)


def ratio(text: str) -> Measure | None:
    """An aspect ratio such as `16/9` as a plain number; None for a degenerate one."""
    pieces = words(text)
    if len(pieces) != 3 or pieces[1] != "/":
        return None
    width, height = measure(pieces[0]), measure(pieces[2])
    if width is None or height is None or width.unit or height.unit:
        return None
    if width.value < 0 or height.value <= 0:
        return None
    return Measure(rounded(width.value / height.value), "")


def time(text: str) -> Measure | None:
    """A time in `s` or `ms` as written; any zero is 0s."""
    found = measure(text)
    if found is None or found.unit not in ("s", "ms"):
        return None
    return found if found.value else Measure(0, "s")
