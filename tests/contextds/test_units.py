"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest

from contextds.database.units import Unit, axis, counted, lasted, written


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, Unit.BYTES, "0 B"),
        (8192, Unit.BYTES, "8 kB"),
        (1_610_612_736, Unit.BYTES, "1.5 GB"),
        (2**70, Unit.BYTES, "1,048,576 PB"),
        (0, Unit.MILLISECONDS, "0 ms"),
        (0.034, Unit.MILLISECONDS, "34 µs"),
        (12.345, Unit.MILLISECONDS, "12.3 ms"),
        (4200, Unit.MILLISECONDS, "4.2 s"),
        (999, Unit.COUNT, "999"),
        (2_300_000, Unit.COUNT, "2.3 M"),
        (0.992, Unit.SHARE, "99.2 %"),
        (0, Unit.SHARE, "0 %"),
        (-2048, Unit.BYTES, "-2 kB"),
        (None, Unit.BYTES, "–"),
        (math.nan, Unit.COUNT, "–"),
        (math.inf, Unit.COUNT, "–"),
    ],
)
def test_a_number_is_written_in_its_largest_fitting_unit(
    value: float | None, unit: Unit, text: str
) -> None:
    assert written(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (340, "340 ms"),
        (4200, "4.2 s"),
        (65_000, "1 min 5 s"),
        (60_000, "1 min"),
        (11_520_000, "3 h 12 min"),
        (86_400_000 * 3, "3 d"),
        (None, "–"),
    ],
)
def test_a_time_that_passed_has_two_units_at_most(
    value: float | None, text: str
) -> None:
    assert lasted(value) == text


def test_a_count_has_its_thousands_apart() -> None:
    assert counted(1_234_567) == "1,234,567"
    assert counted(None) == "–"


@pytest.mark.parametrize(
    ("largest", "unit", "labels"),
    [
        (100, Unit.COUNT, ["25", "50", "75", "100"]),
        (3, Unit.COUNT, ["1", "2", "3"]),
        (0.5, Unit.COUNT, ["1"]),
        (7.2, Unit.MILLISECONDS, ["2 ms", "4 ms", "6 ms", "8 ms"]),
        (900_000_000, Unit.BYTES, ["250 MB", "500 MB", "750 MB", "1,000 MB"]),
        (1, Unit.SHARE, ["25 %", "50 %", "75 %", "100 %"]),
    ],
)
def test_an_axis_has_a_few_round_ticks_of_one_unit(
    largest: float, unit: Unit, labels: list[str]
) -> None:
    drawn = axis([0, largest], unit)

    assert [label for _, label in drawn.ticks] == labels
    assert drawn.top >= largest
    assert drawn.ticks[-1][0] == drawn.top


@pytest.mark.parametrize("values", [[], [0.0], [math.nan, -3], [math.inf]])
def test_an_axis_without_values_has_no_ticks(values: list[float]) -> None:
    assert axis(values, Unit.COUNT).ticks == ()


@pytest.mark.parametrize("largest", [1e-12, 1e30, 2.0**63])
def test_an_axis_holds_tiny_and_huge_values(largest: float) -> None:
    drawn = axis([largest], Unit.MILLISECONDS)

    assert drawn.top >= largest
    assert 1 <= len(drawn.ticks) <= 5
