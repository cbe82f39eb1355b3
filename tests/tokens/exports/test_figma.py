"""tokens.exports.figma: the arrays of the request, within the limits of Figma."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.figma import MODE_NAME, figma


def read(found: dict[str, Any]) -> dict[str, Any]:
    """The body, checked: unique ids and names, known types, a value in every mode."""
    body: dict[str, Any] = json.loads(figma(found))
    collections = {one["id"]: one for one in body["variableCollections"]}
    modes: dict[str, list[str]] = {}
    for mode in body["variableModes"]:
        modes.setdefault(mode["variableCollectionId"], []).append(mode["id"])
        assert len(mode["name"]) <= MODE_NAME
    for one in collections.values():
        assert modes[one["id"]][0] == one["initialModeId"]
        assert len(modes[one["id"]]) <= 40
    variables = {one["id"]: one for one in body["variables"]}
    assert len(variables) == len(body["variables"])
    names = {(one["variableCollectionId"], one["name"]) for one in body["variables"]}
    assert len(names) == len(variables)
    assert all(re.fullmatch(r"[\w-]+/[\w-]+", name, re.ASCII) for _, name in names)
    wanted = {
        (one["id"], mode)
        for one in variables.values()
        for mode in modes[one["variableCollectionId"]]
    }
    values = {
        (v["variableId"], v["modeId"]): v["value"] for v in body["variableModeValues"]
    }
    assert set(values) == wanted
    for (variable, _), value in values.items():
        kind = variables[variable]["resolvedType"]
        if isinstance(value, dict) and "type" in value:
            assert variables[value["id"]]["resolvedType"] == kind
        elif kind == "COLOR":
            assert set(value) == set("rgba")
            assert all(0 <= part <= 1 for part in value.values())
        else:
            assert isinstance(value, str if kind == "STRING" else int | float)
    body["read"] = {
        variables[variable]["name"] + ("" if mode.endswith("m0") else f" {mode}"): value
        for (variable, mode), value in values.items()
    }
    return body


def test_tokens_are_variables_and_aliases() -> None:
    body = read(document())
    ids = {one["name"]: one["id"] for one in body["variables"]}
    values = body["read"]
    assert values["color/ff0000"] == {"r": 1, "g": 0, "b": 0, "a": 1}
    assert values["color/link"] == {"type": "VARIABLE_ALIAS", "id": ids["color/blue"]}
    assert values["spacing/space"] == 8
    assert values["opacity/0_5"] == 50
    assert values["duration/fast"] == 150
    assert values["font-family/font"] == "Inter"
    assert not any(name.startswith(("shadow", "typography")) for name in values)


def test_a_variable_says_where_it_is_used_and_what_it_was() -> None:
    variables = {one["name"]: one for one in read(document())["variables"]}
    assert variables["spacing/space"]["scopes"] == ["GAP"]
    assert variables["z-index/n10"]["scopes"] == []
    assert variables["color/blue"]["codeSyntax"] == {"WEB": "var(--blue)"}
    assert variables["font-family/font"]["description"] == "Inter, system-ui"
    vivid = {"colorSpace": "oklch", "components": [0.7, 0.4, 150]}
    (one,) = read({"color": {"a": token("color", vivid)}})["variables"]
    assert one["description"] == "oklch(0.7 0.4 150)"


def test_modes_are_of_a_collection_with_the_tokens_that_they_change() -> None:
    body = read(document())
    names = [one["name"] for one in body["variableCollections"]]
    assert names == ["tokens", "themes"]
    modes = [
        m["name"] for m in body["variableModes"] if m["variableCollectionId"] == "c1"
    ]
    assert modes == ["default", "color-scheme: dark", "data-theme: dim"]
    ids = {one["name"]: one["id"] for one in body["variables"]}
    white = {"type": "VARIABLE_ALIAS", "id": ids["color/ffffff"]}
    assert body["read"]["color/blue c1m1"] == white
    assert body["read"]["color/blue c1m2"] == body["read"]["color/blue"]


def test_an_alias_of_another_measure_is_its_value() -> None:
    found = {
        "opacity": {"a": token("number", "{number.half}")},
        "number": {"half": token("number", 0.5)},
    }
    assert read(found)["read"] == {"opacity/a": 50, "number/half": 0.5}


def test_the_limits_of_figma_are_kept() -> None:
    names = {f"n{number}": token("color", RED) for number in range(5001)}
    contexts = {f"{'long' * 20}{number}": "{color.n0}" for number in range(60)}
    names["moving"] = token("color", RED, modes={"theme": contexts})
    body = read({"color": names})
    titles = [one["name"] for one in body["variableCollections"]]
    assert titles == ["tokens", "tokens 2", "themes"]


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_hostile_documents_are_requests(found: dict[str, Any]) -> None:
    assert read(found)["variables"]
