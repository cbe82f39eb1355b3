"""tokens.exports.colors: DTCG colours on screens of sRGB and Display P3."""

from __future__ import annotations

from typing import Any

import pytest

from tokens.exports.colors import rgb
from tokens.exports.css_values import Unspellable


def color(space: str, *parts: Any, **more: Any) -> dict[str, Any]:
    return {"colorSpace": space, "components": list(parts), **more}


def test_what_srgb_holds_stays_as_it_is() -> None:
    assert rgb(color("srgb", 0.1, 0.2, 0.3, alpha=0.4))[:4] == (0.1, 0.2, 0.3, 0.4)
    assert rgb(color("hsl", 0, 100, 50)).levels() == (255, 0, 0, 255)
    assert rgb(color("hwb", 120, 0, "none")).levels() == (0, 255, 0, 255)


def test_a_wide_colour_is_wide_where_that_is_asked_for() -> None:
    pure = color("display-p3", 0, 1, 0)
    wide = rgb(pure, wide=True)
    assert (wide.space, wide.mapped) == ("display-p3", False)
    assert wide[:3] == pytest.approx((0, 1, 0), abs=1e-6)
    narrow = rgb(pure)
    assert (narrow.space, narrow.mapped) == ("srgb", True)
    assert narrow.green > 0.9


def test_what_no_screen_shows_is_mapped_and_says_so() -> None:
    assert rgb(color("oklch", 0.7, 0.4, 150), wide=True).mapped
    assert all(0 <= part <= 1 for part in rgb(color("xyz-d65", 1e9, -1e9, 0))[:3])


@pytest.mark.parametrize(
    "value",
    [
        "#fff",
        None,
        {},
        color("cmyk", 0, 0, 0),
        color("srgb", 1, 0),
        color("srgb", 1, 0, "x"),
        color("srgb", 1, 0, True),
        color("srgb", 1, 0, 0, alpha="none"),
        color("srgb", 1, 0, float("nan")),
        color(["srgb"], 1, 0, 0),  # type: ignore[arg-type]
        color("srgb", 1, 0, 10**400),
    ],
)
def test_what_is_no_colour_is_refused(value: Any) -> None:
    with pytest.raises(Unspellable):
        rgb(value)
