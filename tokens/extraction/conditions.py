"""At-rule conditions against the default environment: screen, light, no preference, sRGB."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction.components import arguments
from tokens.extraction.numbers import RELATIVE, Measure, length, measure


class Condition(NamedTuple):
    """When a rule applies.

    With neither `modes` nor `responsive` it applies by default; with `never` it applies
    in no environment that documents speak of (print, or a false @supports).
    """

    #: (axis, context) pairs that must all hold, sorted.
    modes: tuple[tuple[str, str], ...] = ()
    #: Width and other geometric conditions, in source order.
    responsive: tuple[str, ...] = ()
    never: bool = False

    def and_also(self, other: Condition) -> Condition:
        """Both conditions together."""
        return Condition(
            tuple(sorted({*self.modes, *other.modes})),
            (*self.responsive, *other.responsive),
            self.never or other.never,
        )


ALWAYS = Condition()
NEVER = Condition(never=True)

# Feature -> axis, the contexts that hold by default, the other contexts' names.
_PREFERENCES: dict[str, tuple[str, frozenset[str]]] = {
    "prefers-color-scheme": ("color-scheme", frozenset(("light", "no-preference"))),
    "prefers-contrast": ("contrast", frozenset(("no-preference",))),
    "prefers-reduced-motion": ("motion", frozenset(("no-preference",))),
    "prefers-reduced-transparency": ("transparency", frozenset(("no-preference",))),
    "forced-colors": ("forced-colors", frozenset(("none",))),
    "color-gamut": ("gamut", frozenset(("srgb",))),
    "dynamic-range": ("dynamic-range", frozenset(("standard",))),
    "video-dynamic-range": ("dynamic-range", frozenset(("standard",))),
    "inverted-colors": ("inverted-colors", frozenset(("none",))),
}
# What a screen with a mouse and scripts answers; the rest of the features are geometric.
_CONSTANT = {
    "hover": frozenset(("hover",)),
    "any-hover": frozenset(("hover",)),
    "pointer": frozenset(("fine",)),
    "any-pointer": frozenset(("fine",)),
    "scripting": frozenset(("enabled",)),
    "update": frozenset(("fast",)),
    "grid": frozenset(("0",)),
    "display-mode": frozenset(("browser",)),
    "color": frozenset(("",)),
}
_FEATURE = re.compile(r"\(\s*([-a-z]+)\s*(?::\s*([^()]*?)\s*)?\)", re.I)
_TYPE = re.compile(r"\s*(?:(only|not)\s+)?([-a-z]+)\b(?!\s*\()", re.I)
#: A longer query is not taken apart: it is one condition.
_LONGEST = 2000
_DEFAULT_TYPES = frozenset(("all", "screen"))


@lru_cache(maxsize=4096)
def media(query_list: str) -> Condition:
    """The condition of a media query list: of its alternatives, the one nearest to the default."""
    text = query_list.strip()
    if not text:
        return ALWAYS
    if len(text) > _LONGEST:
        return Condition(responsive=(text,))
    return min((_query(query) for query in arguments(text)), key=_distance)


def _distance(condition: Condition) -> tuple[bool, int, int, Condition]:
    return (
        condition.never,
        len(condition.responsive),
        len(condition.modes),
        condition,
    )


def _query(text: str) -> Condition:
    lowered = " ".join(text.lower().split())
    matched = _TYPE.match(lowered)
    negated = False
    if matched and matched.group(2) != "not":
        applies = matched.group(2) in _DEFAULT_TYPES
        rest = lowered[matched.end() :].strip().removeprefix("and").strip()
        if matched.group(1) == "not":
            if not rest:
                return NEVER if applies else ALWAYS
            negated = applies
            if not applies:
                return ALWAYS
        elif not applies:
            return NEVER
        lowered = rest
    if lowered.startswith(("not ", "not(")):
        negated = not negated
        lowered = lowered[3:].strip()
    if negated:
        return _negated(lowered)
    return _all_features(lowered)


def _all_features(text: str) -> Condition:
    """A conjunction of features; a text that is more than that is one geometric condition."""
    if not text:
        return ALWAYS
    condition = ALWAYS
    rest = text
    while rest:
        match = _FEATURE.match(rest)
        if not match:
            return condition.and_also(Condition(responsive=(rest,)))
        feature, value = match.group(1), (match.group(2) or "").strip()
        condition = condition.and_also(_feature(feature, value, match.group()))
        rest = rest[match.end() :].strip()
        if rest.startswith("and"):
            rest = rest[3:].strip()
        elif rest.startswith("or"):
            # An alternative: it applies by default when the first one does.
            return condition
    return condition


def _feature(feature: str, value: str, text: str) -> Condition:
    if feature in _PREFERENCES:
        axis, defaults = _PREFERENCES[feature]
        if value in defaults:
            return ALWAYS
        return Condition(modes=((axis, value or "any"),))
    if feature in _CONSTANT:
        holds = not value or value in _CONSTANT[feature]
        return ALWAYS if holds else Condition(responsive=(text,))
    return Condition(responsive=(text,))


def _negated(text: str) -> Condition:
    match = _FEATURE.fullmatch(text.strip())
    if match and match.group(1) in _PREFERENCES:
        axis, defaults = _PREFERENCES[match.group(1)]
        value = (match.group(2) or "").strip()
        if value not in defaults:
            return ALWAYS
        return Condition(
            modes=((axis, "dark" if value == "light" else f"not-{value}"),)
        )
    return Condition(responsive=(f"not {text}",))


def supports(text: str) -> Condition:
    """@supports is taken to be true, so a negated one never holds."""
    return NEVER if re.match(r"\s*not\b", text, re.I) else ALWAYS


# A feature in parentheses, calculations inside; not the parentheses around features.
_GROUP = re.compile(r"\((?!\s*+(?:\(|not\b))((?:[^()]++|\([^()]*+\)|(?!))*+)\)", re.I)
_COMPARISON = re.compile(r"[<>]=?|=|:")
_WIDTHS = frozenset(
    prefix + feature
    for prefix in ("", "min-", "max-", "device-", "min-device-", "max-device-")
    for feature in ("width", "inline-size")
)


@lru_cache(maxsize=4096)
def widths(condition: str, *, container: bool = False) -> tuple[Measure, ...]:
    """The lengths that a width condition compares with, in px and rem where they can be.

    em in @media is exactly rem; in @container it depends on the container and stays.
    """
    found: list[Measure] = []
    for group in _GROUP.findall(condition):
        sides = [side.strip() for side in _COMPARISON.split(group)]
        if not any(side.lower() in _WIDTHS for side in sides):
            continue
        for side in sides:
            compared = length(side)
            plain = measure(side)
            if plain is not None and plain.unit in RELATIVE and not compared:
                compared = plain
                if plain.unit == "em" and not container:
                    compared = Measure(plain.value, "rem")
            if compared is not None and compared.value > 0:
                found.append(compared)
    return tuple(found)
