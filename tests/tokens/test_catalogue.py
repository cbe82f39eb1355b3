"""A document as people read it: its groups in order, each token with what is known of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tokens import catalogue
from tokens.extraction.groups import ORDER
from tokens.specimens import Swatch

#: Examples may be slow where others compute beside them.
UNHURRIED = settings(deadline=None)

RED = {"colorSpace": "srgb", "components": [1, 0, 0], "hex": "#ff0000"}


def token(type_: str, value: Any, **extension: Any) -> dict[str, Any]:
    """A token with our extension."""
    return {
        "$type": type_,
        "$value": value,
        "$extensions": {"com.contextds": extension},
    }


def px(value: float) -> dict[str, Any]:
    """A length in pixels."""
    return {"value": value, "unit": "px"}


def names(document: dict[str, Any], group: str) -> list[str]:
    """The names of a group's tokens in the order shown."""
    part = catalogue.category(document, group, 0, 99)
    assert part is not None
    return [entry.name for entry in part.entries]


def test_every_group_of_the_extraction_has_a_label() -> None:
    assert set(catalogue.GROUPS) == set(ORDER)


def test_groups_come_in_table_order_and_others_after_them() -> None:
    one = {"x": token("number", 1)}
    document = {
        "$extensions": {},
        "zebra": one,
        "spacing": one,
        "color": one,
        "size": {},
    }

    assert catalogue.group_names(document) == ["color", "spacing", "zebra"]


def test_lengths_go_from_small_to_large_through_aliases() -> None:
    document = {
        "spacing": {
            "c": token("dimension", px(100)),
            "a": token("dimension", {"value": 1, "unit": "rem"}),
            "b": token("dimension", "{spacing.c}"),
            "d": token("dimension", px(2)),
        }
    }

    assert names(document, "spacing") == ["d", "a", "b", "c"]


def test_all_else_goes_from_much_to_little_used() -> None:
    document = {
        "color": {
            "a": token("color", RED, usage=1),
            "b": token("color", RED, usage=9),
            "c": token("color", RED),
            "d": token("color", RED, usage="9"),
        }
    }

    assert names(document, "color") == ["b", "a", "c", "d"]


def test_a_part_of_a_group_knows_how_much_is_hidden() -> None:
    document = {"color": {f"c{n}": token("color", RED) for n in range(9)}}

    part = catalogue.category(document, "color", 6, 5)

    assert part is not None
    assert ([entry.name for entry in part.entries], part.total) == (
        ["c6", "c7", "c8"],
        9,
    )
    assert part.hidden == 6
    assert catalogue.size(document, "color") == 9


def test_an_entry_holds_what_the_extraction_found() -> None:
    document = {
        "color": {
            "brand": token("color", RED),
            "link": {
                "$description": "Links.",
                "$deprecated": True,
                **token(
                    "color",
                    "{color.brand}",
                    usage=3,
                    declared="--link",
                    authored="var(--brand)",
                    properties=["color"],
                    selectors=["a"],
                    sources=[{"url": "a.css", "line": 7, "context": "@media print"}],
                    modes={"color-scheme": {"dark": "{color.brand}"}},
                    responsive={"(min-width: 48rem)": "{color.brand}"},
                ),
            },
        }
    }

    entry = catalogue.entry(document, "color.link", {}, "t")

    assert (entry.alias, entry.value, entry.usage) == ("color.brand", "#ff0000", 3)
    assert (entry.description, entry.deprecated) == ("Links.", True)
    assert (entry.declared, entry.authored) == ("--link", "var(--brand)")
    assert (entry.properties, entry.selectors) == (("color",), ("a",))
    assert entry.sources == (catalogue.Source("a.css", 7, "@media print"),)
    assert [(mode.axis, mode.context, mode.value) for mode in entry.modes] == [
        ("color-scheme", "dark", "#ff0000"),
        ("responsive", "(min-width: 48rem)", "#ff0000"),
    ]
    assert isinstance(entry.specimen, Swatch)


def test_a_token_that_the_document_lacks_is_drawn_from_its_change() -> None:
    content = {"$type": "color", "$value": RED}

    entry = catalogue.entry({}, "color.gone", content, "t")

    assert (entry.path, entry.value, entry.usage) == ("color.gone", "#ff0000", None)


def test_aliases_inside_composites_are_followed() -> None:
    document = {"color": {"a": token("color", RED), "b": token("color", "{color.a}")}}
    value = [{"color": "{color.b}", "blur": px(1)}]

    assert catalogue.resolve(document, value) == [{"color": RED, "blur": px(1)}]


@pytest.mark.parametrize(
    "target", ["{color.a}", "{color.b}", "{color.none}", "{none}", "{$extensions.x}"]
)
def test_an_alias_that_leads_nowhere_is_nothing(target: str) -> None:
    document = {
        "color": {"a": token("color", "{color.b}"), "b": token("color", "{color.a}")}
    }

    assert catalogue.resolve(document, target) is None


def test_aliases_that_multiply_end_soon() -> None:
    # Each token holds the one before twice: spelled out it would be 2 ** 30 colours.
    group = {"t0": token("color", RED)}
    for n in range(1, 31):
        group[f"t{n}"] = token("color", [f"{{color.t{n - 1}}}"] * 2)

    entry = catalogue.entry({"color": group}, "color.t30", {}, "t")

    assert entry.specimen is None


def test_the_palette_is_of_distinct_visible_colours() -> None:
    clear = RED | {"alpha": 0}
    blue = RED | {"components": [0, 0, 1]}
    group = {
        n: token("color", v)
        for n, v in zip("abcd", [RED, RED, clear, blue], strict=True)
    }

    found = catalogue.palette(catalogue.categories({"color": group}, 9), 2)

    assert [paint.fill for paint in found] == ["#ff0000", "#0000ff"]


def test_values_without_a_type_are_listed_with_the_reason() -> None:
    members = {"2em": {"authored": "2em", "reason": "unit"}, "odd": None}
    document = {"$extensions": {"com.contextds": {"untyped": {"spacing": members}}}}

    assert catalogue.untyped(document) == [
        catalogue.Untyped("spacing", "2em", "2em", "unit"),
        catalogue.Untyped("spacing", "odd", "", ""),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "color",
                    "spacing",
                    "x",
                    "$type",
                    "$value",
                    "$extensions",
                    "com.contextds",
                ]
                + ["modes", "sources", "usage", "properties", "untyped", "responsive"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@UNHURRIED
@given(
    document=st.dictionaries(st.sampled_from(["color", "spacing", "$extensions"]), JSON)
)
def test_no_document_breaks_a_page(document: dict[str, Any]) -> None:
    for part in catalogue.categories(document, 5):
        assert part.total >= len(part.entries) > 0
    catalogue.untyped(document)
