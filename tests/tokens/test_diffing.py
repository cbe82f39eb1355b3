"""tokens.diffing: what changed between two documents, and what did not."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import django
import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from tokens.canonical import canonical
from tokens.diffing import Change, ConditionChange, diff
from tokens.extraction import Stylesheet, extract

SELECT2 = "vendor/select2/select2.css"
ADMIN_CSS = Path(django.__file__).parent / "contrib/admin/static/admin/css"


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


def test_what_is_said_of_a_token_changes_nothing() -> None:
    css = ":root { --a: 4px; --b: var(--a) } .x { margin: var(--b) }"
    said = css.replace("4px;", "4px; /* deprecated: use --b */")
    more = said + " .y { padding: var(--a) var(--gone) }"
    documents = [extract([Stylesheet(one)]).to_dtcg() for one in (css, said, more)]
    assert documents[1]["spacing"]["a"]["$deprecated"] == "use --b"
    for old in documents:
        for new in documents:
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
    assert not change.value_changed
    (condition_change,) = change.conditions
    assert condition_change.old is None
    assert f"\n  - {condition_change.kind} `x`" in diff(old, new).markdown


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


def colour(components: list[Any], space: str = "srgb", /, **about: Any) -> Any:
    token: dict[str, Any] = {
        "$type": "color",
        "$value": {"colorSpace": space, "components": components},
    }
    if about:
        token["$extensions"] = {"com.contextds": about}
    return token


BLACK, WHITE = colour([0, 0, 0]), colour([1, 1, 1])


@pytest.mark.parametrize(
    ("old", "new", "distance"),
    [
        (BLACK, WHITE, 1.0),
        (BLACK, colour([0, 0, 0], "oklch"), 0.0),
        (colour([0, 100, 50], "hsl"), colour([1, 0, 0]), 0.0),
        (colour([0.6, 0.1, "none"], "oklch"), colour([0.5, 0.1, 0], "oklch"), 0.1),
        ({"$type": "color", "$value": "#000"}, WHITE, 1.0),
        (BLACK, {"$type": "color", "$value": "{color.missing}"}, None),
        (BLACK, {"$type": "color", "$value": "{color.a}"}, None),
        (BLACK, {"$type": "color", "$value": "black"}, None),
        (BLACK, colour([0, 0]), None),
        (BLACK, colour([0, 0, 1], "ciecam"), None),
        (BLACK, {"$type": "color", "$value": ["srgb"]}, None),
        (BLACK, dimension(1), None),
    ],
)
def test_a_modified_colour_tells_how_far_it_moved(
    old: Any, new: Any, distance: float | None
) -> None:
    (change,) = diff({"color": {"a": old}}, {"color": {"a": new}}).changes
    assert change.delta_e == distance


def test_colours_far_outside_any_gamut_have_a_finite_distance() -> None:
    old, new = colour([1e300, 0, 0], "lab"), colour([-1e300, 0, 0], "lab")
    (change,) = diff({"color": {"a": old}}, {"color": {"a": new}}).changes
    assert change.delta_e is not None
    assert 1 < change.delta_e < 1000


def test_the_distance_of_aliases_is_that_of_their_colours() -> None:
    old = {"color": {"a": alias("color.b"), "b": alias("color.c"), "c": BLACK}}
    new = {"color": {"a": alias("color.c"), "b": alias("color.c"), "c": WHITE}}
    near, far = diff(old, new).changes
    assert (near.path, near.delta_e) == ("color.a", 1.0)
    assert (far.path, far.delta_e) == ("color.c", 1.0)
    assert "(deltaEOK 1)" in diff(old, new).markdown


def test_only_modified_colours_have_a_distance() -> None:
    old = {"color": {"a": BLACK, "b": WHITE}}
    new = {"color": {"c": BLACK, "d": colour([0, 1, 0])}}
    assert {change.delta_e for change in diff(old, new).changes} == {None}


def test_a_change_that_was_stored_still_tells_its_distance() -> None:
    assert Change("color.a", "modified", BLACK, WHITE).delta_e == 1.0
    assert Change("color.a", "modified", BLACK, alias("color.b")).delta_e is None


def test_a_mode_tells_from_what_to_what() -> None:
    def document(modes: Any, scopes: Any, black: Any) -> Any:
        token = colour([1, 0, 0], "srgb", modes=modes, scopes=scopes)
        return {"color": {"a": token, "k": black, "w": WHITE}}

    old = document({"scheme": {"dark": "{color.k}", "dim": "{color.k}"}}, {}, BLACK)
    new = document({"scheme": {"dark": "{color.w}"}}, {".x": "{color.w}"}, BLACK)
    (change,) = diff(old, new).changes
    assert change.conditions == (
        ConditionChange("mode", "scheme", "dark", "{color.k}", "{color.w}", 1.0),
        ConditionChange("mode", "scheme", "dim", "{color.k}", None),
        ConditionChange("scope", "", ".x", None, "{color.w}"),
    )
    assert not change.value_changed
    assert change.delta_e is None
    assert diff(old, new).markdown.splitlines()[4:] == [
        "- modified `color.a`: `color(srgb 1 0 0)`",
        "  - mode `scheme` `dark`: `{color.k}` → `{color.w}` (deltaEOK 1)",
        "  - mode `scheme` `dim`: removed `{color.k}`",
        "  - scope `.x`: added `{color.w}`",
    ]


def test_modes_of_no_shape_are_compared_all_the_same() -> None:
    old = {"spacing": {"a": dimension(1, modes={"x": 1})}}
    new = {"spacing": {"a": dimension(1, modes=["y"])}}
    (change,) = diff(old, new).changes
    assert [part.old for part in change.conditions] == [None, 1]


def test_an_alias_that_follows_a_renamed_token_has_not_changed() -> None:
    def document(name: str) -> Any:
        path = f"{{color.{name}}}"
        return {
            "color": {
                name: BLACK,
                "link": alias(f"color.{name}"),
                "mode": colour([1, 0, 0], modes={"scheme": {"dark": path}}),
                "wide": colour([1, 0, 0], responsive={"(width>9px)": path}),
            },
            "shadow": {"s": {"$type": "shadow", "$value": [{"color": path}]}},
        }

    assert kinds(document("a"), document("b")) == [("renamed", "color.b")]


def test_aliases_of_renamed_tokens_are_renamed_with_them() -> None:
    def document(prefix: str) -> Any:
        names = [f"{prefix}{n}" for n in range(5)]
        chain = zip(names, names[1:], strict=False)
        aliases = {name: alias(f"color.{target}") for name, target in chain}
        return {"color": aliases | {names[-1]: BLACK}}

    result = diff(document("a"), document("b"))
    assert {(change.old_path, change.path) for change in result.changes} == {
        (f"color.a{n}", f"color.b{n}") for n in range(5)
    }


def test_a_value_of_several_renamed_tokens_waits_for_all_of_them() -> None:
    def document(prefix: str) -> Any:
        layers = [{"color": f"{{color.{prefix}{n}}}"} for n in (1, 2)]
        return {
            "color": {f"{prefix}1": BLACK, f"{prefix}2": alias(f"color.{prefix}1")},
            "shadow": {f"{prefix}3": {"$type": "shadow", "$value": layers}},
        }

    assert {kind for kind, _ in kinds(document("a"), document("b"))} == {"renamed"}


def test_what_differs_besides_a_renamed_target_is_a_modification() -> None:
    old = {"color": {"a": BLACK, "link": alias("color.a")}}
    scopes = {".x": "{color.b}"}
    link = alias("color.b") | {"$extensions": {"com.contextds": {"scopes": scopes}}}
    new = {"color": {"b": BLACK, "link": link}}
    renamed, modified = diff(old, new).changes
    assert (renamed.change_type, modified.path) == ("renamed", "color.link")
    assert not modified.value_changed
    assert modified.delta_e is None
    assert [condition.context for condition in modified.conditions] == [".x"]


def test_circles_of_aliases_are_compared_too() -> None:
    def circle(one: str, two: str) -> Any:
        return {
            "color": {
                one: alias(f"color.{two}"),
                two: alias(f"color.{one}"),
                "k": BLACK,
            }
        }

    assert diff(circle("a", "b"), circle("a", "b")).changes == ()
    assert diff(circle("a", "b"), circle("c", "d")).counts == {
        "added": 2,
        "removed": 2,
        "modified": 0,
        "renamed": 0,
    }
    (change,) = diff(
        {"color": {"a": alias("color.a")}}, {"color": {"a": BLACK}}
    ).changes
    assert change.delta_e is None


@given(st.randoms(use_true_random=False))
def test_the_order_of_a_document_decides_nothing(shuffler: random.Random) -> None:
    def shuffled(document: Any) -> Any:
        members = list(document["color"].items())
        shuffler.shuffle(members)
        return {"color": dict(members)}

    chains = {"a": BLACK, "a2": alias("color.a"), "a3": alias("color.a2")}
    twins = {"twin1": WHITE, "twin2": WHITE, "t": alias("color.twin1")}
    circle = {"x": alias("color.y"), "y": alias("color.x"), "gone": alias("color.b")}
    old = {"color": chains | twins | circle}
    chains = {"b": BLACK, "b2": alias("color.b"), "b3": alias("color.b2")}
    twins = {"twin3": WHITE, "u": alias("color.twin3")}
    circle = {"v": alias("color.w"), "w": alias("color.v")}
    new = {"color": chains | twins | circle}
    assert diff(shuffled(old), shuffled(new)) == diff(old, new)


def test_names_and_values_cannot_leave_their_line_of_markdown() -> None:
    name = "a\n# b\x1b[31m`<img>\u202e\ud800"
    new = {name: {name: {"$type": "fontFamily", "$value": f"{name}\r\n- forged"}}}
    text = diff(None, new).markdown
    assert len(text.splitlines()) == 5
    assert not {"\x1b", "\u202e", "\ud800"} & set(text)
    assert "`` a # b\\x1b[31m`<img>\\u202e\\ud800 ``" in text


def independent(css: str, shuffler: random.Random) -> str:
    """The sheet with its rules in another order, where the cascade does not look at it."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    selectors = [
        {part.strip() for part in tinycss2.serialize(rule.prelude).split(",")}
        for rule in rules
    ]
    seen: dict[str, int] = {}
    for members in selectors:
        for member in members:
            seen[member] = seen.get(member, 0) + 1
    texts = [rule.serialize() for rule in rules]
    inside = " ".join(
        text for text, rule in zip(texts, rules, strict=True) if rule.type == "at-rule"
    )
    free = [
        number
        for number, rule in enumerate(rules)
        if rule.type == "qualified-rule"
        and all(
            seen[member] == 1 and member not in inside for member in selectors[number]
        )
        and "--" not in texts[number].replace("var(--", "")
    ]
    assert len(free) > 5
    order = shuffler.sample(free, len(free))
    moved = dict(zip(free, order, strict=True))
    return "\n".join(texts[moved.get(number, number)] for number in range(len(texts)))


@pytest.mark.parametrize(
    "name",
    ["base.css", "forms.css", "widgets.css", "changelists.css", SELECT2],
)
def test_shuffled_rules_of_a_real_stylesheet_are_no_drift(name: str) -> None:
    css = (ADMIN_CSS / name).read_text()
    old = extract([Stylesheet(css)]).to_dtcg()
    for seed in range(5):
        other = independent(css, random.Random(seed))
        assert other != css
        assert diff(old, extract([Stylesheet(other)]).to_dtcg()).changes == ()


def test_thousands_of_changed_colours_are_linear() -> None:
    def document(count: int, shift: int) -> Any:
        return {
            "color": {
                f"t{n}": colour([(n + shift) % count / count, 0.5, n % 256 / 256])
                for n in range(count)
            }
        }

    def seconds(count: int) -> float:
        old, new = document(count, 0), document(count, 7)
        start = time.process_time()
        assert diff(old, new).markdown.count("deltaEOK") == count
        return time.process_time() - start

    assert seconds(10_000) < 16 * max(seconds(2_500), 0.01)


def test_a_chain_of_renamed_aliases_is_linear() -> None:
    def chain(count: int, prefix: str) -> Any:
        names = [f"{prefix}{n}" for n in range(count)]
        links = zip(names, names[1:], strict=False)
        aliases = {name: alias(f"color.{target}") for name, target in links}
        return {"color": aliases | {names[-1]: BLACK}}

    def seconds(count: int) -> float:
        old, new = chain(count, "a"), chain(count, "b")
        start = time.process_time()
        assert diff(old, new).counts["renamed"] == count
        return time.process_time() - start

    assert seconds(10_000) < 16 * max(seconds(2_500), 0.01)


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
