"""Font families, weights and the `font` shorthand."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from tokens.extraction.components import unescape, unquote
from tokens.extraction.findings import Finding, Part
from tokens.extraction.naming import joined, number_slug, text_slug
from tokens.extraction.numbers import Number, is_calculation, length, measure

#: The properties of a font that are read together as typography.
PROPERTIES = frozenset(
    ("font", "font-family", "font-size", "font-weight", "line-height", "letter-spacing")
)
GENERIC = frozenset(
    [
        "serif",
        "sans-serif",
        "monospace",
        "cursive",
        "fantasy",
        "system-ui",
        "ui-serif",
        "ui-sans-serif",
        "ui-monospace",
        "ui-rounded",
        "math",
        "emoji",
        "fangsong",
    ]
)
_WIDE = frozenset(
    [
        "inherit",
        "initial",
        "unset",
        "revert",
        "revert-layer",
        "default",
        "none",
        "normal",
    ]
)
_IDENT = re.compile(r"(?:--|-?[A-Za-z_\x80-\U0010ffff])[-\w\x80-\U0010ffff]*\Z")
_SIZES = frozenset(
    [
        "xx-small",
        "x-small",
        "small",
        "medium",
        "large",
        "x-large",
        "xx-large",
        "xxx-large",
        "smaller",
        "larger",
    ]
)
_SYSTEM = frozenset(
    ["caption", "icon", "menu", "message-box", "small-caption", "status-bar"]
)


class FontDeclaration(NamedTuple):
    """One declaration of a font property."""

    name: str
    value: str
    important: bool


def family(layers: list[list[Part]]) -> Finding | None:
    """A font stack; None when a member is no family name."""
    names: list[str] = []
    refs: list[str] = []
    for layer in layers:
        if not layer:
            return None
        refs += [one for part in layer if (one := part.name or part.within)]
        if len(layer) == 1 and (quoted := unquote(layer[0].text)) is not None:
            names.append(" ".join(quoted.split()))
        else:
            idents = [unescape(part.text) for part in layer]
            if not all(_IDENT.match(ident) for ident in idents):
                return None
            name = " ".join(idents)
            names.append(name.lower() if name.lower() in GENERIC else name)
    if not all(names) or (len(names) == 1 and names[0].lower() in _WIDE):
        return None
    slug = joined(text_slug(name) for name in names)
    return Finding(
        "font-family", "fontFamily", names, slug, refs=tuple(dict.fromkeys(refs))
    )


def weight(text: str) -> Finding | None:
    """A weight 1..1000; `bold` is 700 and `normal` 400, relative keywords are none."""
    value: Number | None = {"normal": 400, "bold": 700}.get(text.lower())
    if value is None:
        found = measure(text)
        if found is None or found.unit:
            return None
        value = found.value
        if is_calculation(text):
            value = min(max(value, 1), 1000)
        if not 1 <= value <= 1000:
            return None
        return Finding("font-weight", "fontWeight", value, number_slug(value))
    return Finding("font-weight", "fontWeight", value, str(value))


def shorthand(layers: list[list[Part]], group: str) -> list[list[Part]]:
    """The part of a `font` shorthand that speaks of `group`, as layers (css-fonts-4 2.7)."""
    first, others = layers[0], layers[1:]
    position = next((i for i, part in enumerate(first) if _is_size(part.text)), None)
    if position is None:
        # One that cannot be substituted still stands before the slash.
        texts = [part.text for part in first]
        position = next(
            (i for i, pair in enumerate(pairwise(texts)) if pair == ("", "/")), None
        )
    if position is None or (len(first) == 1 and first[0].text.lower() in _SYSTEM):
        return []
    after = position + 1
    line: list[Part] = []
    if first[after : after + 1] and first[after].text == "/":
        line = first[after + 1 : after + 2]
        after += 2
    families = [first[after:], *others]
    unknown = any(not part.text for layer in families for part in layer)
    if family(families) is None and not unknown:
        return []
    if group == "font-size":
        return [[first[position]]]
    if group == "line-height":
        return [line]
    if group == "font-weight":
        return [[part] for part in first[:position] if weight(part.text)]
    return families


def _is_size(text: str) -> bool:
    if text.lower() in _SIZES or length(text) is not None:
        return True
    found = measure(text)
    if found is not None:
        return bool(found.unit)
    return text[-1:] == ")"
