"""Which DTCG type and group a custom property has: its value, its name, then who consumes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tokens.extraction import effects, fonts, motion, strokes
from tokens.extraction.colors import parse_color
from tokens.extraction.components import arguments, unquote, words
from tokens.extraction.findings import Part
from tokens.extraction.groups import GROUPS, ORDER
from tokens.extraction.numbers import length, measure, time

_GROUP = {group.name: group for group in GROUPS}
_HOME = {
    "dimension": "dimension",
    "number": "number",
    "cubicBezier": "easing",
    "fontWeight": "font-weight",
    "fontFamily": "font-family",
    "duration": "duration",
    "shadow": "shadow",
    "border": "border",
    "transition": "transition",
    "gradient": "gradient",
    "color": "color",
}
#: Types whose values are made of several words.
COMPOSITES = frozenset(("shadow", "gradient", "fontFamily", "border", "transition"))
_CHANNELS = re.compile(r"[-+.\w%]+(?:\s*,\s*|\s+)[-+.\w%]+(?:\s*,\s*|\s+)[-+.\w%]+\Z")
_COLOR_FUNCTIONS = {
    "rgb": "rgb",
    "rgba": "rgb",
    "hsl": "hsl",
    "hsla": "hsl",
    "hwb": "hwb",
    "lab": "lab",
    "lch": "lch",
    "oklab": "oklab",
    "oklch": "oklch",
}


class Typed(NamedTuple):
    """A decision: the DTCG type, and for colour channels the function that wraps them."""

    type: str
    channels: str | None = None


def decide(
    text: str,
    named: frozenset[str],
    consumers: frozenset[str],
    wrappers: frozenset[str | None],
) -> Typed | None:
    """The type of a resolved value; None when DTCG has none for it.

    `named` are the groups that its name (or that of an alias) speaks of, `consumers` those
    whose properties use it, `wrappers` the functions its consumers put directly around it.
    """
    single = len(words(text)) == 1 and len(arguments(text)) == 1
    if single:
        found = _single(text, named, consumers)
        if found is not None:
            return Typed(found)
    functions = {_COLOR_FUNCTIONS.get(name or "") for name in wrappers}
    if len(functions) == 1 and _CHANNELS.match(text):
        function = functions.pop()
        if function and parse_color(f"{function}({text})"):
            return Typed("color", function)
    layers = [[Part(word, word) for word in words(piece)] for piece in arguments(text)]
    if not single and effects.shadow("shadow", layers):
        return Typed("shadow")
    if not single and len(layers) == 1:
        if strokes.border(layers[0]):
            return Typed("border")
        if "transition" in (*named, *consumers) and motion.transition(layers[0]):
            return Typed("transition")
    if "font-family" in (*named, *consumers) and _is_family(text, layers, consumers):
        return Typed("fontFamily")
    return None


def _single(text: str, named: frozenset[str], consumers: frozenset[str]) -> str | None:
    hints = named or consumers
    if parse_color(text):
        return "color"
    if effects.is_gradient(text):
        return "gradient"
    found = measure(text)
    if found is not None and not found.unit:
        lengths = [name for name in hints if "dimension" in _GROUP[name].types]
        if found.value == 0 and lengths and not _numeric(hints):
            return "dimension"
        if "font-weight" in hints and fonts.weight(text):
            return "fontWeight"
        return "number"
    if length(text):
        return "dimension"
    if time(text):
        return "duration"
    if motion.easing(text) and (text[-1:] == ")" or "easing" in (*named, *consumers)):
        return "cubicBezier"
    if fonts.weight(text) and "font-weight" in (*named, *consumers):
        return "fontWeight"
    return None


def _numeric(groups: Iterable[str]) -> bool:
    return any({"number", "fontWeight"} & set(_GROUP[name].types) for name in groups)


def _is_family(text: str, layers: list[list[Part]], consumers: frozenset[str]) -> bool:
    if fonts.family(layers) is None:
        return False
    if "font-family" in consumers:
        return True
    # By its name alone only what cannot be anything else: a string, or a generic family.
    return any(
        unquote(piece) is not None or piece.lower() in fonts.GENERIC
        for piece in arguments(text)
    )


def group_of(kind: str, named: Iterable[str], consumers: Iterable[str]) -> str:
    """The group of a custom property of DTCG type `kind`: by its name, else its first consumer."""
    for name in named:
        if kind in _GROUP[name].types:
            return name
    placed = [name for name in consumers if kind in _GROUP[name].types]
    if placed:
        return min(placed, key=ORDER.__getitem__)
    return _HOME[kind]
