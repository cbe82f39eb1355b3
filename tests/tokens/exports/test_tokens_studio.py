"""tokens.exports.tokens_studio: sets, themes, types and references."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.tokens_studio import BASE, tokens_studio

_REFERENCE = re.compile(r"\{([^{}]*)\}")


def read(found: dict[str, Any]) -> dict[str, Any]:
    """The file, checked: sets in their order, references that resolve in the base."""
    file: dict[str, Any] = json.loads(tokens_studio(found))
    sets = [name for name in file if not name.startswith("$")]
    assert file["$metadata"]["tokenSetOrder"] == sets
    known = {f"{group}.{name}" for group in file[BASE] for name in file[BASE][group]}
    for name in sets:
        for names in file[name].values():
            for one in names.values():
                for path in _REFERENCE.findall(json.dumps(one["$value"])):
                    if not path.startswith('"') and path.count(".") == 1:
                        assert path in known
    for theme in file["$themes"]:
        assert set(theme["selectedTokenSets"]) <= set(sets)
    assert len({theme["id"] for theme in file["$themes"]}) == len(file["$themes"])
    return file


def test_tokens_have_the_types_of_tokens_studio() -> None:
    base = read(document())[BASE]
    assert base["color"]["blue"] == {"$type": "color", "$value": "#0d6efd"}
    assert base["color"]["link"] == {"$type": "color", "$value": "{color.blue}"}
    assert base["spacing"]["space"] == {"$type": "spacing", "$value": "0.5rem"}
    assert base["font-family"]["font"]["$value"] == "Inter, system-ui"
    assert base["line-height"]["1_5"] == {"$type": "lineHeights", "$value": "150%"}
    assert base["gradient"]["fade"] == {
        "$type": "color",
        "$value": "linear-gradient(90deg, #ff0000 0%, {color.blue} 100%)",
    }
    assert base["duration"]["fast"] == {"$type": "other", "$value": "150ms"}
    assert base["shadow"]["card"]["$value"][1] == {
        "color": "rgba(0, 0, 0, 0.2)",
        "type": "innerShadow",
        "x": "0px",
        "y": "0px",
        "blur": "4px",
        "spread": "0px",
    }


def test_a_composite_keeps_its_references() -> None:
    text = next(iter(read(document())[BASE]["typography"].values()))
    assert text["$type"] == "typography"
    assert text["$value"]["lineHeight"] == "150%"
    assert text["$value"]["fontFamily"] == "A B, serif"


def test_a_mode_is_a_set_and_a_theme_of_its_axis() -> None:
    file = read(document())
    assert file["color-scheme/dark"] == {
        "color": {"blue": {"$type": "color", "$value": "{color.ffffff}"}}
    }
    assert {
        "id": "color-scheme-dark",
        "name": "dark",
        "group": "color-scheme",
        "selectedTokenSets": {BASE: "source", "color-scheme/dark": "enabled"},
    } in file["$themes"]
    names = [(theme["group"], theme["name"]) for theme in file["$themes"]]
    assert names[:2] == [("color-scheme", "default"), ("color-scheme", "dark")]


@pytest.mark.parametrize(
    ("space", "parts", "alpha", "expected", "lost"),
    [
        ("hsl", [210, 50, 40.5], 1, "hsl(210, 50%, 40.5%)", None),
        ("oklch", [0.5, 0, 0], 1, "#636363", None),
        ("oklch", [0.5, 0, 0], 0.5, "rgba(99, 99, 99, 0.5)", None),
        ("display-p3", [0, 1, 0], 1, "#00f900", "color(display-p3 0 1 0)"),
    ],
)
def test_a_colour_is_one_that_tokens_studio_computes_with(
    space: str, parts: list[float], alpha: float, expected: str, lost: str | None
) -> None:
    value = {"colorSpace": space, "components": parts, "alpha": alpha}
    one = read({"color": {"a": token("color", value)}})[BASE]["color"]["a"]
    assert one["$value"] == expected or (
        lost and re.fullmatch("#[0-9a-f]{6}", one["$value"])
    )
    assert one.get("$description") == lost


def test_groups_of_another_kind_have_the_type_of_their_tokens() -> None:
    px = {"value": 1, "unit": "px"}
    border = {"color": "{color.a}", "width": px, "style": "solid"}
    stops = [{"color": RED, "position": place} for place in (0, 1)]
    found = {
        "color": {"a": token("color", RED), "b": token("color", "{color.missing}")},
        "border": {"a": token("border", border)},
        "gradient": {"a": token("gradient", stops, gradient={"kind": "conic"})},
        "spacing": {"a": token("color", RED), "b": token("dimension", "x")},
    }
    base = read(found)[BASE]
    assert list(base["color"]) == ["a"]
    assert base["border"]["a"]["$value"] == {
        "color": "{color.a}",
        "width": "1px",
        "style": "solid",
    }
    assert base["gradient"]["a"]["$type"] == "other"
    assert base["spacing"] == {"a": {"$type": "color", "$value": "#ff0000"}}


def test_a_description_comes_along() -> None:
    one = token("color", RED) | {"$description": "Brand */ <b>"}
    found = read({"color": {"a": one}})[BASE]["color"]["a"]
    assert found["$description"] == "Brand b"


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_hostile_documents_make_a_valid_file(found: dict[str, Any]) -> None:
    assert read(found)[BASE]["color"]


def test_what_cannot_be_written_is_left_out_and_the_rest_stays() -> None:
    px = {"value": 1, "unit": "px"}
    text = {"fontFamily": ["A"], "fontWeight": 700, "fontSize": px, "lineHeight": 1.5}
    wide = {"colorSpace": "display-p3", "components": [0, 1, 0]}
    dashes = {"dashArray": [px], "lineCap": "round"}
    gone = token("color", "{color.gone}")
    base = read(
        {
            "color": {"wide": token("color", wide), "turns": gone, "gone": 1},
            "shadow": {
                "seven": token("shadow", 7),
                "one": token("shadow", {"color": RED}),
            },
            "stroke": {"own": token("strokeStyle", dashes)},
            "typography": {"plain": token("typography", text)},
        }
    )[BASE]
    assert base["color"] == {
        "wide": {
            "$type": "color",
            "$value": "#00f74f",
            "$description": "color(display-p3 0 1 0)",
        }
    }
    assert list(base["shadow"]) == ["one"]
    assert base["stroke"]["own"]["$value"] == "dashed"
    # Tokens Studio asks for no spacing where the style has none.
    assert "letterSpacing" not in base["typography"]["plain"]["$value"]
