"""tokens.extraction.roles.spacing_base: multiples of 4 and of 8 px."""

from __future__ import annotations

from typing import Any

from tests.tokens.extraction.roles.sheets import roles


def spacing(*sizes: str) -> dict[str, Any]:
    css = "".join(f".a{i}{{margin:{size}}}" for i, size in enumerate(sizes))
    found: dict[str, Any] = roles(css).get("spacing", {})
    return found


def test_multiples_of_eight_have_the_base_eight() -> None:
    assert spacing("8px", "1rem", "24px", "32px", "2rem", "40px", "-8px", "4px") == {
        "base": 8,
        "multiples_of_4": 1,
        "multiples_of_8": 0.875,
        "uses": 8,
        "distinct": 6,
    }


def test_multiples_of_four_have_the_base_four() -> None:
    found = spacing("4px", "12px", ".25rem", "20px", "8px", "28px", "4px", "3px")
    assert found["base"] == 4
    assert found["multiples_of_8"] == 0.125


def test_no_base_is_claimed_for_other_lengths_or_for_few() -> None:
    assert spacing(*(f"{size}px" for size in range(1, 20)))["base"] is None
    assert spacing("8px", "16px")["base"] is None


def test_zero_and_unused_custom_properties_say_nothing() -> None:
    assert spacing("0", "0px") == {}
    assert "spacing" not in roles(":root{--space-1:4px}")


def test_uses_through_custom_properties_count_for_their_value() -> None:
    css = ":root{--gap:8px;--gap-2:var(--gap)} .a{margin:var(--gap-2) 1e308px}"
    assert roles(css)["spacing"]["uses"] == 2
