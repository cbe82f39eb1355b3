"""tokens.extraction.summary: what is told of a document as a whole."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tokens.extraction import Stylesheet, extract
from tokens.extraction.summary import prefix


def summary(css: str) -> dict[str, Any]:
    document = extract([Stylesheet(css)]).to_dtcg()
    found: dict[str, Any] = document["$extensions"]["com.contextds"]
    return found


def test_tiers_follow_aliases_and_scope() -> None:
    css = """:root{--blue:#00f;--primary:var(--blue);--link:var(--primary);
      --line:1px solid var(--blue)} .btn{--btn-bg:#f00}"""
    extraction = extract([Stylesheet(css)])
    assert extraction.tiers == {
        "color.blue": "primitive",
        "color.primary": "semantic",
        "color.link": "component",
        "color.btn-bg": "component",
        "border.line": "semantic",
    }
    registered = "@property --p{syntax:'<color>';inherits:true;initial-value:red}"
    assert extract([Stylesheet(registered)]).tiers == {"color.p": "primitive"}
    facts = extraction.to_dtcg()["color"]["link"]["$extensions"]["com.contextds"]
    assert facts["tier"] == "component"
    assert summary(css)["tiers"] == {"primitive": 1, "semantic": 2, "component": 2}


def test_undefined_and_unused_variables_are_named() -> None:
    found = summary(
        ":root{--a:1px;--b:1em;--c:var(--gone)} .x{margin:var(--c,1px) var(--lost, 2px)}"
    )
    assert found["undefined"] == {"count": 2, "items": ["--gone", "--lost"]}
    assert found["unused"] == {"count": 2, "items": ["--a", "--b"]}


def test_values_in_place_that_a_variable_holds_are_duplicates() -> None:
    css = ":root{--a:#fff;--z:0px} .x{color:#fff;margin:0} .y{fill:#ffffff;color:#000}"
    assert summary(css)["duplicates"] == {
        "count": 1,
        "items": [{"token": "color.ffffff", "same_as": ["color.a"], "usage": 2}],
    }


def test_coverage_is_the_share_of_declarations_that_use_variables() -> None:
    css = """:root{--c:#fff;--s:4px;--e:1em} .a{color:var(--c);background:var(--c)} .b{color:#000}
      .c{border:1px solid var(--c)} .d{padding:var(--s) 2px} .e{margin:8px} .f{gap:var(--e)}
      .g{display:var(--c)} .h{margin:auto}"""
    found = summary(css)["coverage"]
    assert found["color"] == {"declarations": 4, "by_variable": 3, "ratio": 0.75}
    assert found["spacing"] == {"declarations": 3, "by_variable": 2, "ratio": 0.667}
    assert "gradient" not in found


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["--bs-a", "--bs-b", "--bs-c-d", "--x"], ("bs-", 3, 0.75)),
        (["--pf-v6-a", "--pf-v6-b"], ("pf-v6-", 2, 1)),
        # A prefix has few parts: what follows is a name.
        ([f"--a-b-c-d-e-f-{last}" for last in "gh"], ("a-b-c-d-", 2, 1)),
        (["--a-b", "--c-d"], None),
        (["--a-b"], None),
        (["--a", "--b"], None),
        (["--my.x-a", "--my.x-b"], ("my%2Ex-", 2, 1)),
        ([], None),
    ],
)
def test_the_prefix_is_what_most_names_begin_with(
    names: list[str], expected: tuple[str, int, float] | None
) -> None:
    found = prefix(names)
    assert (found and tuple(found.values())) == expected


def test_themes_on_classes_are_an_assumption() -> None:
    assert summary(":root{--a:red}.dark{--a:blue}")["assumes"] == ["theme-on-root"]
    media = "@media (prefers-color-scheme:dark){:root{--a:blue}}"
    assert "assumes" not in summary(f":root{{--a:red}}{media}")


def test_lists_are_cut_and_counted() -> None:
    css = ":root{" + "".join(f"--v{i:03}:{i}px;" for i in range(300)) + "}"
    found = summary(css)["unused"]
    assert found["count"] == 300
    assert found["items"][-1] == "--v199"
    assert len(found["items"]) == 200


def test_without_provenance_only_versions_are_told() -> None:
    bare = extract([Stylesheet(":root{--a:red}")]).to_dtcg(provenance=False)
    assert bare["$extensions"]["com.contextds"] == {"schema": 1, "extractor": "2"}


def test_the_order_of_independent_rules_changes_nothing() -> None:
    rules = [f".r{i}{{color:var(--c{i % 7});margin:{i % 5}px}}" for i in range(40)]
    rules += [
        f":root{{--c{i}:#0{i}0;--d{i}:var(--c{i},var(--u{i}))}}" for i in range(5)
    ]
    rules += [f".s{i}{{font-size:clamp(1rem,{i}vw,3rem)}}" for i in range(5)]
    expected = extract([Stylesheet("".join(rules))])
    random.Random(7).shuffle(rules)
    shuffled = extract([Stylesheet("".join(rules))])
    for facts in ("summary", "tiers", "confidence"):
        assert json.dumps(getattr(shuffled, facts), sort_keys=True) == json.dumps(
            getattr(expected, facts), sort_keys=True
        )
