"""Cases as data: each CSS file of cases/ and the tokens that it gives, all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tokens.extraction import dtcg
from tokens.extraction import Stylesheet, extract

CASES = sorted((Path(__file__).parent / "cases").glob("*.css"))


def flat(document: dict[str, Any]) -> dict[str, Any]:
    """path -> the token with its extension beside its value, as the cases are written;
    what has no type by its group and name."""
    found = {}
    for path, token in dtcg.tokens(document):
        extension = token.get("$extensions", {}).get("com.contextds", {})
        plain = {key: token[key] for key in ("$type", "$value")}
        found[path] = {**plain, **extension}
    summary = document["$extensions"]["com.contextds"]
    for group, values in summary.get("untyped", {}).items():
        found |= {f"untyped {group}.{name}": values[name] for name in values}
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_css_of_a_case_gives_its_tokens(case: Path) -> None:
    document = extract([Stylesheet(case.read_text())]).to_dtcg(provenance=False)
    assert flat(document) == json.loads(case.with_suffix(".json").read_text())
    assert dtcg.problems(document) == []


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_provenance_changes_no_token_of_a_case(case: Path) -> None:
    extraction = extract(
        [Stylesheet(case.read_text(), url="https://example.com/a.css")]
    )
    with_it = extraction.to_dtcg(provenance=True)
    without = extraction.to_dtcg(provenance=False)
    for (path, token), (bare_path, bare) in zip(
        dtcg.tokens(with_it), dtcg.tokens(without), strict=True
    ):
        assert path == bare_path
        assert token["$value"] == bare["$value"]
        assert token["$extensions"]["com.contextds"]["declarations"] > 0
    assert dtcg.problems(with_it) == []
