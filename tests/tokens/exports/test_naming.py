"""tokens.exports.naming: identifiers, words, and clashes."""

from __future__ import annotations

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from tokens.exports.naming import assigned, folded, identifier, word


@given(st.text(min_size=1))
def test_an_identifier_is_one_token_that_reads_as_the_name(text: str) -> None:
    (token,) = tinycss2.parse_component_value_list("--" + identifier(text))
    assert token.type == "ident"
    expected = "".join(
        "\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text
    )
    assert token.value == "--" + expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("blue-500", "blue-500"),
        ("A_B~serif", "A_B-serif"),
        ("--é--", "token"),
        ("a--b", "a-b"),
    ],
)
def test_a_word_is_plain(text: str, expected: str) -> None:
    assert word(text) == expected


def test_all_members_of_a_clash_get_a_hash_of_their_path() -> None:
    wanted = {"color.a-b": "a-b", "color.a_b": "a_b", "color.c": "c"}
    names = assigned(wanted, fold=folded)
    assert names["color.c"] == "c"
    assert names["color.a-b"].startswith("a-b-")
    assert names["color.a_b"].startswith("a_b-")
    assert len(names["color.a-b"]) == len("a-b-") + 8


def test_a_name_that_is_kept_stays_and_the_other_gives_way() -> None:
    names = assigned({"a.x": "x", "b.x": "x"}, kept={"a.x"})
    assert names["a.x"] == "x"
    assert names["b.x"] != "x"


def test_a_name_that_looks_like_a_hashed_one_is_told_from_it() -> None:
    hashed = assigned({"a.x": "x", "b.x": "x"})["a.x"]
    names = assigned({"a.x": "x", "b.x": "x", "c.y": hashed})
    assert len(set(names.values())) == 3
