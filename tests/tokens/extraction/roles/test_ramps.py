"""tokens.extraction.roles.ramps: numbered families and the greys in use."""

from __future__ import annotations

from typing import Any

from tests.tokens.extraction.roles.sheets import COMPONENTS, roles


def summary(css: str) -> list[tuple[Any, ...]]:
    return [
        (ramp["name"], ramp["neutral"], ramp["from"], len(ramp["steps"]))
        for ramp in roles(css).get("ramps", ())
    ]


def test_numbered_greys_are_a_neutral_ramp_by_their_names() -> None:
    ramp = roles(COMPONENTS)["ramps"][0]
    assert (ramp["name"], ramp["from"]) == ("x-gray", "names")
    assert [step["step"] for step in ramp["steps"]] == [
        "100",
        "300",
        "500",
        "700",
        "900",
    ]
    assert ramp["steps"][0]["token"] == "color.x-gray-100"
    lightness = [step["lightness"] for step in ramp["steps"]]
    assert lightness == sorted(lightness, reverse=True)


def test_the_greys_in_use_are_a_ramp_from_light_to_dark() -> None:
    css = ".a{color:#333} .b{color:#fff} .c{color:#999} .d{color:#eee} .e{color:red}"
    (ramp,) = roles(css)["ramps"]
    assert ramp["from"] == "use"
    assert [step["hex"] for step in ramp["steps"]] == [
        "#ffffff",
        "#eeeeee",
        "#999999",
        "#333333",
    ]


def test_a_numbered_family_of_a_hue_is_a_ramp_in_the_order_of_its_numbers() -> None:
    css = ":root{--blue-900:#172554;--blue-50:#eff6ff;--blue-500:#3b82f6;--blue-300:#93c5fd}"
    assert summary(css) == [("blue", False, "names", 4)]
    (ramp,) = roles(css)["ramps"]
    assert [step["step"] for step in ramp["steps"]] == ["50", "300", "500", "900"]


def test_two_tokens_of_one_number_are_one_step() -> None:
    css = ":root{--g-50:#eee;--g-050:#eee;--g-100:#ccc;--g-200:#999;--g-300:#666}"
    assert summary(css)[0] == ("g", True, "names", 4)


def test_numbers_that_do_not_order_the_lightness_make_no_ramp() -> None:
    css = ":root{--c-1:#fff;--c-2:#000;--c-3:#eee;--c-4:#111;--c-5:#ddd}"
    assert summary(css) == []


def test_short_families_years_and_veils_make_no_ramp() -> None:
    assert summary(":root{--a-1:#eee;--a-2:#999;--a-3:#333}") == []
    assert summary("".join(f":root{{--a-{i}0000:#{i}{i}{i}}}" for i in range(9))) == []
    assert summary("".join(f":root{{--a-{i}:#0000000{i}}}" for i in range(9))) == []


def test_the_darkest_steps_of_a_hue_are_no_greys_of_the_site() -> None:
    hue = "--g-1:#0a1f15;--g-2:#1c5a3e;--g-3:#48c78e;--g-4:#bdebd6"
    greys = ".a{color:#111} .b{color:#555} .c{color:#999} .d{color:#ddd}"
    ramps = roles(f":root{{{hue}}} {greys} .e{{color:var(--g-1)}}")["ramps"]
    assert [len(ramp["steps"]) for ramp in ramps] == [4, 4]


def test_of_many_greys_those_used_most_stay() -> None:
    css = "".join(f".a{i}{{color:rgb({i},{i},{i})}}" for i in range(60))
    css += ".x{fill:rgb(59,59,59)}"
    (ramp,) = roles(css)["ramps"]
    assert len(ramp["steps"]) == 24
    assert ramp["steps"][0]["hex"] == "#3b3b3b"
