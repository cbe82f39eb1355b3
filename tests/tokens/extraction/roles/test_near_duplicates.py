"""tokens.extraction.roles.near_duplicates: colours that hardly anyone can tell apart."""

from __future__ import annotations

import random

from coloraide import Color as Calculator

from tests.tokens.extraction.roles.sheets import roles


def test_colours_within_a_just_noticeable_difference_are_a_pair() -> None:
    css = ".a{color:#0d6efd} .b{color:#0d6efc} .c{color:#0d6efd} .d{color:#c00}"
    (pair,) = roles(css)["near_duplicates"]
    assert pair["tokens"] == ["color.0d6efd", "color.0d6efc"]
    assert pair["usage"] == [2, 1]
    expected = Calculator("#0d6efd").delta_e("#0d6efc", method="ok")
    assert abs(pair["distance"] - expected) < 1e-4


def test_another_alpha_or_no_colour_at_all_is_no_duplicate() -> None:
    assert "near_duplicates" not in roles(".a{color:#0d6efd} .b{color:#0d6efc80}")
    assert "near_duplicates" not in roles(".a{color:#0000} .b{color:#0100}")


def test_steps_of_numbered_families_are_near_on_purpose() -> None:
    family = ":root{--g-1:#fcfcfc;--g-2:#f9f9f9;--g-3:#f0f0f0;--g-4:#e8e8e8}"
    assert "near_duplicates" not in roles(family)
    found = roles(family + ".a{color:#fbfbfb}")["near_duplicates"]
    assert all("color.fbfbfb" in pair["tokens"] for pair in found)


def test_the_wide_gamut_twin_of_a_colour_is_meant() -> None:
    css = ".a{color:#e00} .b{color:color(display-p3 .86 .17 .12)}"
    assert "near_duplicates" not in roles(css)


def test_all_near_pairs_are_found_as_by_comparing_each_with_each() -> None:
    chance = random.Random(7)
    colors = sorted({f"#{chance.randrange(1 << 24):06x}" for _ in range(150)})
    css = "".join(f".a{i}{{color:{one}}}" for i, one in enumerate(colors))
    expected = {
        (one, other)
        for i, one in enumerate(colors)
        for other in colors[i + 1 :]
        if Calculator(one).delta_e(other, method="ok") < 0.02
    }
    pairs = roles(css).get("near_duplicates", ())
    assert {tuple(sorted(pair["hex"])) for pair in pairs} == expected


def test_the_hundred_nearest_stay() -> None:
    css = "".join(
        f".a{i}{{color:rgb(100 {100 + i % 20} {100 + i // 20})}}" for i in range(400)
    )
    pairs = roles(css)["near_duplicates"]
    assert len(pairs) == 100
    distances = [pair["distance"] for pair in pairs]
    assert distances == sorted(distances)
