"""Which tokens of a document are what is looked for: the exact comparison.

The index finds sets; a set may have a cell of a colour without a near colour in it, and
two conditions met by two tokens. Here each token of the set is held against all of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tokens.catalogue import EXTENSION, resolve
from tokens.drawing import draw
from tokens.readings import read_number
from tokens.search.colour_cells import distance, oklab, opacity
from tokens.search.criteria import Criteria, Near, Range
from tokens.search.number_cells import quantity
from tokens.search.terms import Document, path_line, search_text, tokens_of
from tokens.specimens import Specimen
from tokens.spelling import alias_target, value_text

# What rounding may do to a distance that was typed with a few digits.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Match:
    """One token that is what was looked for."""

    path: str
    group: str
    type: str
    #: Resolved, as one line of text.
    value: str
    #: The path that it points to, or "".
    alias: str
    usage: int | None
    confidence: float | None
    #: deltaEOK to the colour that was asked for, or None.
    distance: float | None
    specimen: Specimen | None


def matches(document: Document, criteria: Criteria, uid: str = "m") -> list[Match]:
    """The matching tokens: nearest colour first, else most used first, then by path.

    `uid` keeps the ids of drawings apart on a page.
    """
    found = [
        _match(document, criteria, group, name, token, f"{uid}-{number}")
        for number, (group, name, token) in enumerate(_matching(document, criteria))
    ]
    return sorted(
        found,
        key=lambda match: (match.distance or 0, -(match.usage or 0), match.path),
    )


def pattern_expression(pattern: str) -> str:
    """A path pattern as a regular expression for one whole line, in Python and PostgreSQL.

    Only signs of ASCII are escaped: both read a backslash before a letter as something
    else.
    """
    escaped = re.sub(r"([!-)+-/:-@\[-`{-~])", r"\\\1", pattern)
    return escaped.replace("*", r"[^\n]*")


def _matching(
    document: Document, criteria: Criteria
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    pattern = re.compile(pattern_expression(criteria.pattern))
    for group, name, token in tokens_of(document):
        if criteria.group and group != criteria.group:
            continue
        if criteria.name and name != criteria.name:
            continue
        if criteria.alias and alias_target(token["$value"]) != criteria.alias:
            continue
        if criteria.pattern and not pattern.fullmatch(path_line(group, name)):
            continue
        about = _extension(token)
        if (read_number(about.get("usage")) or 0) < criteria.usage:
            continue
        if (read_number(about.get("confidence")) or 0) < criteria.confidence:
            continue
        if _has_value(document, criteria, token):
            yield group, name, token


def _has_value(
    document: Document, criteria: Criteria, token: Mapping[str, Any]
) -> bool:
    if not (criteria.value or criteria.near or criteria.range):
        return True
    type_ = token.get("$type")
    value = resolve(document, token["$value"])
    if criteria.value and search_text(type_, value) != criteria.value:
        return False
    if criteria.near and not (type_ == "color" and _is_near(value, criteria.near)):
        return False
    if criteria.range is None:
        return True
    return _is_within(quantity(type_, value), criteria.range)


def _is_near(value: Any, near: Near) -> bool:
    color = oklab(value)
    return (
        color is not None
        and opacity(value) == near.alpha
        and distance(color, near.center) <= near.distance + _ROUNDING
    )


def _is_within(measured: tuple[str, float] | None, wanted: Range) -> bool:
    if measured is None or measured[0] != wanted.unit:
        return False
    return wanted.low <= measured[1] <= wanted.high


def _match(
    document: Document,
    criteria: Criteria,
    group: str,
    name: str,
    token: Mapping[str, Any],
    uid: str,
) -> Match:
    about = _extension(token)
    type_ = token.get("$type")
    type_ = type_ if isinstance(type_, str) else ""
    value = resolve(document, token["$value"])
    usage = read_number(about.get("usage"))
    color = oklab(value) if criteria.near else None
    return Match(
        path=f"{group}.{name}",
        group=group,
        type=type_,
        value=value_text(type_, value),
        alias=alias_target(token["$value"]),
        usage=None if usage is None else int(usage),
        confidence=read_number(about.get("confidence")),
        distance=math.dist(color, criteria.near.center)
        if color and criteria.near
        else None,
        specimen=draw(group, type_, value, uid, about),
    )


def _extension(token: Mapping[str, Any]) -> Mapping[str, Any]:
    extensions = token.get("$extensions")
    about = extensions.get(EXTENSION) if isinstance(extensions, Mapping) else None
    return about if isinstance(about, Mapping) else {}
