"""The modes of a document as the media queries and selectors that switch them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tokens.exports.css_values import safe_prelude, string
from tokens.exports.modes import modes
from tokens.exports.reading import Entry, Json, Tokens

#: Axes of preferences and the media features that they were read from.
_FEATURES = {
    "color-scheme": "prefers-color-scheme",
    "contrast": "prefers-contrast",
    "motion": "prefers-reduced-motion",
    "transparency": "prefers-reduced-transparency",
    "forced-colors": "forced-colors",
    "gamut": "color-gamut",
    "dynamic-range": "dynamic-range",
    "inverted-colors": "inverted-colors",
}
_CLASSES = frozenset(
    ("dark", "light", "night", "day", "dim", "high-contrast", "dark-high-contrast")
)
_WORD = re.compile(r"[a-z0-9_-]+", re.I)
_ATTRIBUTE = re.compile(r"[a-z_][a-z0-9_-]*", re.I)


class Environment(NamedTuple):
    """Where a mode's values hold; `media` is empty where no query is needed."""

    media: str
    selector: str


def environment(axis: str, context: str) -> Environment | None:
    """The environment of one context, or of several joined by `+`; None for what CSS cannot say.

    A class theme is switched by `.dark` or `.theme-NAME`, an attribute's by the attribute.
    """
    axes, contexts = axis.split("+"), context.split("+")
    if len(axes) != len(contexts):
        return None
    media, selectors = [], []
    for name, value in zip(axes, contexts, strict=True):
        if name in _FEATURES:
            if not _WORD.fullmatch(value):
                return None
            media.append(_query(_FEATURES[name], value))
        elif not _ATTRIBUTE.fullmatch(name):
            return None
        elif name == "theme":
            if not _WORD.fullmatch(value):
                return None
            selectors.append(f".{value}" if value in _CLASSES else f".theme-{value}")
        else:
            inside = name if value == "on" else f"{name}={string(value)}"
            selectors.append(f"[{inside}]")
    joined = " and ".join(media)
    if len(media) == 1:
        joined = joined.removeprefix("(not (")
        joined = f"not ({joined[:-1]}" if joined != media[0] else joined
    return Environment(joined, "".join(selectors) or ":root")


def _query(feature: str, value: str) -> str:
    if value == "any":
        return f"({feature})"
    if value.startswith("not-"):
        return f"(not ({feature}: {value[4:]}))"
    return f"({feature}: {value})"


def by_environment(tokens: Tokens) -> Iterator[tuple[Environment, list[Entry]]]:
    """What each environment changes, combined contexts after single ones."""
    for mode in modes(tokens):
        where = environment(mode.axis, mode.context)
        if where is not None:
            changed = [
                mode.tokens.entries[path] for path in mode.paths if path in mode.own
            ]
            yield where, changed


def by_width(tokens: Tokens) -> Iterator[tuple[str, list[tuple[Entry, Json]]]]:
    """What each condition on widths changes on the root; the condition as an at-rule."""
    for condition, changed in _by_text(tokens, "responsive"):
        bare = condition.removeprefix("@container ")
        rule = "@media" if bare == condition else "@container"
        # Conditions that several at-rules made together cannot be told apart again.
        safe = safe_prelude(bare)
        if safe is not None:
            yield f"{rule} {safe}", changed


def by_scope(tokens: Tokens) -> Iterator[tuple[str, list[tuple[Entry, Json]]]]:
    """What each selector below the root changes."""
    for selector, changed in _by_text(tokens, "scopes"):
        safe = safe_prelude(selector)
        if safe is not None:
            yield safe, changed


def _by_text(
    tokens: Tokens, member: str
) -> Iterator[tuple[str, list[tuple[Entry, Json]]]]:
    found: dict[str, list[tuple[Entry, Json]]] = {}
    for entry in tokens:
        values = entry.facts.get(member)
        if isinstance(values, Mapping) and entry.declared:
            for text, value in values.items():
                found.setdefault(text, []).append((entry, value))
    yield from sorted(found.items())
