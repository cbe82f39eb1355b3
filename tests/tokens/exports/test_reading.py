"""tokens.exports.reading: entries, aliases, and the order of dependencies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tokens.exports.documents import RED, token
from tokens.exports.reading import Tokens


def test_what_is_no_token_is_passed_over() -> None:
    found: dict[str, Any] = {
        "color": {"a": token("color", RED), "b": {"$type": "color"}, "c": 1},
        "spacing": [],
        "$extensions": {"com.contextds": {"untyped": {"x": {"a": {}, "b": 1}, "y": 1}}},
    }
    tokens = Tokens(found)
    assert list(tokens.entries) == ["color.a"]
    assert tokens.untyped == []


def test_an_untyped_value_never_hides_a_token() -> None:
    untyped = {"color": {"a": {"authored": "x"}, "b": {"authored": "1em"}}}
    found = {
        "color": {"a": token("color", RED)},
        "$extensions": {"com.contextds": {"untyped": untyped}},
    }
    assert [entry.path for entry in Tokens(found).untyped] == ["color.b"]


@pytest.mark.parametrize("declared", [None, 1, "brand", "--", ""])
def test_only_a_custom_property_is_a_declared_name(declared: object) -> None:
    found = {"color": {"a": token("color", RED, declared=declared)}}
    assert Tokens(found).entries["color.a"].declared == ""


def test_a_chain_of_aliases_has_an_end_and_a_circle_has_none() -> None:
    names = {"a": "{color.b}", "b": "{color.c}", "c": RED, "d": "{color.e}"}
    names |= {"e": "{color.d}", "f": "{color.missing}"}
    tokens = Tokens({"color": {n: token("color", v) for n, v in names.items()}})
    end = tokens.end("{color.a}")
    assert end is not None
    assert end.path == "color.c"
    assert tokens.end("{color.d}") is None
    assert tokens.end("{color.missing}") is None
    assert tokens.end(RED) is None


def test_tokens_come_after_what_they_use() -> None:
    shadow = [{"color": "{color.z}"}]
    names = {"a": "{color.m}", "m": "{color.z}", "z": "{color.a}"}
    found = {
        "color": {name: token("color", value) for name, value in names.items()},
        "shadow": {"x": token("shadow", shadow)},
    }
    order = [entry.path for entry in Tokens(found).in_dependency_order()]
    assert sorted(order) == ["color.a", "color.m", "color.z", "shadow.x"]
    assert order.index("color.z") < order.index("shadow.x")


def test_a_long_chain_is_no_matter() -> None:
    names = {f"{n:05}": token("color", f"{{color.{n + 1:05}}}") for n in range(5000)}
    names["05000"] = token("color", RED)
    tokens = Tokens({"color": names})
    assert tokens.in_dependency_order()[0].path == "color.05000"
    assert tokens.end("{color.00000}") is tokens.entries["color.05000"]


@pytest.mark.parametrize(
    ("deprecated", "description", "note"),
    [
        ("use --ink", None, "Deprecated: use --ink"),
        (True, "The old brand", "Deprecated. The old brand"),
        ("use --ink", "deprecated: use --ink", "deprecated: use --ink"),
        (True, "Deprecated since 4", "Deprecated since 4"),
        ("use --a", "Once deprecated", "Deprecated: use --a Once deprecated"),
    ],
)
def test_a_comment_is_told_once(
    deprecated: bool | str, description: str | None, note: str
) -> None:
    found = {**token("color", RED), "$deprecated": deprecated}
    if description is not None:
        found["$description"] = description
    assert Tokens({"color": {"a": found}}).entries["color.a"].note == note
