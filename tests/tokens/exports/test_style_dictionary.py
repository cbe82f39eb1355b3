"""tokens.exports.style_dictionary: text values, references that resolve, names that stay apart."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.naming import folded
from tokens.exports.style_dictionary import style_dictionary


def read(found: dict[str, Any]) -> dict[str, Any]:
    """The file, checked: words as names, texts and numbers as values, known references."""
    groups: dict[str, dict[str, Any]] = json.loads(style_dictionary(found))
    flat = {
        f"{g}.{name}": one for g, names in groups.items() for name, one in names.items()
    }
    assert len({folded(path) for path in flat}) == len(flat)
    for path, one in flat.items():
        assert re.fullmatch(r"[\w-]+\.[\w-]+", path, re.ASCII)
        assert isinstance(one["$value"], str | int | float)
        for target in re.findall(r"\{([^}]*)\}", str(one["$value"])):
            assert target in flat
    return groups


def test_values_are_text_and_aliases_are_references() -> None:
    found = read(document())
    assert found["color"]["blue"] == {
        "$type": "color",
        "$value": "#0d6efd",
        "$extensions": {
            "com.contextds": {"modes": {"color-scheme": {"dark": "#ffffff"}}}
        },
    }
    assert found["color"]["link"]["$value"] == "{color.blue}"
    assert found["shadow"]["card"]["$value"] == (
        "0px 1px 2px 0px {color.blue}, inset 0px 0px 4px 0px rgba(0, 0, 0, 0.2)"
    )


def test_a_colour_that_its_transforms_do_not_know_has_no_type() -> None:
    assert read(document())["color"]["glow"] == {"$value": "oklch(0.6 0.2 250 / 0.5)"}


def test_a_description_ends_no_comment_of_what_it_writes() -> None:
    one = token("color", RED) | {"$description": "x */ } body {"}
    found = read({"color": {"a": one}})
    assert found["color"]["a"]["$description"] == "x } body {"


def test_names_that_its_transforms_fold_are_told_apart() -> None:
    names = ["aB", "a-b", "A_B", "é", "ö"]
    found = read({"color": {name: token("color", RED) for name in names}})
    assert len(found["color"]) == len(names)


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_hostile_documents_make_a_valid_file(found: dict[str, Any]) -> None:
    assert read(found)["color"]
