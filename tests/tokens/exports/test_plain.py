"""tokens.exports.plain: JSON, CSV and YAML read back by other readers."""

from __future__ import annotations

import csv as csv_reader
import io
import json as json_reader
import re
from typing import Any

from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.canonical import canonical
from tokens.exports.plain import csv, dtcg, json, yaml

_ESCAPE = re.compile(r"\\(?:x([0-9A-F]{2})|u([0-9A-F]{4}))")


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a table by its first line."""
    return list(csv_reader.DictReader(io.StringIO(text, newline="")))


def read_yaml(text: str) -> dict[str, Any]:
    """The subset of YAML 1.2 that is written: block mappings of quoted keys, scalars."""
    found: dict[str, Any] = {}
    holders = [found]
    explicit: str | None = None
    for line in text.removesuffix("\n").split("\n"):
        if line == "{}":
            continue
        match = re.fullmatch(
            r'((?:  )*)(?:(\? "[^"]*")|([a-z]+|"[^"]*"|):(?: ("[^"]*"|-?[0-9.]+))?)',
            line,
        )
        assert match is not None, line
        indent, long, key, value = match.groups()
        if long:
            explicit = long[2:]
            continue
        assert (key == "") is (explicit is not None)
        key, explicit = explicit or key, None
        name = str(scalar(key)) if key.startswith('"') else key
        depth = len(indent) // 2
        del holders[depth + 1 :]
        assert name not in holders[depth]
        holders[depth][name] = {} if value is None else scalar(value)
        if value is None:
            holders.append(holders[depth][name])
    return found


def scalar(text: str) -> str | float:
    """A double-quoted scalar or a number."""
    if not text.startswith('"'):
        return float(text)
    inner = _ESCAPE.sub("", text[1:-1])
    assert "\\" not in inner
    assert inner.replace("\t", "x").isprintable() or not re.search("[\x00-\x1f]", inner)
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), text[1:-1])


def test_dtcg_is_the_document_itself() -> None:
    text = dtcg(document())
    assert canonical(json_reader.loads(text)) == canonical(document())


def test_json_is_flat_and_resolved_with_numbers_as_numbers() -> None:
    found = json_reader.loads(json(document()))
    assert found["color.link"] == found["color.blue"] == "#0d6efd"
    assert found["z-index.n10"] == -10
    assert found["opacity.0_5"] == 0.5
    assert found["font-weight.700"] == 700
    assert found["spacing.space"] == "0.5rem"


def test_csv_has_a_row_per_token() -> None:
    found = {row["path"]: row for row in rows(csv(document()))}
    assert len(found) == len(json_reader.loads(json(document())))
    assert found["color.link"] == {
        "path": "color.link",
        "group": "color",
        "name": "link",
        "type": "color",
        "value": "#0d6efd",
        "alias": "color.blue",
        # An apostrophe: spreadsheets would compute what begins with a dash.
        "custom_property": "'--link",
        "usage": "0",
    }
    assert found["z-index.n10"]["value"] == "-10"
    assert found["spacing.n8px"]["value"] == "-8px"


def test_a_name_is_no_formula_for_a_spreadsheet() -> None:
    found = {"=cmd|' /C calc'!A0": {"+1": token("color", RED)}}
    (row,) = rows(csv(found))
    assert row["group"] == "'=cmd|' /C calc'!A0"
    assert row["name"] == "'+1"
    (row,) = rows(csv({"color": {"\uff1d1": token("color", RED)}}))
    assert row["name"] == "'\uff1d1"


def test_yaml_has_type_value_and_alias() -> None:
    found = read_yaml(yaml(document()))
    assert found["color"]["link"] == {
        "type": "color",
        "value": "#0d6efd",
        "alias": "color.blue",
        "modes": {
            "color-scheme": {"dark": "#ffffff"},
            "data-theme": {"dim": "#aabbcc"},
        },
    }
    assert found["z-index"]["n10"] == {"type": "number", "value": -10}
    assert found["font-family"]["font"]["value"] == '"Inter", system-ui'


def test_yaml_has_descriptions() -> None:
    one = token("color", RED) | {"$description": 'Say "no": \n---'}
    found = read_yaml(yaml({"color": {"a": one}}))
    assert found["color"]["a"]["description"] == 'Say "no": ---'


def test_a_style_has_its_letter_spacing_beside_it() -> None:
    size, spacing = {"value": 16, "unit": "px"}, {"value": 1, "unit": "px"}
    style = {"fontFamily": "A", "fontSize": size, "fontWeight": 400, "lineHeight": 1.5}
    found = {
        "typography": {
            "a": token("typography", style | {"letterSpacing": spacing}),
            "b": token("typography", style | {"letterSpacing": spacing | {"value": 0}}),
        }
    }
    assert json_reader.loads(json(found)) == {
        "typography.a": '400 16px/1.5 "A"',
        "typography.a-letter-spacing": "1px",
        "typography.b": '400 16px/1.5 "A"',
    }


def test_a_long_key_is_an_explicit_one() -> None:
    name = "x" * 2000
    assert list(read_yaml(yaml({"color": {name: token("color", RED)}}))["color"]) == [
        name
    ]


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_hostile_documents_are_read_back(found: dict[str, Any]) -> None:
    flat = json_reader.loads(json(found))
    table = rows(csv(found))
    assert len(table) == len(flat)
    for row in table:
        for cell in row.values():
            assert not re.match(r"[=+@\t\r\n]|-(?![0-9.])", cell)
    count = sum(len(group) for group in read_yaml(yaml(found)).values())
    assert count == len(flat)
