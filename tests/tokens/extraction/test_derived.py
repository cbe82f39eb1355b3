"""tokens.extraction.derived: values that a mode changes from afar."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tokens.extraction import dtcg
from tokens.extraction import Stylesheet, extract
from tokens.extraction.derived import followers
from tokens.extraction.variables import Variables


def modes(css: str) -> dict[str, Any]:
    """Name -> (axis, context) -> the value there, of the declared tokens that have modes."""
    document = extract([Stylesheet(css)]).to_dtcg(provenance=False)
    assert dtcg.problems(document) == []
    known = dict(dtcg.tokens(document))
    found: dict[str, Any] = {}
    for token in known.values():
        facts = token["$extensions"]["com.contextds"] if "$extensions" in token else {}
        for axis, contexts in facts.get("modes", {}).items():
            for context, reference in contexts.items():
                value = known[reference[1:-1]]["$value"]
                found.setdefault(facts["declared"], {})[axis, context] = value
    return found


THEMED = (
    ".dark{--bg:#000000;--rgb:0,0,0;--gap:8px}:root{--bg:#ffffff;--rgb:1,2,3;--gap:4px;"
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("rgba(var(--rgb), .5)", "#000000"),
        ("color-mix(in srgb, var(--bg), #ff0000)", "#800000"),
        ("oklch(from var(--bg) l c h)", None),
    ],
)
def test_a_computed_colour_has_its_value_in_the_mode(
    value: str, expected: str | None
) -> None:
    there = modes(f"{THEMED}--x:{value}}}")["--x"]["theme", "dark"]
    assert there.get("hex") == (expected or "#000000")


def test_so_has_what_takes_it_in_further_down() -> None:
    css = (
        THEMED + "--half:rgba(var(--rgb),.5);--mix:color-mix(in srgb,var(--half),red)}"
    )
    assert {"--half", "--mix"} <= set(modes(css))


def test_an_alias_has_none_and_follows_what_it_stands_for() -> None:
    css = THEMED + "--x:var(--bg);--y:var(--half);--half:rgba(var(--rgb),.5)}"
    assert set(modes(css)) == {"--bg", "--rgb", "--gap", "--half"}


def test_a_composite_has_one_unless_its_parts_are_aliases() -> None:
    css = (
        THEMED
        + "--line:1px solid var(--bg);--shadow:0 1px 2px rgba(var(--rgb),.5), 0 0 1px var(--bg)}"
    )
    found = modes(css)
    assert "--line" not in found
    first, second = found["--shadow"]["theme", "dark"]
    # The token of this value is no part of the mode: nothing in it may be an alias.
    assert first["color"]["hex"] == second["color"]["hex"] == "#000000"


def test_a_computed_length_has_one() -> None:
    there = modes(f"{THEMED}--x:calc(var(--gap) * 2)}}")["--x"]["theme", "dark"]
    assert there == {"value": 16, "unit": "px"}


def test_what_is_redefined_or_the_same_has_no_other() -> None:
    css = THEMED + "--x:rgba(var(--rgb),.5);--y:rgba(var(--rgb),0)}.dark{--x:#0000ff}"
    found = modes(css)
    assert found["--x"]["theme", "dark"]["hex"] == "#0000ff"
    same = ".dark{--rgb:1,2,3}:root{--rgb:1,2,3;--x:rgba(var(--rgb),.5)}"
    assert modes(same) == {}


def test_light_dark_inside_a_value_changes_with_the_scheme() -> None:
    css = ":root{--s:0 1px 2px light-dark(#111111,#eeeeee);--t:color-mix(in srgb,var(--u),red);--u:light-dark(#000,#fff)}"
    found = modes(css)
    (layer,) = found["--s"]["color-scheme", "dark"]
    assert layer["color"]["hex"] == "#eeeeee"
    assert found["--t"]["color-scheme", "dark"]["hex"] == "#ff8080"


def test_light_dark_in_a_mode_takes_the_side_of_the_mode() -> None:
    css = """:root{--a:#fff} .dark{--a:light-dark(#333333,#444444)}
      .light{--a:light-dark(#555555,#666666)}
      @media (prefers-color-scheme:dark){:root{--a:light-dark(#111111,#222222)}}"""
    found = {key: value["hex"] for key, value in modes(css)["--a"].items()}
    assert found == {
        ("color-scheme", "dark"): "#222222",
        ("theme", "dark"): "#444444",
        ("theme", "light"): "#555555",
    }


def test_a_cycle_that_only_a_mode_closes_is_no_value_there() -> None:
    css = ":root{--a:1,2,3;--b:rgb(var(--a));--c:rgba(var(--a),.5)}.dark{--a:var(--b)}"
    assert "--b" not in modes(css)


def test_many_modes_and_long_chains_stay_quick() -> None:
    chain = "".join(f"--c{i}:rgba(var(--rgb),.{i:03});" for i in range(300))
    themes = "".join(f".theme-t{i}{{--rgb:{i},0,0}}" for i in range(1, 100))
    found = modes(f":root{{--rgb:0,0,0;{chain}}}{themes}")
    assert len(found["--c7"]) == 64
    assert len(found["--rgb"]) == 99


def test_themes_that_change_everything_are_followed_up_to_a_number_of_values() -> None:
    mixes = {f"--{i}": "color-mix(in srgb, var(--a), red)" for i in range(2_000)}
    themes = {("theme", f"{i:02}"): {"--a": "blue"} for i in range(60)}
    found = followers(themes, Variables({"--a": "red"} | mixes))
    assert found["--0"] == found["--1999"] == sorted(themes)[:50]
