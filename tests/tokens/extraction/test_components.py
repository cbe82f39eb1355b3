"""tokens.extraction.components: comma lists, words, functions, strings."""

from __future__ import annotations

import pytest

from tokens.extraction.components import (
    arguments,
    function,
    unescape,
    unquote,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a, b c", ("a", "b c")),
        ("", ("",)),
        ("a,,b", ("a", "", "b")),
        ("f(a, b), [c, d], {e, f}", ("f(a, b)", "[c, d]", "{e, f}")),
        ("'a, b', \"c, d\"", ("'a, b'", '"c, d"')),
        ("url(a,b), c", ("url(a,b)", "c")),
        ("a\\,b, c", ("a\\,b", "c")),
        ("f(g(a, b), c), d", ("f(g(a, b), c)", "d")),
        ("a), b", ("a)", "b")),
        ("/* a, b */ c, d", ("/* a, b */ c", "d")),
    ],
)
def test_commas_split_at_the_top_level(text: str, expected: tuple[str, ...]) -> None:
    assert arguments(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  b", ("a", "b")),
        ("14px/20px x", ("14px", "/", "20px", "x")),
        ("f(a b) c", ("f(a b)", "c")),
        ("rgb(1 2 3 / .5)", ("rgb(1 2 3 / .5)",)),
        ("url(a b/c) d", ("url(a b/c)", "d")),
        ("'a b' c", ("'a b'", "c")),
        ("1px/**/2px", ("1px", "2px")),
        ("unset(u v)", ("unset(u v)",)),
        ("'open", ("'open",)),
    ],
)
def test_white_space_splits_at_the_top_level(
    text: str, expected: tuple[str, ...]
) -> None:
    assert words(text) == expected


def test_functions_strings_and_escapes() -> None:
    assert function("RGB(1, 2)") == ("rgb", "1, 2")
    assert function("a(b) c") is None
    assert function("(a)") is None
    assert unquote("'a\\27 b'") == "a'b"
    assert unquote("'a") is None
    assert unescape("\\41 b\\g\\0\\d800 x") == "Abg\ufffd\ufffdx"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98.5%.002 247", ["98.5%", ".002", "247"]),
        (".5.5-1+2", [".5", ".5", "-1", "+2"]),
        ("1px solid#000", ["1px", "solid", "#000"]),
        ("10%rgb(0 0 0)#fff", ["10%", "rgb(0 0 0)", "#fff"]),
        ("f(1)g(2)", ["f(1)", "g(2)"]),
        ("""1.5"A B"c""", ["1.5", '"A B"', "c"]),
        ("1e-5 2-a a-1", ["1e-5", "2-a", "a-1"]),
        (r"url(a#b)no-repeat \#a", ["url(a#b)", "no-repeat", r"\#a"]),
        (r"\30 red a\)b", [r"\30 red", r"a\)b"]),
    ],
)
def test_words_need_no_white_space_where_tokens_end(
    text: str, expected: list[str]
) -> None:
    assert list(words(text)) == expected


def test_a_comma_at_the_end_has_an_empty_piece_after_it() -> None:
    assert arguments("f(1, 2),") == ("f(1, 2)", "")
