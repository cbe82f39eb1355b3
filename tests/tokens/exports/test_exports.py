"""tokens.exports: every format of every document, and the names of the formats."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.tokens.exports.documents import document, strangers
from tokens.exports import FORMATS, UnknownFormat, export


def test_an_unknown_format_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(
        UnknownFormat, match=r"no format 'sccs'.*dtcg, resolver, json, css"
    ):
        export({}, "sccs")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_its_file_and_media_type(name: str) -> None:
    one = FORMATS[name]
    assert "/" in one.media_type
    assert "." in one.file_name
    assert one.description
    assert "\n" not in one.description


def test_every_format_has_its_row_in_the_page_about_exports() -> None:
    page = (Path(__file__).parents[3] / "docs" / "exports.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.M)
    assert sorted(rows) == sorted(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_document_is_the_same_text_whatever_its_order(name: str) -> None:
    found = document()
    shuffled = {
        group: dict(reversed(list(found[group].items()))) for group in reversed(found)
    }
    text = export(found, name)
    assert text == export(shuffled, name)
    assert text.endswith("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_document_has_an_export(name: str) -> None:
    assert isinstance(export({}, name), str)


@settings(max_examples=40, deadline=None)
@given(strangers())
def test_no_document_is_too_strange_for_a_format(found: dict[str, Any]) -> None:
    for name in FORMATS:
        assert export(found, name).encode()
