"""docs/schema: the published schema of `$extensions["com.contextds"]`, kept by every document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.tokens.extraction.shipped import SHIPPED
from tokens.extraction import Stylesheet, extract
from tokens.extraction.groups import GROUPS

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs/schema/com.contextds-1.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
CASES = {
    path.stem: path.read_text()
    for path in sorted((Path(__file__).parent / "cases").glob("*.css"))
}
SHEETS = CASES | SHIPPED


def wrong(document: dict[str, Any]) -> list[str]:
    """What is wrong with a document, each with its path."""
    return [
        f"{error.json_path}: {error.message[:200]}"
        for error in VALIDATOR.iter_errors(document)
    ]


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("provenance", [True, False])
def test_documents_keep_the_published_schema(name: str, provenance: bool) -> None:
    extraction = extract([Stylesheet(SHEETS[name], url="https://example.com/a.css")])
    document = extraction.to_dtcg(provenance=provenance)
    assert wrong(json.loads(json.dumps(document))) == []


def test_all_sheets_together_keep_it_too() -> None:
    extraction = extract([Stylesheet(text) for text in SHEETS.values()])
    assert wrong(json.loads(json.dumps(extraction.to_dtcg()))) == []


def test_the_schema_itself_is_valid_and_knows_every_group() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["group"]["enum"] == [group.name for group in GROUPS]


def members(schema: dict[str, Any], where: str = "") -> Iterator[tuple[str, Any]]:
    """(where, schema) of every schema of an object member, at any depth."""
    for key, inner in schema.items():
        if key in ("properties", "$defs"):
            for name, member in inner.items():
                yield f"{where}.{name}", member
                yield from members(member, f"{where}.{name}")
        elif isinstance(inner, dict):
            yield from members(inner, where)


def test_every_member_is_described() -> None:
    undescribed = [
        where
        for where, member in members(SCHEMA)
        if "description" not in member and set(member) != {"$ref"}
    ]
    assert undescribed == []


def test_no_object_takes_members_that_are_not_described() -> None:
    lax = [
        where
        for where, member in members(SCHEMA)
        if "properties" in member and member.get("additionalProperties") is not False
    ]
    assert lax == []


@pytest.mark.parametrize(
    "path", [("color", "000000"), ("$extensions",), ("color", "000000", "$extensions")]
)
def test_an_unknown_member_is_refused(path: tuple[str, ...]) -> None:
    document = extract([Stylesheet(".a{color:#000}")]).to_dtcg()
    place = document
    for key in path:
        place = place[key]
    place.get("com.contextds", place)["invented"] = 1
    assert len(wrong(document)) == 1
