"""What people type becomes criteria, or one clear refusal."""

from __future__ import annotations

import math

import pytest

from tokens.search import Criteria, Range, SearchError, read
from tokens.search.reading import spelled


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("#38F", "#3388ff"),
        ("#0D6EFD80", "#0d6efd80"),
        ("rgb(13 110 253)", "#0d6efd"),
        ("RebeccaPurple", "#663399"),
        (".50rem", "0.5rem"),
        ("16.0PX", "16px"),
        ("1.50", "1.5"),
        ("ease-in-out", "0.42,0,0.58,1"),
        ("cubic-bezier(.4, 0, .2, 1)", "0.4,0,0.2,1"),
        ('"Inter", sans-serif', "inter"),
        ("Font: Bold", "font: bold"),
    ],
)
def test_a_value_is_spelled_as_the_terms_are(typed: str, term: str) -> None:
    assert spelled(typed) == read({"what": typed}).value == term


def test_a_value_may_say_its_category_or_path() -> None:
    assert read({"what": "color:#38f"}) == Criteria(value="#3388ff", group="color")
    assert read({"what": "color.Blue-500=#38f"}) == Criteria(
        value="#3388ff", group="color", name="Blue-500"
    )
    assert read({"what": "color.link={color.brand}"}) == Criteria(
        group="color", name="link", alias="color.brand"
    )
    assert read({"what": "16px", "category": "spacing"}) == Criteria(
        value="16px", group="spacing"
    )


@pytest.mark.parametrize(
    ("strings", "wanted"),
    [
        ({"minimum": "8px", "maximum": "24px"}, Range("px", 8, 24)),
        ({"minimum": "8", "maximum": "1.5rem"}, Range("px", 128, 24)),
        ({"minimum": "0.5rem"}, Range("px", 8, math.inf)),
        ({"maximum": "0.2s"}, Range("ms", -math.inf, 200)),
        ({"minimum": "1", "maximum": "1.5"}, Range("n", 1, 1.5)),
        ({"minimum": "0", "maximum": "4", "category": "opacity"}, Range("n", 0, 4)),
        ({"maximum": "0", "category": "spacing"}, Range("px", -math.inf, 0)),
    ],
)
def test_a_range_is_counted_in_px_ms_or_plainly(
    strings: dict[str, str], wanted: Range
) -> None:
    if wanted.low > wanted.high:
        with pytest.raises(SearchError, match="swap"):
            read(strings)
    else:
        assert read(strings).range == wanted


def test_asterisks_in_a_row_are_one_and_patterns_are_in_lower_case() -> None:
    assert read({"path": "**Brand**"}).pattern == "*brand*"


def test_domains_are_parted_by_blanks_and_commas() -> None:
    criteria = read({"what": "8px", "sites": "Shop.example, news.example shop.example"})
    assert criteria.domains == ("shop.example", "news.example")


def test_a_colour_without_a_distance_is_near_within_the_usual_one() -> None:
    near = read({"near": "#3b82f680"}).near
    assert near
    assert (near.alpha, near.distance) == (128, 0.04)


@pytest.mark.parametrize(
    ("field", "strings"),
    [
        ("what", {}),
        ("what", {"what": "  "}),
        ("what", {"versions": "latest"}),
        ("what", {"what": "a\0b"}),
        ("what", {"what": "\ud800"}),
        ("what", {"what": "x" * 1_000_000}),
        ("what", {"what": "{color.brand}"}),
        ("what", {"what": "color:{color.brand}"}),
        ("category", {"category": "colors"}),
        ("category", {"what": "color:#fff", "category": "spacing"}),
        ("near", {"near": "bluish"}),
        ("near", {"distance": "0.1", "what": "#fff"}),
        ("near", {"near": "#fff", "minimum": "8px"}),
        ("distance", {"near": "#fff", "distance": "1000"}),
        ("distance", {"near": "#fff", "distance": "nan"}),
        ("distance", {"near": "#fff", "distance": "-1"}),
        ("distance", {"near": "#fff", "distance": "far"}),
        ("minimum", {"minimum": "24px", "maximum": "8px"}),
        ("minimum", {"minimum": "nan"}),
        ("minimum", {"minimum": "inf"}),
        ("minimum", {"minimum": "2em"}),
        ("minimum", {"minimum": "50%"}),
        ("minimum", {"minimum": "3furlongs"}),
        ("minimum", {"minimum": "8", "maximum": "24", "category": "spacing"}),
        ("maximum", {"maximum": "200", "category": "duration"}),
        ("maximum", {"maximum": "1e999px"}),
        ("maximum", {"minimum": "8px", "maximum": "200ms"}),
        ("path", {"path": "*"}),
        ("path", {"path": "*ab*"}),
        ("path", {"path": "*a*b*c*d*e*brand*"}),
        ("usage", {"what": "8px", "usage": "-1"}),
        ("usage", {"what": "8px", "usage": "often"}),
        ("usage", {"what": "8px", "usage": "1e30"}),
        ("confidence", {"what": "8px", "confidence": "1.5"}),
        ("sites", {"what": "8px", "sites": "https://shop.example/"}),
        (
            "sites",
            {"what": "8px", "sites": " ".join(f"s{n}.example" for n in range(21))},
        ),
        ("versions", {"what": "8px", "versions": "some"}),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_its_field_and_a_sentence(
    field: str, strings: dict[str, str]
) -> None:
    with pytest.raises(SearchError) as refusal:
        read(strings)
    assert refusal.value.field == field
    message = str(refusal.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 500
