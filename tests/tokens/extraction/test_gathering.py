"""tokens.extraction.gathering: what is beyond a limit is cut by use and text, not by order."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tokens.extraction import Extraction, Limits, Stylesheet, extract
from tokens.extraction.scanner import DEEPEST

FEW = Limits(tokens=3, values=2, scopes=2)


def cut(css: str, **limits: Any) -> Extraction:
    return extract([Stylesheet(css)], FEW._replace(**limits))


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        ([f"a{{margin:{i}px}}" for i in (5, 4, 3, 2, 1)], ["1px", "2px", "3px"]),
        ([f"@media (min-width:{i}em){{}}" for i in (3, 4, 5, 6)], ["3rem", "4rem"]),
    ],
)
def test_the_distinct_declarations_and_conditions_used_most_stay(
    rules: list[str], kept: list[str]
) -> None:
    rules = [*rules, rules[0]]  # used twice
    found = cut("".join(rules))
    assert found.truncated == ("tokens",)
    first = found.tokens[-1] if "margin" in rules[0] else found.tokens[0]
    assert first.provenance.declarations == 2
    for seed in range(5):
        random.Random(seed).shuffle(rules)
        assert cut("".join(rules)).to_dtcg(provenance=False) == found.to_dtcg(
            provenance=False
        )


def test_the_styles_of_text_are_as_many_as_the_tokens_may_be() -> None:
    css = "".join(f".a{i}{{font:{i}px/1 x}}" for i in range(1, 6))
    assert len(cut(css, tokens=4).tokens) == 4


def test_a_theme_beyond_the_limit_is_no_mode() -> None:
    themes = [f"[data-theme=x{i}]{{--a:{i}px}}" for i in range(4)]
    found = cut(":root{--a:9px}" + "".join(themes), tokens=20, values=20)
    (token,) = (token for token in found.tokens if token.declared)
    assert token.modes == {
        "data-theme": {"x0": "{dimension.0px}", "x1": "{dimension.1px}"}
    }
    assert found.truncated == ("scopes",)


def test_of_too_many_values_of_a_custom_property_the_most_used_are_read() -> None:
    css = ".a{--a:3px}.b{--a:2px}.c{--a:1px}.d{--a:3px}:root{--a:9px}"
    found = cut(css, tokens=20, scopes=0)
    assert "values" in found.truncated
    assert {token.name for token in found.tokens} == {"a", "1px", "3px"}


def test_declarations_of_custom_properties_beyond_the_limit_are_counted() -> None:
    found = cut(":root{--a:1px;--b:2px;--a:3px}", definitions=2)
    assert {token.name: token.value["value"] for token in found.tokens} == {
        "a": 1,
        "b": 2,
    }
    assert [(one.code, one.count) for one in found.warnings] == [("value.too_many", 1)]


def test_a_custom_property_without_a_name_or_too_long_to_read_is_no_token() -> None:
    found = cut(":root{--:red;--a:" + "x" * 2_001 + ";--b:1px}", value=2_000)
    assert [token.path for token in found.tokens] == ["dimension.b"]
    assert [one.code for one in found.warnings] == ["value.too_long"]


def test_a_gradient_counts_as_many_tokens_as_it_has_stops() -> None:
    css = "a{background:linear-gradient(red,blue,red,blue);opacity:.5}"
    found = cut(css, tokens=5)
    assert [token.group for token in found.tokens] == ["color", "color", "opacity"]


def test_blocks_in_too_many_others_are_left_out_and_counted() -> None:
    css = "b{" * DEEPEST + "c{margin:1px}d{margin:2px;e{}}" + "}" * DEEPEST
    found = extract([Stylesheet(css + "f{margin:3px}")])
    assert [token.name for token in found.tokens] == ["1px", "3px"]
    (warning,) = found.warnings
    assert (warning.code, warning.count, warning.example) == ("rule.too_deep", 1, "d")
