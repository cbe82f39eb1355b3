"""tokens.exports.comments: a stranger's words that end no comment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tokens.exports.documents import HOSTILE
from tokens.exports.comments import remark


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Main brand colour, é", "Main brand colour, é"),
        ("a */ b /* c", "a b c"),
        ("a --> <b> -- c", "a b c"),
        ("#{x} ${y} `z` \\u0041", "x} y} z u0041"),
        ("one\ntwo\r\u2028three\x00\u202e", "one two three"),
    ],
)
def test_a_remark_is_one_harmless_line(text: str, expected: str) -> None:
    assert remark(text) == expected


@given(st.one_of(HOSTILE, st.text()))
def test_nothing_is_left_that_ends_a_comment(text: str) -> None:
    found = remark(text)
    assert found.isprintable()
    assert not any(sign in found for sign in ("*/", "/*", "--", "<", "`", "\\", "#{"))
    assert remark(found) == found
