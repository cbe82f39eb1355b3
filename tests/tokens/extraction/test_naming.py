"""tokens.extraction.naming: names that are legal, and that decode one way only."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokens.extraction.naming import authored_name, number_slug, shortened, text_slug


@pytest.mark.parametrize(
    ("custom_property", "name"),
    [
        ("--bs-Primary_500", "bs-Primary_500"),
        ("--a.b", "a%2Eb"),
        ("--{x} y", "%7Bx%7D%20y"),
        ("--100%", "100%25"),
        ("--$a$b", "%24a$b"),
        ("--toString", "toString%5F"),
        ("--__proto__", "__proto__%5F"),
        ("--größe", "größe"),
        ("--\x85", "%C2%85"),
    ],
)
def test_an_authored_name_is_made_legal(custom_property: str, name: str) -> None:
    assert authored_name(custom_property) == name


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_authored_name_decodes_to_itself(text: str) -> None:
    name = authored_name("--" + text)
    assert re.match(r"[^${}.\s][^{}.\s]*\Z", name)
    assert unquote(name) in (text, text + "_")


def test_a_long_slug_ends_in_its_hash() -> None:
    assert shortened("a" * 64) == "a" * 64
    short = shortened("a" * 65)
    assert short == "a" * 40 + "-635361c4"
    assert short != shortened("a" * 66)


def test_numbers_in_slugs() -> None:
    assert [number_slug(value) for value in (1, -1.5, 1e-7, 1e22, None)] == [
        "1",
        "n1_5",
        "1en07",
        "1e22",
        "none",
    ]


def test_text_in_slugs_is_never_ambiguous() -> None:
    assert text_slug("A  B") == "A_B"
    assert text_slug("A_B~C.d") == "A%5FB%7EC%2Ed"
