"""The math functions of CSS beyond sums and comparisons (css-values-4 10.3 to 10.7)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

#: How round() may round; the first is what it does when nothing is said.
STRATEGIES = ("nearest", "up", "down", "to-zero")
#: Functions of numbers and angles only.
_PLAIN: dict[str, Callable[..., float]] = {
    "pow": math.pow,
    "sqrt": math.sqrt,
    "log": math.log,
    "exp": math.exp,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}
_TRIGONOMETRIC = frozenset(("sin", "cos", "tan"))
_INVERSE = frozenset(("asin", "acos", "atan"))
NAMES = frozenset(("round", "mod", "rem", "abs", "sign", "hypot", "atan2", *_PLAIN))


def result(
    name: str, values: Sequence[float], unit: str, strategy: str = STRATEGIES[0]
) -> tuple[float, str] | None:
    """The value and unit of function `name` of `values`, all in `unit`; angles are in degrees.

    None for the wrong number or kind of arguments, and where the result is no finite number.
    """
    try:
        found = _result(name, values, unit, strategy)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return found if found and math.isfinite(found[0]) else None


def _result(
    name: str, values: Sequence[float], unit: str, strategy: str
) -> tuple[float, str] | None:
    if name in _PLAIN:
        if unit and (unit != "deg" or name not in _TRIGONOMETRIC):
            return None
        if unit:
            values = [math.radians(value) for value in values]
        value = _PLAIN[name](*values)
        return (math.degrees(value), "deg") if name in _INVERSE else (value, "")
    if name == "hypot":
        return math.hypot(*values), unit
    first, *others = values
    if name in ("abs", "sign"):
        if others:
            return None
        return (abs(first), unit) if name == "abs" else ((first > 0) - (first < 0), "")
    if name == "round" and not others and not unit:
        others = [1]
    (second,) = others
    if name == "atan2":
        return math.degrees(math.atan2(first, second)), "deg"
    if name == "round":
        return _rounded(first, abs(second), strategy), unit
    # mod() takes the sign of the second, rem() that of the first.
    rest = math.fmod(first, second)
    if name == "mod" and rest and (rest < 0) != (second < 0):
        rest += second
    return rest, unit


def _rounded(value: float, step: float, strategy: str) -> float:
    steps = value / step
    if strategy == "up" or (strategy == "to-zero" and value < 0):
        whole = math.ceil(steps)
    elif strategy == "nearest":
        whole = math.floor(steps + 0.5)
    else:
        whole = math.floor(steps)
    return whole * step
