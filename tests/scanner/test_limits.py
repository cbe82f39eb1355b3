"""Limits and the operator's changes to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from scanner.limits import DEFAULT_LIMITS, Limits


def test_the_defaults_are_positive() -> None:
    assert all(value > 0 for value in asdict(DEFAULT_LIMITS).values())


def test_an_override_changes_only_what_it_names() -> None:
    changed = DEFAULT_LIMITS.with_overrides({"stylesheets": 3, "scan_seconds": 30})
    assert (changed.stylesheets, changed.scan_seconds) == (3, 30)
    assert {**asdict(changed), "stylesheets": 100, "scan_seconds": 90.0} == asdict(
        Limits()
    )


@pytest.mark.parametrize(
    ("overrides", "why"),
    [
        ({"stylesheet": 3}, "Unknown limit 'stylesheet'"),
        ({"stylesheets": 0}, "positive"),
        ({"stylesheets": -1}, "positive"),
        ({"scan_seconds": float("inf")}, "finite"),
        ({"scan_seconds": float("nan")}, "finite"),
        ({"stylesheets": 2.5}, "must be a int"),
        ({"stylesheets": "100"}, "must be a int"),
        ({"stylesheets": True}, "must be a int"),
    ],
)
def test_it_refuses_what_is_no_limit(overrides: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        DEFAULT_LIMITS.with_overrides(overrides)
