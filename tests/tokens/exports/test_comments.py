"""tokens.exports.comments: a stranger's words that end no comment."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tokens.exports.documents import HOSTILE, RED, token
from tokens.exports.android import android
from tokens.exports.comments import remark, without_dashes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Main brand colour, é", "Main brand colour, é"),
        ("a */ b /* c", "a b c"),
        ("a --> <b> -- c", "a b -- c"),
        ("use --ink, .btn--small", "use --ink, .btn--small"),
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
    assert not any(sign in found for sign in ("*/", "/*", "-->", "<", "`", "\\", "#{"))
    assert remark(found) == found


@given(st.one_of(HOSTILE, st.text()))
def test_a_comment_of_xml_has_no_two_dashes(text: str) -> None:
    assert "--" not in without_dashes(remark(text))


def test_the_dashes_of_a_note_do_not_end_a_resource_file() -> None:
    found = token("color", RED) | {"$description": "use --ink --- please --"}
    written = android({"color": {"a": found}})
    assert "<!-- use ink please -->" in written
    ElementTree.fromstring(written)
