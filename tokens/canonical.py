"""The one serialiser of every document that leaves, and of all that is hashed.

PostgreSQL's jsonb reorders keys and rewrites numbers (``1.0`` keeps its scale, ``1e20``
becomes 21 digits). Here the same document is the same bytes before and after that:
``canonical(document) == canonical(json.loads(stored))``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from tokens.extraction.groups import ORDER

#: Levels of nesting; jsonb and readers of JSON give up somewhere beyond it.
MAX_DEPTH = 200

# Integers up to here are exact as IEEE doubles, which is what readers of JSON have.
_EXACT = 2**53
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def canonical(document: Any, *, indent: int | None = None) -> bytes:
    """Serialise a JSON document to UTF-8, always to the same bytes.

    Token groups at the top come in the order of the extraction's table, all other keys
    by code point, ``$`` keys first. Numbers are written as IEEE doubles (``1.0`` as 1,
    no negative zero; NaN, infinities and what is larger than a double as null). NUL
    and lone surrogates, which jsonb refuses, become U+FFFD. Without `indent` there is
    no white space.

    Raises ValueError above `MAX_DEPTH` levels of nesting, TypeError for what is not
    JSON.
    """
    return json.dumps(
        _normal(document, 0),
        allow_nan=False,
        ensure_ascii=False,
        indent=indent,
        separators=(",", ":" if indent is None else ": "),
    ).encode()


def group_rank(key: str) -> tuple[bool, int, str]:
    """Sort key of a top-level key: ``$`` keys, groups of the table, then the others."""
    return not key.startswith("$"), ORDER.get(key, len(ORDER)), key


def _normal(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _normal_number(value)
    if depth >= MAX_DEPTH:
        raise ValueError(f"the document is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, Mapping):
        members = {_normal_key(key): value[key] for key in value}
        order = sorted(members) if depth else sorted(members, key=group_rank)
        return {key: _normal(members[key], depth + 1) for key in order}
    if isinstance(value, list | tuple):
        return [_normal(item, depth + 1) for item in value]
    raise TypeError(f"{type(value).__name__} is not JSON")


def _normal_key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be a string, not {type(key).__name__}")
    return _UNSTORABLE.sub("\ufffd", key)


def _normal_number(number: int | float) -> int | float | None:
    try:
        double = float(number)
    except OverflowError:
        return None
    if not math.isfinite(double):
        return None
    if double.is_integer() and abs(double) <= _EXACT:
        return int(double)
    return double
