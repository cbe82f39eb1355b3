"""The resolver format: a stored document's modes as a DTCG 2025.10 resolver document."""

from __future__ import annotations

import json

from tests.tokens.exports.documents import RED, document, token
from tokens.exports import export


def test_a_document_has_the_resolver_of_its_modes() -> None:
    found = json.loads(export(document(), "resolver"))
    assert list(found["modifiers"]) == ["color-scheme", "data-theme"]
    dark = found["modifiers"]["color-scheme"]["contexts"]["dark"]
    assert dark == [{"color": {"blue": {"$type": "color", "$value": "{color.ffffff}"}}}]
    base = found["sets"]["tokens"]["sources"][0]
    assert base["color"]["link"] == {"$type": "color", "$value": "{color.blue}"}


def test_descriptions_come_along_and_provenance_does_not() -> None:
    one = token("color", RED, usage=3) | {"$description": "x", "$deprecated": True}
    found = json.loads(export({"color": {"a": one, "b": 1}, "x": 2}, "resolver"))
    (base,) = found["sets"]["tokens"]["sources"]
    assert base == {
        "color": {
            "a": {
                "$type": "color",
                "$value": RED,
                "$description": "x",
                "$deprecated": True,
            }
        }
    }


def test_the_pointer_of_a_strange_axis_is_its_name() -> None:
    modes = {"a/b~ \ud800+c": {"dark+on": "{color.a}"}}
    found = json.loads(
        export({"color": {"a": token("color", RED, modes=modes)}}, "resolver")
    )
    assert found["resolutionOrder"][1] == {"$ref": "#/modifiers/a~1b~0%20%EF%BF%BD+c"}
    assert list(found["modifiers"]) == ["a/b~ \ufffd+c"]
