"""tokens.canonical: the same document is always the same bytes."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tokens.canonical import MAX_DEPTH, canonical

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def as_jsonb(value: Any) -> Any:
    """What PostgreSQL's jsonb makes of a document, without PostgreSQL.

    Keys by length, then bytes; numbers as plain decimals that keep their scale.
    """
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: as_jsonb(value[key]) for key in keys}
    if isinstance(value, list):
        return [as_jsonb(item) for item in value]
    if isinstance(value, float):
        return json.loads(f"{Decimal(repr(value)):f}")
    return value


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ({"number": 1, "spacing": 2, "color": 3}, '{"color":3,"spacing":2,"number":1}'),
        ({"zebra": 1, "color": 2, "$a": 3}, '{"$a":3,"color":2,"zebra":1}'),
        ({"x": {"number": 1, "color": 2}}, '{"x":{"color":2,"number":1}}'),
        ([1.0, -0.0, 0.1, 1e-7, 1e20], "[1,0,0.1,1e-07,1e+20]"),
        ([2**53, 2**53 + 1, 10**20], "[9007199254740992,9007199254740992,1e+20]"),
        ([math.nan, math.inf, -math.inf, 10**400], "[null,null,null,null]"),
        ([True, False, None], "[true,false,null]"),
        (["é\u2028", "\0", "\ud83d"], '["é\u2028","\ufffd","\ufffd"]'),
        ({"\0a": 1}, '{"\ufffda":1}'),
        ((1, "a"), '[1,"a"]'),
    ],
)
def test_it_writes(document: Any, expected: str) -> None:
    assert canonical(document).decode() == expected


def test_it_indents_on_request() -> None:
    assert canonical({"a": [1]}, indent=2).decode() == '{\n  "a": [\n    1\n  ]\n}'


def test_it_refuses_a_document_that_is_too_deep() -> None:
    def nested(depth: int) -> Any:
        value: Any = 1
        for _ in range(depth):
            value = [value]
        return value

    assert canonical(nested(MAX_DEPTH))
    with pytest.raises(ValueError, match="deeper"):
        canonical(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize("value", [{1}, b"bytes", {1: 2}, object()])
def test_it_refuses_what_is_not_json(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical({"a": value})


@given(JSON)
def test_any_json_has_one_spelling(value: Any) -> None:
    written = canonical({"a": value})
    read = json.loads(written)
    assert canonical(read) == written
    assert canonical(as_jsonb(read)) == written


@pytest.mark.django_db
@settings(max_examples=20, deadline=None)
@given(JSON)
def test_jsonb_returns_a_document_with_the_same_spelling(value: Any) -> None:
    written = canonical({"color": value, "spacing": [1.0, 1e300, 5e-324, -0.0]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [written.decode()])
        (stored,) = cursor.fetchone()
    assert canonical(json.loads(stored)) == written
