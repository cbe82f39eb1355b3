"""From damaged or shuffled CSS to its document, resolver, exports and difference: always whole."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokens.extraction import dtcg
from tests.tokens.extraction.shipped import SHIPPED
from tokens.diffing import diff
from tokens.exports import FORMATS, export
from tokens.extraction import Stylesheet, extract

DAMAGES = ("cut", "delete", "repeat", "braces", "flip", "latin", "utf-16", "swap")


def damaged(css: str, kind: str, chance: random.Random) -> str:
    """`css` as a broken transfer or a broken build leaves it."""
    raw = bytearray(css.encode())
    at = chance.randrange(len(raw))
    to = min(at + chance.randrange(1, 400), len(raw))
    if kind == "cut":
        del raw[at:]
    elif kind == "delete":
        del raw[at:to]
    elif kind == "repeat":
        raw[at:at] = raw[at:to] * 3
    elif kind == "braces":
        return css.translate(str.maketrans("{}()", "}{)("))[at:] + css[:at]
    elif kind == "flip":
        for _ in range(60):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    elif kind == "swap":
        middle = raw[at:to]
        raw[at:to] = b""
        raw[:0] = middle
    codec = {"latin": "utf-7", "utf-16": "utf-16"}.get(kind, "utf-8")
    return bytes(raw).decode(codec, "replace")


def whole_way(css: str) -> None:
    extraction = extract([Stylesheet(css)])
    document = extraction.to_dtcg()
    assert dtcg.problems(document) == []
    assert extract([Stylesheet(css)]).to_dtcg() == document
    bare = extraction.to_dtcg(provenance=False)
    json.dumps([document, extraction.to_resolver()], allow_nan=False)
    for name in FORMATS:
        export(document, name).encode()
    assert diff(document, bare).changes == ()


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("sheet", SHIPPED)
def test_no_damage_to_a_real_sheet_makes_it_fail(sheet: str, kind: str) -> None:
    chance = random.Random(f"{sheet} {kind}")
    for _ in range(3):
        # Of 8 KB: the damage counts, not what is around it.
        css = SHIPPED[sheet]
        start = chance.randrange(max(len(css) - 8_000, 1))
        whole_way(damaged(css[start : start + 8_000], kind, chance))


def test_a_sheet_cut_off_anywhere_has_a_valid_document() -> None:
    css = SHIPPED["admin dark"]
    for end in range(0, len(css), 101):
        document = extract([Stylesheet(css[:end])]).to_dtcg()
        assert dtcg.problems(document) == []


RULES = [
    ":root{--a:#123;--b:var(--a);--c-radius:4px}",
    "[data-theme=dark]{--a:#fff}",
    "@media (prefers-color-scheme:dark){:root{--b:red}}",
    "@media (min-width:40em){.wide{margin:8px}}",
    ".x{color:var(--b);background:linear-gradient(var(--a),blue 50%,red)}",
    ".y{box-shadow:0 1px 2px var(--a),inset 0 0 3px rgb(0 0 0/.2);font:700 1rem/1.5 A,serif}",
    ".z{transition:color .2s ease-in,opacity 1s;border:1px solid var(--missing,#abc)}",
    ".w{--local:2px;margin:var(--local) 1em;width:clamp(1px,2vw,3px);z-index:3}",
    "@font-face{font-family:F;src:url(f)}",
    "@keyframes k{from{opacity:.5}to{color:oklch(.5 .1 20)}}",
]


def unordered(value: Any) -> Any:
    """Names, types, values, aliases and modes: what no order of independent rules changes."""
    return {
        path: (
            token["$type"],
            token["$value"],
            token.get("$extensions", {}).get("com.contextds", {}).get("modes"),
        )
        for path, token in dtcg.tokens(value)
    }


@settings(max_examples=60, deadline=None)
@given(st.permutations(RULES))
def test_the_order_of_independent_rules_changes_no_token(rules: list[str]) -> None:
    first = extract([Stylesheet("".join(RULES))])
    other = extract([Stylesheet("\n".join(rules))])
    assert json.dumps(other.to_dtcg(provenance=False)) == json.dumps(
        first.to_dtcg(provenance=False)
    )
    assert unordered(other.to_dtcg()) == unordered(first.to_dtcg())
    assert json.dumps(other.to_resolver()) == json.dumps(first.to_resolver())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*RULES, "}", "{", '"', "/*", ")", "\\", ";", "var("])))
def test_rules_and_their_ruins_go_the_whole_way(pieces: list[str]) -> None:
    whole_way("".join(pieces))
