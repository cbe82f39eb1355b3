"""Numbers with the units that people read: bytes, milliseconds, counts, shares.

Pure: pages, plots and commands write their numbers by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

#: What stands for a number that is not known.
UNKNOWN = "–"


class Unit(Enum):
    """What a number counts, with the steps in which it is written, smallest first."""

    #: As PostgreSQL writes sizes: 1 kB is 1024 bytes.
    BYTES = (
        (1.0, "B"),
        (1024.0, "kB"),
        (1024.0**2, "MB"),
        (1024.0**3, "GB"),
        (1024.0**4, "TB"),
        (1024.0**5, "PB"),
    )
    MILLISECONDS = (
        (0.001, "µs"),
        (1.0, "ms"),
        (1_000.0, "s"),
        (60_000.0, "min"),
        (3_600_000.0, "h"),
        (86_400_000.0, "d"),
    )
    COUNT = ((1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "bn"), (1e12, "tn"))
    #: A share of one, written in per cent.
    SHARE = ((0.01, "%"),)


@dataclass(frozen=True, slots=True)
class Axis:
    """The ticks of an axis that starts at nought: value and label, and where it ends."""

    top: float
    ticks: tuple[tuple[float, str], ...]


def written(value: float | None, unit: Unit) -> str:
    """A number in its largest fitting unit: "1.5 MB", "340 µs", "2.3 M", "99.2 %"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    step, symbol = _step(abs(value), unit)
    return f"{_digits(value / step)} {symbol}".rstrip()


def counted(value: float | None) -> str:
    """A whole number with its thousands apart: "1,234,567"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return f"{value:,.0f}"


def lasted(milliseconds: float | None) -> str:
    """A time that passed, in two units at most: "340 ms", "4.2 s", "3 h 12 min"."""
    if milliseconds is None or not math.isfinite(milliseconds):
        return UNKNOWN
    if milliseconds < 60_000:
        return written(milliseconds, Unit.MILLISECONDS)
    minutes = int(milliseconds // 60_000)
    if minutes < 60:
        return _two(minutes, "min", int(milliseconds // 1000) % 60, "s")
    if minutes < 48 * 60:
        return _two(minutes // 60, "h", minutes % 60, "min")
    return _two(minutes // 1440, "d", minutes // 60 % 24, "h")


def axis(values: Sequence[float], unit: Unit, *, ticks: int = 4) -> Axis:
    """An axis from nought that holds `values`, with some `ticks` round numbers.

    Values that are not finite or below nought are left out; without any, it ends at one.
    """
    largest = max((v for v in values if math.isfinite(v) and v > 0), default=0.0)
    if not largest:
        return Axis(1.0, ())
    step, symbol = _step(largest, unit)
    spacing = _round(largest / step / ticks)
    if unit is Unit.COUNT and step == 1:
        spacing = max(1.0, spacing)
    number = max(1, math.ceil(largest / step / spacing - 1e-9))
    marks = tuple(
        (index * spacing * step, f"{_plain(index * spacing)} {symbol}".rstrip())
        for index in range(1, number + 1)
    )
    return Axis(number * spacing * step, marks)


def _two(first: int, one: str, second: int, other: str) -> str:
    return f"{first} {one} {second} {other}" if second else f"{first} {one}"


def _step(size: float, unit: Unit) -> tuple[float, str]:
    steps: tuple[tuple[float, str], ...] = unit.value
    if size == 0 and unit is Unit.MILLISECONDS:
        return 1.0, "ms"
    fitting = [step for step in steps if size >= step[0]]
    return fitting[-1] if fitting else steps[0]


def _digits(value: float) -> str:
    """Three digits that tell something, and no nought at the end."""
    if 0 < abs(value) < 0.01:
        return "< 0.01"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    text = f"{value:.1f}" if abs(value) >= 10 else f"{value:.2g}"
    return text.removesuffix(".0")


def _plain(value: float) -> str:
    return f"{round(value, 10):,g}" if value < 1e6 else f"{value:,.0f}"


def _round(spacing: float) -> float:
    """The next of 1, 2, 2.5, 5, 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(spacing))
    return next(m * power for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * power >= spacing)
