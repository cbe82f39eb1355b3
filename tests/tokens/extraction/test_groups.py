"""tokens.extraction.groups and placing: where a value belongs."""

from __future__ import annotations

import pytest

from tokens.extraction.groups import GROUPS, PROPERTIES, named_groups, property_groups
from tokens.extraction.placing import Typed, decide, group_of


def test_every_property_feeds_groups_of_the_table_in_its_order() -> None:
    order = [group.name for group in GROUPS]
    for name, groups in PROPERTIES.items():
        assert list(groups) == sorted(groups, key=order.index), name


def test_vendor_prefixes_do_not_matter() -> None:
    assert property_groups("-webkit-box-shadow") == property_groups("box-shadow")
    assert property_groups("-moz-border-radius-topleft") == ("radius",)
    assert property_groups("display") == ()


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("--bs-border-radius", "radius"),
        ("--roundedLg", "radius"),
        ("--text-lg--line-height", "line-height"),
        ("--text-lg", "font-size"),
        ("--letter-spacing-wide", "letter-spacing"),
        ("--space_4", "spacing"),
        ("--font-weight-bold", "font-weight"),
        ("--text-shadow-sm", "text-shadow"),
        ("--card-text-padding", "spacing"),
        ("--text-leading", "line-height"),
        ("--screen-gutter", "spacing"),
        ("--font-weight", "font-weight"),
        ("--gapless", None),
        ("--context", None),
    ],
)
def test_the_longest_phrase_of_a_name_counts(name: str, first: str | None) -> None:
    assert next(iter(named_groups(name)), None) == first


NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("text", "named", "consumers", "expected"),
    [
        ("#fff", NONE, NONE, "color"),
        ("linear-gradient(red, blue)", NONE, NONE, "gradient"),
        ("4px", NONE, NONE, "dimension"),
        ("4em", NONE, NONE, None),
        ("0", NONE, NONE, "number"),
        ("0", NONE, {"spacing"}, "dimension"),
        ("0", {"z-index"}, {"spacing"}, "number"),
        ("700", NONE, {"font-weight"}, "fontWeight"),
        ("700", NONE, NONE, "number"),
        ("bold", {"font-weight"}, NONE, "fontWeight"),
        ("bold", NONE, NONE, None),
        ("150ms", NONE, NONE, "duration"),
        ("cubic-bezier(0, 0, 1, 1)", NONE, NONE, "cubicBezier"),
        ("ease", NONE, NONE, None),
        ("ease", {"easing"}, NONE, "cubicBezier"),
        ("0 1px 2px #000", NONE, NONE, "shadow"),
        ("0 1px 2px", NONE, NONE, None),
        ("Inter, sans-serif", NONE, NONE, "fontFamily"),
        ("Inter, Arial", NONE, NONE, None),
        ("sans-serif", NONE, NONE, None),
        ("Inter/2, sans-serif", NONE, NONE, None),
        ("ease-in", NONE, NONE, "cubicBezier"),
        ("solid", NONE, {"border", "stroke-style"}, "strokeStyle"),
        ("none", NONE, {"stroke-style"}, None),
        ("thin", {"border-width"}, NONE, "dimension"),
        ("50%", {"opacity"}, NONE, "number"),
        ("50%", {"opacity"}, {"color"}, None),
        ("50%", NONE, {"opacity"}, "number"),
        ("16/9", NONE, {"aspect-ratio"}, "number"),
        ("16/0", NONE, {"aspect-ratio"}, None),
        ("16/9", NONE, NONE, None),
        ("Inter, sans-serif", {"font-family"}, NONE, "fontFamily"),
        ("Inter", {"font-family"}, NONE, None),
        ("Inter", NONE, {"font-family"}, "fontFamily"),
        ("4px 8px", NONE, {"spacing"}, None),
        ("flex", NONE, NONE, None),
    ],
)
def test_a_type_comes_from_the_value_then_from_its_surroundings(
    text: str, named: set[str], consumers: set[str], expected: str | None
) -> None:
    found = decide(text, frozenset(named), frozenset(consumers), frozenset())
    assert (found and found.type) == expected


@pytest.mark.parametrize(
    ("text", "wrappers", "expected"),
    [
        ("13, 110, 253", {"rgb", "rgba"}, Typed("color", "rgb")),
        ("0 0% 100%", {"hsl"}, Typed("color", "hsl")),
        ("13, 110, 253", {"rgb", None}, None),
        ("13, 110, 253", {"rgb", "hsl"}, None),
        ("13, 110, 253", {"calc"}, None),
        ("13, 110, 253", set(), None),
        ("13, 110", {"rgb"}, None),
    ],
)
def test_channels_are_a_colour_where_all_wrap_them_alike(
    text: str, wrappers: set[str | None], expected: Typed | None
) -> None:
    assert decide(text, NONE, NONE, frozenset(wrappers)) == expected


def test_a_group_is_found_by_name_then_by_the_first_consumer_in_the_table() -> None:
    assert group_of("dimension", ("radius",), ("spacing",)) == "radius"
    assert group_of("dimension", ("opacity",), ("size", "spacing")) == "spacing"
    assert group_of("dimension", (), ("color",)) == "dimension"


@pytest.mark.parametrize(
    ("kind", "named", "consumers", "text", "expected"),
    [
        ("dimension", ("font-size",), (), "-2px", "dimension"),
        ("dimension", ("font-size",), ("spacing",), "-2px", "spacing"),
        ("dimension", ("font-size",), ("font-size",), "-2px", "font-size"),
        ("dimension", ("spacing",), (), "-2px", "spacing"),
        ("number", ("opacity",), (), "50", "number"),
        ("number", ("opacity",), (), "0.5", "opacity"),
        ("number", ("z-index",), (), "1.5", "number"),
        ("number", ("z-index",), (), "-1", "z-index"),
    ],
)
def test_a_name_counts_only_where_the_value_may_stand(
    kind: str,
    named: tuple[str, ...],
    consumers: tuple[str, ...],
    text: str,
    expected: str,
) -> None:
    assert group_of(kind, named, consumers, text) == expected
