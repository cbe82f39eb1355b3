"""No value of a range is missed by the cells that cover it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tokens.search.number_cells import cell_of, covering_terms, quantity, range_terms

numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-40_000, 40_000),
    st.integers(-300, 300).map(float),
    st.integers(-8, 16).map(lambda power: 2.0**power),
)
bounds = st.one_of(numbers, st.sampled_from((-math.inf, math.inf)))


@given(bounds, bounds, numbers, st.sampled_from(("", "spacing")))
@example(8.0, 24.0, 24.0, "spacing")
@example(-0.0, 0.0, 0.0, "")
def test_each_value_of_a_range_shares_a_term(
    one: float, two: float, value: float, group: str
) -> None:
    low, high = sorted((one, two))
    inside = min(max(value, low), high)
    if math.isfinite(inside):
        terms = range_terms("spacing", "number", inside)
        assert set(terms) & set(covering_terms("n", low, high, group))


@given(bounds, bounds)
def test_a_range_is_covered_by_few_cells(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert len(covering_terms("px", low, high)) <= 58


@given(numbers, numbers)
def test_a_larger_value_is_never_in_a_lower_cell(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert cell_of(low) <= cell_of(high)


def test_small_pixel_sizes_have_a_cell_each() -> None:
    assert len({cell_of(size) for size in range(8, 17)}) == 9
    assert cell_of(16) == cell_of(17)


@pytest.mark.parametrize(
    ("token_type", "value", "measured"),
    [
        ("dimension", {"value": 1.5, "unit": "rem"}, ("px", 24.0)),
        ("dimension", {"value": 8, "unit": "px"}, ("px", 8.0)),
        ("duration", {"value": 0.2, "unit": "s"}, ("ms", 200.0)),
        ("number", 1.5, ("n", 1.5)),
        ("fontWeight", 700, ("n", 700.0)),
        ("fontWeight", "bold", None),
        ("dimension", {"value": 1, "unit": "em"}, None),
        ("color", 3, None),
        (None, 3, None),
    ],
)
def test_sizes_are_measured_in_px_ms_or_plainly(
    token_type: str | None, value: Any, measured: tuple[str, float] | None
) -> None:
    assert quantity(token_type, value) == measured
