"""tokens.exports.preprocessors: order, aliases, names, and nothing that breaks out."""

from __future__ import annotations

import re
from typing import Any

import pytest
import tinycss2
from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.preprocessors import less, scss

_SCSS = re.compile(r"\$([A-Za-z][\w-]*): (.+?) !default;(?: // .+)?", re.ASCII)
_LESS = re.compile(r"@([A-Za-z][\w-]*): (.+?);(?: // .+)?", re.ASCII)


def variables(text: str, line: re.Pattern[str] = _SCSS) -> dict[str, str]:
    """Names and values; every line must be one definition, with what it uses before it."""
    found: dict[str, str] = {}
    for written in _definitions(text).splitlines():
        match = line.fullmatch(written)
        assert match is not None, written
        name, value = match.groups()
        sign = written[0]
        for used in re.findall(
            rf"\{sign}([A-Za-z][\w-]*)", re.sub('"[^"]*"', "", value)
        ):
            assert used in found
        key = name.replace("_", "-")
        assert key not in found
        found[key] = value
    return found


def _definitions(text: str) -> str:
    return re.split(r"^[$@]modes: [({]$", text, flags=re.M)[0]


def mode_values(text: str) -> dict[str, str]:
    """The values of the modes by `context name`; every line must be of the map."""
    lines = text[len(_definitions(text)) :].splitlines()
    found, context = {}, ""
    for line in lines[1:-1]:
        entry = re.fullmatch(
            r'      "([\w-]+)": \((.+)\),|    ([\w-]+): (.+);', line, re.ASCII
        )
        if entry:
            name, value = filter(None, entry.groups())
            assert f"{context} {name}" not in found
            found[f"{context} {name}"] = value
        elif opened := re.fullmatch(r'    "([\w-]+)": \(|  @([\w-]+): \{', line):
            context = opened[1] or opened[2]
        else:
            assert re.fullmatch(r'  "[\w-]+": \(| +(\),|\})', line), line
    return found


def test_modes_are_a_map() -> None:
    found = mode_values(scss(document()))
    assert found["dark blue"] == found["dark link"] == "#ffffff"
    assert found["dim link"] == "#aabbcc"
    assert found["dark card"].startswith("0px 1px 2px 0px #ffffff, inset")
    assert mode_values(less(document()))["data-theme-dim link"] == "#aabbcc"
    assert "modes" not in scss({"color": {"a": token("color", RED)}})


def test_a_description_is_a_comment() -> None:
    one = token("color", RED) | {"$description": "Brand */ \n$x: 1"}
    assert scss({"color": {"a": one}}) == (
        "$color-a: #ff0000 !default; // Brand $x: 1\n"
    )


def test_aliases_are_variables_defined_before() -> None:
    found = variables(scss(document()))
    assert found["blue"] == "#0d6efd"
    assert found["link"] == "$blue"
    assert found["card"].startswith("0px 1px 2px 0px $blue, inset")
    assert found["weird-name"] == "4px"
    assert variables(less(document()), _LESS)["link"] == "@blue"


def test_an_alias_of_a_later_name_comes_after_it() -> None:
    found = {"color": {"a": token("color", "{color.z}"), "z": token("color", RED)}}
    assert scss(found).splitlines() == [
        "$color-z: #ff0000 !default;",
        "$color-a: $color-z !default;",
    ]


def test_a_font_is_not_computed() -> None:
    name = "typography-16px-1-5-700-0px-A-B-serif"
    assert variables(scss(document()))[name] == ('#{"700 16px/1.5 \\"A B\\", serif"}')
    assert variables(less(document()), _LESS)[name] == "~'700 16px/1.5 \"A B\", serif'"


def test_less_does_not_look_into_modern_colours() -> None:
    assert variables(scss(document()))["glow"] == "oklch(0.6 0.2 250 / 0.5)"
    assert variables(less(document()), _LESS)["glow"] == "~'oklch(0.6 0.2 250 / 0.5)'"


def test_untyped_values_are_kept_where_nothing_is_missing() -> None:
    found = variables(scss(document()))
    assert found["fluid"] == '#{"clamp(1rem, 2vw, 3rem)"}'
    assert "half" not in found


def test_less_leaves_out_what_it_cannot_quote() -> None:
    untyped = {"other": {"q": {"authored": "'a' #1", "declared": "--q"}}}
    found = {"$extensions": {"com.contextds": {"untyped": untyped}}}
    assert scss(found) == "$q: #{\"'a' \\#1\"} !default;\n"
    assert less(found) == ""


def test_less_does_not_look_into_a_gradient_of_the_sites_own_words() -> None:
    for line, quoted in (("to top left", False), ("calc(1deg + 2deg)", True)):
        stops = [{"color": RED, "position": place} for place in (0, 1)]
        gradient = token("gradient", stops, gradient={"angle": line})
        found = {"gradient": {"a": gradient}}
        assert less(found).startswith("@gradient-a: ~'") is quoted


@pytest.mark.parametrize(
    "declared", ["--media", "--Import", "--4", "--é", "--_", "--modes"]
)
def test_names_that_mean_something_else_get_their_group(declared: str) -> None:
    found = {"color": {"a": token("color", RED, declared=declared)}}
    assert less(found) == "@color-a: #ff0000;\n"


def test_names_that_sass_folds_are_told_apart() -> None:
    found = {
        "color": {
            "a-b": token("color", RED, declared="--a-b"),
            "a_b": token("color", RED, declared="--a_b"),
        }
    }
    assert len(variables(scss(found))) == 2


@settings(max_examples=80, deadline=None)
@given(strangers())
def test_no_name_or_value_breaks_out(found: dict[str, Any]) -> None:
    for text, line in ((scss(found), _SCSS), (less(found), _LESS)):
        values = [*variables(text, line).values(), *mode_values(text).values()]
        for value in values:
            bare = value.removeprefix("~").removeprefix("#{").removesuffix("}")
            tokens = tinycss2.parse_component_value_list(bare)
            assert not {one.type for one in tokens} & {"error", "{} block"}
            assert ";" not in {one.value for one in tokens if one.type == "literal"}
            assert not re.search(r"#\{|@\{|`", bare)
