"""Criteria read from plain strings: those of a form, of a tool, of a command."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from tokens.catalogue import GROUPS
from tokens.extraction.colors import parse_color
from tokens.extraction.motion import easing
from tokens.extraction.numbers import RELATIVE, Measure, measure
from tokens.readings import ROOT_FONT_SIZE
from tokens.search.colour_cells import MAX_DISTANCE, oklab, opacity
from tokens.search.criteria import Criteria, Near, Range
from tokens.search.terms import MAX_TERM, search_text
from tokens.spelling import alias_target

#: The strings that `read` knows.
FIELDS = (
    *("what", "category", "path", "near", "distance", "minimum", "maximum"),
    *("sites", "usage", "confidence", "versions"),
)
#: How near "near" is when nobody says: shades that pass for the same colour.
DEFAULT_DISTANCE = 0.04
MAX_SITES = 20
MAX_WILDCARDS = 5
MAX_USAGE = 1_000_000

#: Groups of nothing but lengths, and of nothing but times.
_LENGTHS = frozenset(
    ("font-size", "letter-spacing", "spacing", "size", "radius", "border-width")
    + ("blur", "breakpoint", "container-breakpoint", "dimension")
)
_TIMES = frozenset(("duration", "delay"))
#: Each unit of a range: what it is counted in, and how many of those it is.
_UNITS = {
    "": ("n", 1.0),
    "px": ("px", 1.0),
    "rem": ("px", ROOT_FONT_SIZE),
    "ms": ("ms", 1.0),
    "s": ("ms", 1000.0),
}
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_AT_PATH = re.compile(r"(?P<group>[a-z-]+)\.(?P<name>[^=]+)=(?P<value>.+)", re.S)
_IN_CATEGORY = re.compile(r"(?P<group>[a-z-]+):(?P<value>.+)", re.S)
_DOMAIN = re.compile(r"[a-z0-9.:-]{1,260}")
_ALIAS_WHERE = "An alias is looked for at a path, such as color.link={color.brand}."


class SearchError(ValueError):
    """What is asked cannot be looked for: `field` names the string to change, str() why."""

    def __init__(self, field: str, message: str) -> None:
        """Take one of the names that `read` knows, and a sentence for a person."""
        super().__init__(message)
        self.field = field


def read(strings: Mapping[str, str]) -> Criteria:
    """The criteria that strings stand for; missing and blank ones ask for nothing.

    - `what`: a value (`#3b82f6`, `16px`, `inter`), in a category (`color:#3b82f6`), at a
      path (`color.blue-500=#3b82f6`), or an alias there (`color.link={color.brand}`)
    - `category`: a group of tokens, such as `spacing`
    - `path`: a pattern of token paths: `*brand*`, `color.blue-*`
    - `near`: a colour as CSS writes it, and `distance`, how far from it (deltaEOK)
    - `minimum`, `maximum`: a range of lengths (px, rem), times (ms, s) or plain numbers
    - `sites`: domains, with blanks or commas between them
    - `usage`: the fewest uses; `confidence`: the least, 0 to 1
    - `versions`: `latest`, the newest set of each site, or `all`

    Raises SearchError.
    """
    asked = {name: _text(name, text) for name, text in strings.items()}
    asked = {name: text for name, text in asked.items() if text}

    def text(name: str) -> str:
        return asked.get(name, "")

    value, group, name, alias = _what(text("what"), _category(text("category")))
    near = _near(text("near"), text("distance"))
    range_ = _range(text("minimum"), text("maximum"), group)
    pattern = _pattern(text("path"))
    if near and range_:
        raise SearchError("near", "No token is a colour and a size: ask for one.")
    if not (value or alias or near or range_ or pattern or group):
        raise SearchError(
            "what",
            "Say what to look for: a value, a category, a path, a colour, a range.",
        )
    return Criteria(
        value=value,
        group=group,
        name=name,
        alias=alias,
        pattern=pattern,
        near=near,
        range=range_,
        usage=int(_number("usage", text("usage"), "uses", 0, MAX_USAGE)),
        confidence=_number("confidence", text("confidence"), "confidence", 0, 1),
        domains=_domains(text("sites")),
        all_versions=_all_versions(text("versions")),
        asked=asked,
    )


def spelled(text: str) -> str:
    """A typed value as the terms spell it: `#38F` is `#3388ff`, `.50rem` is `0.5rem`."""
    if color := parse_color(text):
        return search_text("color", color.to_dtcg())
    if curve := easing(text):
        return search_text("cubicBezier", curve.value)
    if found := measure(text):
        return f"{found.value:g}{found.unit}"
    # The first family stands for the list, as it does in the terms.
    return text.split(",")[0].strip().strip("\"'").lower()


def _text(name: str, text: str) -> str:
    limit = 3000 if name in ("sites", "after") else MAX_TERM
    if len(text) > limit:
        raise SearchError(name, f"This is longer than {limit} characters.")
    if _UNWRITABLE.search(text):
        raise SearchError(name, "This holds a character that no token can have.")
    return text.strip()


def _category(text: str) -> str:
    group = text.lower()
    if group and group not in GROUPS:
        known = ", ".join(GROUPS)
        raise SearchError("category", f"There is no such category. There are: {known}.")
    return group


def _what(text: str, group: str) -> tuple[str, str, str, str]:
    """Value, group, name and alias of what is typed as the value."""
    place = _AT_PATH.fullmatch(text) or _IN_CATEGORY.fullmatch(text)
    # What has another word before its colon is a value of its own, perhaps a font's name.
    if place is None or place["group"] not in GROUPS:
        if alias_target(text):
            raise SearchError("what", _ALIAS_WHERE)
        return spelled(text) if text else "", group, "", ""
    if group and group != place["group"]:
        raise SearchError(
            "category", f"The value is asked for in {place['group']}, not in {group}."
        )
    name = place.groupdict().get("name", "")
    value = place["value"].strip()
    alias = alias_target(value)
    if alias and not name:
        raise SearchError("what", _ALIAS_WHERE)
    return "" if alias else spelled(value), place["group"], name, alias


def _near(color: str, distance: str) -> Near | None:
    if not color:
        if distance:
            raise SearchError("near", "Say which colour the distance is from.")
        return None
    parsed = parse_color(color)
    value = parsed.to_dtcg() if parsed else None
    center = oklab(value)
    if center is None:
        raise SearchError(
            "near", "This is no colour: try #3b82f6, teal or oklch(0.6 0.2 250)."
        )
    reach = DEFAULT_DISTANCE
    if distance:
        reach = _number("distance", distance, "distance", 0, MAX_DISTANCE)
    return Near(center, opacity(value), reach)


def _range(minimum: str, maximum: str, group: str) -> Range | None:
    if not (minimum or maximum):
        return None
    low, high = _bound("minimum", minimum), _bound("maximum", maximum)
    # A bound without a unit takes that of the other: "8" to "24px".
    unit = (low and low.unit) or (high and high.unit) or ""
    if not unit and group in _LENGTHS | _TIMES:
        if any(bound and bound.value for bound in (low, high)):
            example = "8px or 0.5rem" if group in _LENGTHS else "200ms or 0.2s"
            field = "minimum" if minimum else "maximum"
            raise SearchError(field, f"Give the size a unit, such as {example}.")
        unit = "px" if group in _LENGTHS else "ms"
    kind, _ = _UNITS[unit]
    bounds = [-math.inf, math.inf]
    for index, bound in enumerate((low, high)):
        if bound is not None:
            other, factor = _UNITS[bound.unit or unit]
            if other != kind:
                raise SearchError(
                    "maximum", "A range is of lengths or of times, not of both."
                )
            bounds[index] = bound.value * factor
    if bounds[0] > bounds[1]:
        raise SearchError("minimum", "The range is empty: swap the two sizes.")
    return Range(kind, *bounds)


def _bound(field: str, text: str) -> Measure | None:
    """One end of a range; None for an open one."""
    if not text:
        return None
    found = measure(text)
    if found is None or not math.isfinite(found.value * ROOT_FONT_SIZE * 1000):
        raise SearchError(field, "This is no size: try 8px, 1.5rem, 200ms or 1.5.")
    if found.unit not in _UNITS:
        why = f"No token is in {found.unit}"
        if found.unit in RELATIVE or found.unit == "%":
            why = f"What {found.unit} comes to depends on where it is used, so no token has it"
        raise SearchError(field, f"{why}: ask in px, rem, ms, s or without a unit.")
    return found


def _pattern(text: str) -> str:
    pattern = re.sub(r"\*+", "*", text.lower())
    if pattern.count("*") > MAX_WILDCARDS:
        raise SearchError("path", f"A path takes at most {MAX_WILDCARDS} asterisks.")
    # What the index is made of; less is in every set, or would have to be read for.
    if pattern and not re.search(r"[^\W_]{3}", pattern):
        raise SearchError(
            "path", "Give three letters or digits in a row of the path, as in *brand*."
        )
    return pattern


def _number(field: str, text: str, what: str, low: float, high: float) -> float:
    if not text:
        return low
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        note = ""
        if field == "distance":
            note = ": 0.02 is about the least difference that people see"
        raise SearchError(
            field, f"The {what} is a number from {low:,} to {high:,}{note}."
        )
    return number


def _domains(text: str) -> tuple[str, ...]:
    domains = tuple(dict.fromkeys(re.split(r"[\s,;]+", text.lower().strip(" ,;"))))
    if domains == ("",):
        return ()
    if len(domains) > MAX_SITES:
        raise SearchError("sites", f"Name at most {MAX_SITES} sites.")
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            raise SearchError(
                "sites", "A site is named by its domain alone, such as shop.example."
            )
    return domains


def _all_versions(text: str) -> bool:
    if text not in ("", "latest", "all"):
        raise SearchError("versions", "Versions are latest or all.")
    return text == "all"
