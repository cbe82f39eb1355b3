"""The terms that a token set is found by."""

from __future__ import annotations

from typing import Any

import pytest

from tokens.models import TokenSet
from tokens.search import path_lines, search_terms

HEX = {"colorSpace": "srgb", "components": [0.05, 0.43, 0.99], "hex": "#0D6EFD"}


@pytest.mark.parametrize(
    ("token_type", "value", "text"),
    [
        ("color", HEX, "#0d6efd"),
        ("color", {**HEX, "alpha": 0.5}, "#0d6efd80"),
        (
            "color",
            {"colorSpace": "oklch", "components": [0.62, 0.2, "none"], "alpha": 0.5},
            "oklch(0.62 0.2 none / 0.5)",
        ),
        ("dimension", {"value": 1.5, "unit": "rem"}, "1.5rem"),
        ("duration", {"value": 200, "unit": "ms"}, "200ms"),
        ("number", 1.5, "1.5"),
        ("fontWeight", 700, "700"),
        ("fontFamily", ["Inter", "sans-serif"], "inter"),
        ("cubicBezier", [0.4, 0, 0.2, 1], "0.4,0,0.2,1"),
    ],
)
def test_a_value_is_found_alone_in_its_group_and_at_its_path(
    token_type: str, value: Any, text: str
) -> None:
    document = {"group": {"name": {"$type": token_type, "$value": value}}}
    written = [term for term in search_terms(document) if "~" not in term]
    assert written == sorted([text, f"group:{text}", f"group.name={text}"])


def test_an_alias_counts_with_what_it_leads_to() -> None:
    document = {
        "color": {
            "brand": {"$type": "color", "$value": HEX},
            "link": {"$type": "color", "$value": "{color.brand}"},
            "lost": {"$type": "color", "$value": "{color.gone}"},
            "loop": {"$type": "color", "$value": "{color.loop}"},
        }
    }
    assert [term for term in search_terms(document) if "=" in term] == [
        "color.brand=#0d6efd",
        "color.link=#0d6efd",
    ]


def test_what_is_too_long_to_type_is_no_term() -> None:
    name = "n" * 300
    document = {"color": {name: {"$type": "color", "$value": HEX}}}
    written = [term for term in search_terms(document) if "~" not in term]
    assert written == ["#0d6efd", "color:#0d6efd"]


def test_a_colour_has_a_cell_in_each_grid_and_a_size_its_cell_and_octave() -> None:
    document = {
        "color": {"brand": {"$type": "color", "$value": HEX}},
        "spacing": {"s": {"$type": "dimension", "$value": {"value": 1, "unit": "rem"}}},
    }
    assert [term for term in search_terms(document) if "~" in term] == [
        "spacing~px11x",
        "spacing~px81",
        "~0:28,-2,-12",
        "~1:9,-1,-4",
        "~2:2,-1,-2",
        "~px11x",
        "~px81",
    ]


def test_paths_stand_in_lower_case_each_between_line_breaks() -> None:
    token = {"$type": "number", "$value": 1}
    document = {
        "number": {"Big\nOne": token, "a": token, "none": {}},
        "$description": "",
        "color": "no group",
    }
    assert path_lines(document) == "\nnumber.a\nnumber.big one\n"
    assert path_lines({}) == ""


@pytest.mark.django_db
def test_sets_are_found_by_their_terms() -> None:
    found = TokenSet.objects.create(
        version_number=1,
        extractor_version="1",
        tokens_json={},
        search_terms=["#0d6efd"],
    )
    TokenSet.objects.create(version_number=1, extractor_version="1", tokens_json={})
    assert list(TokenSet.objects.matching_term("#0d6efd")) == [found]
