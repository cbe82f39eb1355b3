"""tokens.extraction.roles: one entry, the same for any order of independent rules."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokens.extraction.roles.sheets import COMPONENTS
from tokens.canonical import canonical
from tokens.diffing import diff
from tokens.extraction import Stylesheet, extract


def document(css: str, *, provenance: bool = True) -> dict[str, Any]:
    return extract([Stylesheet(css)]).to_dtcg(provenance=provenance)


def test_all_members_are_there_for_a_whole_site() -> None:
    css = COMPONENTS + "".join(
        f".m{i}{{margin:{8 * i}px;font-size:{10 + i}px}}" for i in range(1, 9)
    )
    found = document(css + ".x{color:#dc3546}")["$extensions"]["com.contextds"]["roles"]
    assert set(found) == {
        "ramps",
        "brand",
        "semantic",
        "type_scale",
        "spacing",
        "near_duplicates",
        "contrast",
    }


def test_without_provenance_there_are_neither_roles_nor_labels() -> None:
    bare = json.dumps(document(COMPONENTS, provenance=False))
    assert "roles" not in bare
    assert '"label"' not in bare


def test_a_sheet_without_tokens_has_no_roles() -> None:
    assert "roles" not in document(".a{float:left}")["$extensions"]["com.contextds"]


def test_the_order_of_independent_rules_changes_nothing() -> None:
    rules = re.findall(r"[^{}]+\{[^{}]*\}", COMPONENTS)
    expected = canonical(document(COMPONENTS)["$extensions"])
    chance = random.Random(3)
    for _ in range(5):
        chance.shuffle(rules)
        assert canonical(document("".join(rules))["$extensions"]) == expected


def test_roles_and_labels_make_no_change_of_version() -> None:
    old, new = document(COMPONENTS), document(COMPONENTS)
    del new["$extensions"]["com.contextds"]["roles"]
    new["color"]["x-primary"]["$extensions"]["com.contextds"]["label"] = "other"
    assert not diff(old, new).changes


PIECES = st.sampled_from(
    [
        ":root{--primary:", ".btn-danger{", "color:", "background:", "#0d6efd", "#fff",
        "var(--primary)", "var(--x)", "rgb(1 2 3/.5)", "oklch(70% .3 150)", ";", "}",
        "font-size:1e308rem", "margin:-8px", "@media (prefers-color-scheme:dark){",
        ".dark .a,", "{", "--x:", "--x-1:red;--x-2:#f11;--x-3:#f22;--x-4:#f33",
        "!important", ":not(", "light-dark(#000,#fff)", "body{", "lab(none 1e308 0)",
    ]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=30))
def test_no_text_is_too_odd(pieces: list[str]) -> None:
    css = "".join(pieces)
    assert canonical(document(css)) == canonical(document(css))
