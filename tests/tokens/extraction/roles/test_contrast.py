"""tokens.extraction.roles.contrast: pairs that rules set together, by WCAG 2.2."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tokens.extraction.roles.sheets import COMPONENTS, roles
from tokens.extraction.roles import contrast


def pairs(css: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = roles(css).get("contrast", [])
    return found


def seen(css: str) -> list[tuple[str, str]]:
    return [(one["text"]["hex"], one["background"]["hex"]) for one in pairs(css)]


def test_a_rule_that_sets_both_colours_is_judged() -> None:
    (found,) = pairs(
        ".a{color:#fff;background:#0d6efd} .b{background:#0d6efd;color:#fff}"
    )
    assert found == {
        "text": {"hex": "#ffffff", "token": "color.ffffff"},
        "background": {"hex": "#0d6efd", "token": "color.0d6efd"},
        "ratio": 4.5,
        "passes": {"AA": True, "AA_large": True, "AAA": False, "AAA_large": True},
        "rules": 2,
        "selectors": [".a", ".b"],
    }


def test_a_ratio_is_never_rounded_up_over_a_threshold() -> None:
    # 4.4999996: who rounds says 4.5.
    (found,) = pairs(".a{color:#fff;background:#6c7b67}")
    assert found["ratio"] == 4.49
    assert found["passes"] == {
        "AA": False,
        "AA_large": True,
        "AAA": False,
        "AAA_large": False,
    }
    (found,) = pairs(".a{color:#000;background:#fff}")
    assert found["ratio"] == 21


def test_declarations_of_one_selector_meet_in_the_order_of_the_cascade() -> None:
    assert seen(".a{color:#111;color:#222;background:#fff} .a{color:#333}") == [
        ("#333333", "#ffffff")
    ]
    assert seen(".a{color:#111!important;background:#fff} .a{color:#333}") == [
        ("#111111", "#ffffff")
    ]


@pytest.mark.parametrize(
    "css",
    [
        ".a{color:#111} .b{background:#fff}",
        ".a{color:#111} @media (min-width:40em){.a{background:#fff}}",
        "@media print{.a{color:#111;background:#fff}}",
        "@keyframes x{to{color:#111;background:#fff}}",
        ".a:disabled{color:#111;background:#fff}",
        ".a{color:#111;background:url(x.png) #fff}",
        ".a{color:#111;background:linear-gradient(#fff,#eee)}",
        ".a{color:#111;background-color:#fff;background-image:url(x.png)}",
        ".a{color:#111;background:none}",
        ".a{color:#111;background:transparent}",
        ".a{color:transparent;background:#fff}",
        ".a{color:inherit;background:#fff}",
        ".a{color:currentColor;background:#fff}",
        ".a{color:var(--none);background:#fff}",
        ".a{color:#111;background:var(--none)}",
        ".a{color:var(--none);background:var(--nothing)}",
        ".dark .a{color:#111} .dark .a{color:#222}",
        "body{background:#fff;color:transparent}",
        ".a{color:#111;background:#fff} .a{color:inherit}",
        ".a{color:#111;background:#11111140}",
        ".a{color:#06c;background:#06c}",
        "@scope (.x){.a{color:#111}} @scope (.y){.a{background:#fff}}",
    ],
)
def test_what_is_not_set_together_or_cannot_be_known_is_not_judged(css: str) -> None:
    assert pairs(css) == []


def test_an_image_that_is_taken_back_hides_nothing() -> None:
    css = ".a{background-image:url(x.png);color:#111;background:#fff}"
    assert seen(css) == [("#111111", "#ffffff")]
    assert seen(".a{color:#111;background:#fff;background-image:none}") == [
        ("#111111", "#ffffff")
    ]


def test_rules_under_one_width_condition_are_judged() -> None:
    css = "@media (min-width:40em){.a{color:#111} .a{background:#fff}}"
    assert seen(css) == [("#111111", "#ffffff")]


def test_custom_properties_are_resolved_and_named() -> None:
    css = ":root{--ink:#111;--paper:var(--white);--white:#fff} .a{color:var(--ink);background:var(--paper)}"
    (found,) = pairs(css)
    assert found["text"] == {"hex": "#111111", "token": "color.ink"}
    assert found["background"] == {"hex": "#ffffff", "token": "color.paper"}


def test_a_translucent_background_lies_over_the_page_and_says_so() -> None:
    (page, found) = pairs(
        "body{background:#000;color:#fff} .a{color:#fff;background:rgb(0 0 0/.5)}"
    )
    assert page["page"]
    assert found["over"] == "#000000"
    assert found["ratio"] == 21
    assert found["background"]["alpha"] == 0.5
    (found,) = pairs(".a{color:#000;background:rgb(0 0 0/.5)}")
    assert (found["over"], found["ratio"]) == ("#ffffff", 5.31)


def test_a_translucent_text_is_laid_over_its_background() -> None:
    (found,) = pairs(".a{color:rgb(0 0 0/.5);background:#fff}")
    assert found["text"] == {
        "hex": "#000000",
        "alpha": 0.5,
        "token": "color.000000-a0_5",
    }
    assert found["ratio"] == 3.94


def test_a_wide_gamut_colour_is_cut_and_says_so() -> None:
    (found,) = pairs(".a{color:color(display-p3 1 0 0);background:#fff}")
    assert found["clipped"]
    assert found["text"]["hex"] == "#ff0000"


def test_the_page_is_judged_by_its_own_winners() -> None:
    css = "html{color:#333;background:#eee} html{color:#999}"
    (found,) = pairs(css)
    assert found["page"]
    assert found["rules"] == 1
    assert (found["text"]["hex"], found["background"]["hex"]) == ("#999999", "#eeeeee")


def test_the_bodys_own_text_counts_before_that_of_the_root() -> None:
    css = ":root{color:#333} body{color:#111} :root{background:#fff}"
    found = [one for one in pairs(css) if one.get("page")]
    assert [one["text"]["hex"] for one in found] == ["#111111"]
    assert found[0]["selectors"] == [":root", "body"]


def test_a_transparent_body_shows_the_root() -> None:
    css = (
        "html{background:#eee}"
        " body{color:#111;background:transparent;background-image:url(x.png)}"
    )
    (found,) = pairs(css)
    assert (found["rules"], found["background"]["hex"]) == (0, "#eeeeee")


def test_of_the_page_a_later_layer_and_importance_win() -> None:
    css = (
        "@layer a{body{color:#111!important}} body{color:#222;background:#fff}"
        " @media (min-width:1px){body{color:#333}}"
    )
    found = [one for one in pairs(css) if one.get("page")]
    assert [one["text"]["hex"] for one in found] == ["#111111"]


def test_components_that_take_both_colours_are_judged_for_each_selector() -> None:
    found = {
        (one["text"]["hex"], one["background"]["hex"]): one
        for one in pairs(COMPONENTS)
        if "modes" not in one
    }
    danger = found["#ffffff", "#dc3545"]
    assert danger["selectors"] == [".btn-danger"]
    assert danger["through"] == [".btn"]
    assert danger["ratio"] == 4.52
    assert found["#ffffff", "#bb2d3b"]["through"] == [".btn:hover"]
    assert ("#212529", "#dc3545") not in found


def test_a_colour_that_only_some_selectors_hand_on_is_not_taken_for_all() -> None:
    css = (
        ".s{--c:#fff;--d:#06c} .r{color:var(--c);background:#06c}"
        " .q{color:rgb(from var(--c) r g b);background:#06c}"
        " .p{color:var(--c,#eee);background:#06c}"
    )
    assert seen(css) == [("#eeeeee", "#0066cc")]


def test_a_selectors_own_custom_property_counts_before_the_roots() -> None:
    css = ":root{--c:#111} .a{--c:#222;color:var(--c);background:#fff}"
    assert seen(css) == [("#222222", "#ffffff")]
    css = ":root{--c:17 17 17} .a{--c:34 34 34;color:rgb(var(--c));background:#fff}"
    assert seen(css) == []
    css = ":root{--c:17 17 17} .a{color:rgb(var(--c));background:#fff}"
    assert seen(css) == [("#111111", "#ffffff")]


def test_custom_properties_in_a_circle_of_selectors_end() -> None:
    css = ".a{--x:var(--y);--y:var(--x);color:var(--x);background:#fff}"
    assert seen(css) == []


def test_what_the_root_hands_on_is_no_pair_of_its_rule() -> None:
    css = (
        ":root{--c:#111;--d:#fff;color:var(--c);background:var(--d)}"
        " .s{--c:#eee;--d:#06c}"
    )
    assert seen(css) == [("#111111", "#ffffff")]


def test_a_mode_tells_only_what_differs_from_the_default() -> None:
    found = [one for one in pairs(COMPONENTS) if "modes" in one]
    assert [one["modes"] for one in found] == [
        [{"axis": "data-theme", "context": "dark"}]
    ]
    (dark,) = found
    assert dark["page"]
    assert (dark["text"]["hex"], dark["background"]["hex"]) == ("#dee2e6", "#212529")


def test_modes_with_one_result_are_told_together() -> None:
    css = (
        ":root{--c:#111;--d:#fff} .a{color:var(--c);background:var(--d)}"
        " .dark{--c:#eee;--d:#000}"
        " @media (prefers-color-scheme:dark){:root{--c:#eee;--d:#000}}"
    )
    (dark,) = [one for one in pairs(css) if "modes" in one]
    assert [mode["axis"] for mode in dark["modes"]] == ["color-scheme", "theme"]


def test_a_rule_under_a_theme_completes_the_rule_that_it_changes() -> None:
    css = ".card p{color:#111;background:#fff} .dark .card p{background:#222}"
    (dark, light) = pairs(css)
    assert (dark["text"]["hex"], dark["background"]["hex"]) == ("#111111", "#222222")
    assert dark["modes"] == [{"axis": "theme", "context": "dark"}]
    assert light["background"]["hex"] == "#ffffff"


def test_importance_is_kept_under_a_theme() -> None:
    css = (
        ".a{color:#111!important;background:#fff}"
        " @media (prefers-color-scheme:dark){.a{color:#eee;background:#000}}"
    )
    assert sorted(seen(css)) == [("#111111", "#000000"), ("#111111", "#ffffff")]


@pytest.mark.parametrize(
    "selector", [".dark .a, .light .a", ".dark .a, .b", ".dark > .a", ".x .a"]
)
def test_only_a_list_below_one_theme_is_of_that_theme(selector: str) -> None:
    found = pairs(f"{selector}{{color:#111;background:#fff}}")
    assert [one.get("modes") for one in found] == [None]


def test_a_list_below_one_theme_is_judged_in_it() -> None:
    (found,) = pairs(".dark .a, .dark .b{color:#111;background:#fff}")
    assert found["modes"] == [{"axis": "theme", "context": "dark"}]


def test_under_a_theme_without_a_background_veils_are_not_judged() -> None:
    css = ".dark .a{color:#eee;background:rgb(0 0 0/.8)}"
    assert pairs(css) == []


def test_motion_and_gamut_make_no_pairs_of_their_own() -> None:
    css = (
        ":root{--c:#111} .a{color:var(--c);background:#fff}"
        "@media (color-gamut:p3){:root{--c:color(display-p3 1 0 0)}}"
    )
    assert [one.get("modes") for one in pairs(css)] == [None]


def test_the_worst_level_comes_first_then_what_most_rules_set() -> None:
    css = (
        ".a{color:#000;background:#fff} .b{color:#fff;background:#eee}"
        " .c{color:#777;background:#fff} .d{color:#fff;background:#ddd}"
        " .e{color:#fff;background:#ddd}"
    )
    assert [one["ratio"] for one in pairs(css)] == [1.35, 1.16, 4.47, 21]


def test_hundreds_of_pairs_stay_and_thousands_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    css = "".join(f".a{i}{{color:#{i:06x};background:#fff}}" for i in range(400))
    assert len(pairs(css)) == 300
    monkeypatch.setattr(contrast, "_LOOKED_AT", 7)
    assert len(pairs(css)) == 7


def test_the_smallest_token_path_stands_for_a_pair_whatever_the_order() -> None:
    one = ".a{color:var(--ink);background:#fff}"
    two = ".b{color:var(--black);background:#fff}"
    root = ":root{--ink:#111;--black:#111}"
    assert pairs(root + one + two) == pairs(two + root + one)
    assert pairs(root + one + two)[0]["text"]["token"] == "color.black"


def test_a_shorthand_has_its_colour_among_other_words() -> None:
    assert seen(".a{color:#111;background:no-repeat #fff}") == [("#111111", "#ffffff")]


def test_several_states_of_a_component_take_the_colours_of_its_selectors() -> None:
    css = ".x{--c:#111;--d:#fff} .b{color:var(--c);background:var(--d)} .b:hover{color:var(--c);background:var(--d)}"
    (found,) = pairs(css)
    assert (found["selectors"], found["through"]) == ([".x"], [".b", ".b:hover"])


def test_a_rule_of_a_mode_counts_instead_of_its_default_there() -> None:
    css = (
        ":root{--c:#111} .dark{--c:#eee}"
        " .a{color:var(--c);background:#fff} .dark .a{background:#000}"
        " .b{color:var(--c);background:#ddd} .c{color:#333} .dark .c{color:#222}"
    )
    dark = [one for one in pairs(css) if "modes" in one]
    assert [(one["text"]["hex"], one["background"]["hex"]) for one in dark] == [
        ("#eeeeee", "#dddddd"),
        ("#eeeeee", "#000000"),
    ]


def test_what_is_set_in_a_mode_as_by_default_is_told_once() -> None:
    css = (
        ":root{--c:#111;--x:#123} .dark{--x:#456} .a{color:var(--x);background:#fff}"
        " body{color:var(--c);background:#eee}"
    )
    (page,) = [one for one in pairs(css) if one.get("page")]
    assert "modes" not in page


def test_halves_of_a_pair_in_two_themes_make_none() -> None:
    assert pairs(".dark .a{color:#111} .light .a{background:#fff}") == []
