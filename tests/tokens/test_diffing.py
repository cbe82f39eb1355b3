"""tokens.diffing: what changed between two documents, and what did not."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokens.canonical import canonical
from tokens.diffing import Change, diff


def dimension(value: float, unit: str = "px", /, **about: Any) -> dict[str, Any]:
    token: dict[str, Any] = {
        "$type": "dimension",
        "$value": {"value": value, "unit": unit},
    }
    if about:
        token["$extensions"] = {"com.contextds": about}
    return token


def alias(path: str) -> dict[str, Any]:
    return {"$type": "color", "$value": f"{{{path}}}"}


def kinds(old: Any, new: Any) -> list[tuple[str, str]]:
    return [(change.change_type, change.path) for change in diff(old, new).changes]


def test_without_an_old_document_every_token_is_added() -> None:
    result = diff(None, {"spacing": {"a": dimension(1), "b": dimension(2)}})
    assert result.changes == (
        Change("spacing.a", "added", None, dimension(1)),
        Change("spacing.b", "added", None, dimension(2)),
    )
    assert result.summary == "2 added"
    assert not result.breaking


def test_equal_documents_have_no_changes() -> None:
    document = {"spacing": {"a": dimension(1)}}
    result = diff(document, document)
    assert result.changes == ()
    assert result.summary == "no changes"
    assert result.changelog == {
        "summary": {"added": 0, "removed": 0, "modified": 0, "renamed": 0},
        "breaking": False,
        "groups": {},
    }


def test_key_order_and_the_spelling_of_numbers_change_nothing() -> None:
    old = {
        "spacing": {"a": {"$type": "dimension", "$value": {"value": 1, "unit": "px"}}}
    }
    new = {
        "spacing": {"a": {"$value": {"unit": "px", "value": 1.0}, "$type": "dimension"}}
    }
    assert diff(old, new).changes == ()


@pytest.mark.parametrize(
    "about",
    [
        {"usage": 3},
        {"sources": [{"url": "https://example.com/b.css", "line": 9}]},
        {"confidence": 0.4},
        {"label": "Base"},
        {"authored": "1.0px"},
        {"modes": {}},
    ],
)
def test_what_surrounds_a_token_changes_nothing(about: dict[str, Any]) -> None:
    old = {"spacing": {"a": dimension(1)}}
    new = {"spacing": {"a": dimension(1, **about)}, "$extensions": {"x": 1}}
    assert diff(old, new).changes == ()
    assert diff(new, old).changes == ()


@pytest.mark.parametrize("member", ["modes", "scopes", "responsive"])
def test_a_value_under_a_condition_is_part_of_the_token(member: str) -> None:
    old = {"spacing": {"a": dimension(1)}}
    condition: dict[str, Any] = {member: {"x": {"y": "{spacing.b}"}}}
    new = {"spacing": {"a": dimension(1, **condition)}}
    (change,) = diff(old, new).changes
    assert change.change_type == "modified"
    assert change.old_value == dimension(1)
    assert change.new_value == {
        **dimension(1),
        member: {"x": {"y": "{spacing.b}"}},
    }
    assert not change.breaking
    assert "in modes or scopes" in diff(old, new).markdown


def test_a_new_value_or_alias_target_is_a_modification() -> None:
    old = {"color": {"a": alias("color.b")}, "spacing": {"a": dimension(1)}}
    new = {"color": {"a": alias("color.c")}, "spacing": {"a": dimension(2)}}
    assert kinds(old, new) == [("modified", "color.a"), ("modified", "spacing.a")]
    assert not diff(old, new).breaking


def test_another_type_breaks() -> None:
    old = {"line-height": {"a": {"$type": "number", "$value": 1}}}
    new = {"line-height": {"a": dimension(1)}}
    (change,) = diff(old, new).changes
    assert (change.change_type, change.breaking) == ("modified", True)


def test_a_removal_breaks() -> None:
    result = diff({"spacing": {"a": dimension(1)}}, {})
    assert result.changes == (Change("spacing.a", "removed", dimension(1), None),)
    assert result.breaking
    assert result.changelog["breaking"] is True


def test_a_unique_match_is_a_rename() -> None:
    old = {"spacing": {"a": dimension(1), "k": dimension(9)}}
    new = {"spacing": {"b": dimension(1.0, usage=4), "k": dimension(9)}}
    (change,) = diff(old, new).changes
    assert change == Change(
        "spacing.b", "renamed", dimension(1), dimension(1.0), "spacing.a"
    )
    assert change.breaking
    assert diff(old, new).summary == "1 renamed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"a": 1, "b": 1}, {"c": 1}),
        ({"a": 1}, {"b": 1, "c": 1}),
        ({"a": 1, "b": 1}, {"c": 1, "d": 1}),
        ({"a": 1}, {"b": 2}),
    ],
)
def test_an_ambiguous_match_is_no_rename(
    old: dict[str, int], new: dict[str, int]
) -> None:
    def group(values: dict[str, int]) -> dict[str, Any]:
        return {"spacing": {name: dimension(value) for name, value in values.items()}}

    found = kinds(group(old), group(new))
    assert {kind for kind, _ in found} == {"removed", "added"}
    assert len(found) == len(old) + len(new)


def test_a_token_that_moves_to_another_group_is_not_renamed() -> None:
    old, new = {"spacing": {"a": dimension(1)}}, {"size": {"a": dimension(1)}}
    assert kinds(old, new) == [("removed", "spacing.a"), ("added", "size.a")]


def test_changes_come_by_group_in_table_order_then_by_path() -> None:
    new = {
        "own": {"x": dimension(1)},
        "size": {"b": dimension(1), "a": dimension(2), "Z": dimension(3)},
        "color": {"z": alias("color.y")},
    }
    expected = ["color.z", "size.Z", "size.a", "size.b", "own.x"]
    assert [path for _, path in kinds(None, new)] == expected


def test_types_of_groups_are_inherited_and_groups_may_nest() -> None:
    old = {"a": {"$type": "number", "b": {"c": {"$value": 1}, "$root": {"$value": 2}}}}
    result = diff(None, old)
    assert [(change.path, change.new_value) for change in result.changes] == [
        ("a.b.$root", {"$type": "number", "$value": 2}),
        ("a.b.c", {"$type": "number", "$value": 1}),
    ]


def test_what_is_no_token_is_passed_over() -> None:
    document = {
        "color": {"a": 1, "$description": "x", "b": None},
        "x": [dimension(1)],
        "spacing": {"a": {**dimension(1), "$extensions": 3}},
        "$schema": "https://example.com/",
    }
    assert kinds(None, document) == [("added", "spacing.a")]


def test_the_changelog_counts_in_all_and_by_group() -> None:
    old = {"size": {"a": dimension(1), "b": dimension(2), "c": dimension(3)}}
    new = {
        "size": {"a": dimension(4), "z": dimension(2)},
        "spacing": {"n": dimension(1)},
    }
    assert diff(old, new).changelog == {
        "summary": {"added": 1, "removed": 1, "modified": 1, "renamed": 1},
        "breaking": True,
        "groups": {
            "spacing": {"added": 1, "removed": 0, "modified": 0, "renamed": 0},
            "size": {"added": 0, "removed": 1, "modified": 1, "renamed": 1},
        },
    }
    assert diff(old, new).summary == "1 added, 1 removed, 1 modified, 1 renamed"


def test_the_markdown_changelog_names_old_and_new_values() -> None:
    old = {
        "color": {"link": alias("color.blue")},
        "size": {"a": dimension(1), "b": dimension(2), "c": dimension(3)},
    }
    new = {
        "color": {"link": alias("color.red"), "x`y": alias("color.a")},
        "size": {"a": dimension(4), "z": dimension(2, "rem"), "y": dimension(3)},
    }
    assert diff(old, new).markdown == (
        "2 added, 1 removed, 2 modified, 1 renamed, breaking\n"
        "\n### color\n\n"
        "- modified `color.link`: `{color.blue}` → `{color.red}`\n"
        "- added `` color.x`y ``: `{color.a}`\n"
        "\n### size\n\n"
        "- modified `size.a`: `1px` → `4px`\n"
        "- removed `size.b`: `2px` (breaking)\n"
        "- renamed `size.c` → `size.y` (breaking)\n"
        "- added `size.z`: `2rem`\n"
    )


TOKENS = st.dictionaries(
    st.sampled_from(["size", "color", "own"]),
    st.dictionaries(
        st.sampled_from("abcdef"), st.integers(0, 3).map(dimension), max_size=6
    ),
)


@given(TOKENS, TOKENS)
def test_the_changes_turn_the_old_tokens_into_the_new(old: Any, new: Any) -> None:
    result = diff(old, new)
    tokens = {
        f"{group}.{name}": token
        for group, members in old.items()
        for name, token in members.items()
    }
    for change in result.changes:
        if change.old_value is not None:
            assert tokens.pop(change.old_path or change.path) == change.old_value
    for change in result.changes:
        if change.new_value is not None:
            tokens[change.path] = change.new_value
    assert tokens == {
        f"{group}.{name}": token
        for group, members in new.items()
        for name, token in members.items()
    }
    stored = json.loads(canonical(old)), json.loads(canonical(new))
    assert diff(*stored).changes == result.changes


def test_ten_thousand_renames_are_linear() -> None:
    def document(count: int, prefix: str) -> Any:
        return {"size": {f"{prefix}{n}": dimension(n) for n in range(count)}}

    def seconds(count: int) -> float:
        start = time.process_time()
        result = diff(document(count, "a"), document(count, "b"))
        assert result.counts["renamed"] == count
        return time.process_time() - start

    assert seconds(10_000) < 16 * max(seconds(2_500), 0.01)
