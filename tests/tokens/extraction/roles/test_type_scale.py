"""tokens.extraction.roles.type_scale: font sizes and the ratio that they follow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tokens.extraction.roles.sheets import roles
from tokens.extraction.roles.type_scale import RATIOS


def scale(sizes: list[float], unit: str = "px") -> dict[str, Any]:
    css = "".join(f".a{i}{{font-size:{size}{unit}}}" for i, size in enumerate(sizes))
    found: dict[str, Any] = roles(css)["type_scale"]
    return found


@pytest.mark.parametrize("name", RATIOS)
def test_a_modular_scale_is_found_with_its_ratio(name: str) -> None:
    found = scale([round(16 * RATIOS[name] ** step, 2) for step in range(-2, 6)])
    assert (found["name"], found["ratio"], found["fit"]) == (name, RATIOS[name], 1)
    assert [size["step"] for size in found["sizes"]] == list(range(-2, 6))
    assert found["free"]["ratio"] == pytest.approx(RATIOS[name], abs=0.002)
    assert found["by_chance"] <= 1 / 3 + 0.001


def test_sizes_that_follow_no_ratio_claim_none() -> None:
    found = scale([12, 14, 16, 18, 20, 24, 30, 36, 48, 60])
    assert found["ratio"] is None
    assert "name" not in found
    assert found["base"] == 16


def test_few_sizes_claim_nothing() -> None:
    assert scale([16, 20, 25])["ratio"] is None
    assert "free" not in scale([16, 20, 25])
    assert "type_scale" not in roles(".a{font-size:16px}")


def test_a_rem_is_sixteen_pixels_and_uses_are_counted() -> None:
    css = ":root{--text-lg:1.25rem} .a{font-size:20px} .b,.c{font-size:var(--text-lg)}"
    (size, base) = roles(css + ".d{font-size:3rem}")["type_scale"]["sizes"]
    assert (size["px"], size["usage"]) == (20, 2)
    assert size["tokens"] == ["font-size.20px", "font-size.text-lg"]
    assert base["px"] == 48


def test_without_sixteen_pixels_the_size_used_most_is_the_base() -> None:
    css = ".a{font-size:14px} .b{font-size:20px;} .c{font-size:14px}"
    assert roles(css)["type_scale"]["base"] == 14


def test_tricks_are_no_sizes_of_a_scale() -> None:
    css = ".a{font-size:0} .b{font-size:1e-300px} .c{font-size:1e308rem} .d{font-size:9px}"
    assert "type_scale" not in roles(css)


def test_a_size_between_two_steps_has_no_step() -> None:
    found = scale([16, 20, 25, 31.25, 39.06, 48.83, 61.04, 22.5])
    assert found["name"] == "major third"
    steps = {size["px"]: size.get("step") for size in found["sizes"]}
    assert (steps[20], steps[22.5]) == (1, None)
