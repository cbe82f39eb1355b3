"""Which DTCG type and group a custom property has: its value, its name, then who consumes it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from tokens.extraction import effects, fonts, motion, strokes
from tokens.extraction.colors import parse_color
from tokens.extraction.components import arguments, unquote, words
from tokens.extraction.findings import Part
from tokens.extraction.groups import GROUPS, NO_NEGATIVES, ORDER
from tokens.extraction.numbers import length, measure, ratio, time

_GROUP = {group.name: group for group in GROUPS}
_HOME = {
    "dimension": "dimension",
    "number": "number",
    "cubicBezier": "easing",
    "strokeStyle": "stroke-style",
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
# The first letters of those easings that are nothing else in CSS: `ease` and `linear` may be.
_EASINGS = ("cubic", "ease-")
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
    if "aspect-ratio" in (*named, *consumers) and ratio(text):
        return Typed("number")
    if _is_family(text, layers, named, consumers):
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
    # 50% is worth .5 as an opacity, and nothing where anything else takes it too.
    if found is not None and found.unit == "%" and "opacity" in hints:
        return "number" if consumers <= {"opacity"} else None
    around = (*named, *consumers)
    if motion.easing(text) and (text[:5].lower() in _EASINGS or "easing" in around):
        return "cubicBezier"
    if fonts.weight(text) and "font-weight" in around:
        return "fontWeight"
    if strokes.width(text) and "border-width" in around:
        return "dimension"
    if strokes.style(text) and "stroke-style" in around:
        return "strokeStyle"
    return None


def _fits(group: str, text: str) -> bool:
    found = measure(text)
    if found is None:
        return True
    if group == "opacity" and not found.unit:
        return 0 <= found.value <= 1
    if group == "z-index":
        return isinstance(found.value, int)
    return found.value >= 0 or group not in NO_NEGATIVES


def _numeric(groups: Iterable[str]) -> bool:
    return any({"number", "fontWeight"} & set(_GROUP[name].types) for name in groups)


def _is_family(
    text: str,
    layers: list[list[Part]],
    named: frozenset[str],
    consumers: frozenset[str],
) -> bool:
    pieces = arguments(text)
    # A list that ends in a generic family is a font stack whatever its name is.
    stack = len(pieces) > 1 and pieces[-1].lower() in fonts.GENERIC
    if not stack and "font-family" not in (*named, *consumers):
        return False
    if fonts.family(layers) is None:
        return False
    if stack or "font-family" in consumers:
        return True
    # By its name alone only what cannot be anything else: a string, or a generic family.
    return any(
        unquote(piece) is not None or piece.lower() in fonts.GENERIC for piece in pieces
    )


def group_of(
    kind: str, named: Iterable[str], consumers: Collection[str], text: str = ""
) -> str:
    """The group of a custom property of DTCG type `kind`: by its name, else its first consumer.

    A name that merely sounds like a group is none where the value `text` may not be in it.
    """
    for name in named:
        if kind in _GROUP[name].types and (name in consumers or _fits(name, text)):
            return name
    placed = [name for name in consumers if kind in _GROUP[name].types]
    if placed:
        return min(placed, key=ORDER.__getitem__)
    return _HOME[kind]
