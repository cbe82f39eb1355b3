"""Shadows and gradients written in place that DTCG cannot hold whole, with the reason."""

from __future__ import annotations

from tokens.extraction.colors import FUNCTIONS, parse_color
from tokens.extraction.components import arguments, function, words
from tokens.extraction.findings import Finding, Part
from tokens.extraction.naming import text_slug
from tokens.extraction.numbers import is_calculation, length, measure

Layers = list[list[Part]]
_VALUE = "value"


def untyped_shadow(
    group: str, authored: str, layers: Layers, *, boxed: bool = False
) -> Finding | None:
    """A list of shadows that is valid CSS but has no DTCG value; None for any other.

    Only a box-shadow is `boxed`: it may have a spread and be inset.

    The reason is that of its first part which has none: `unit.em`, `calculation`,
    `currentColor` (which a missing colour is too), a `keyword` or a `function`.
    """
    reasons: list[str] = []
    for layer in layers:
        lengths = colors = insets = 0
        for part in layer:
            text = part.text.lower()
            if text == "inset":
                insets += 1
            elif (why := _no_length(text)) is not None:
                lengths += 1
                if lengths == 3 and text.startswith("-") and measure(text):
                    return None  # a negative blur
                reasons += [why] if why else []
            elif (why := _no_color(part.text)) is not None:
                colors += 1
                reasons += [why] if why else []
            else:
                return None
        fits = 2 <= lengths <= (4 if boxed else 3) and colors <= 1
        if not fits or insets > int(boxed):
            return None
        if not colors:
            reasons.append("currentColor")
    return _finding(group, authored, reasons[0]) if reasons else None


def untyped_gradient(authored: str, resolved: str) -> Finding | None:
    """A gradient that has no DTCG value: stops by length or calc(), hints, colours unknown here.

    `resolved` is its text with all var() substituted. None for what has not two stops.
    """
    called = function(resolved)
    layers = [words(piece) for piece in arguments(called[1])] if called else []
    stops = [
        layer for layer in layers if any(_no_color(word) is not None for word in layer)
    ]
    if len(stops) < 2 or len(layers) - len(stops) > len(stops):
        return None
    if any(len(layer) > 3 for layer in stops):
        return None
    for layer in stops:
        for word in layer:
            why = _no_color(word)
            if why is None:
                why = _no_position(word)
            if why is None:
                return None
            if why:
                return _finding("gradient", authored, why)
    return _finding(
        "gradient", authored, "partial" if len(layers) > len(stops) else _VALUE
    )


def _no_length(text: str) -> str | None:
    """Why a length has no DTCG value, empty when it has; None for what is no length."""
    if length(text) is not None:
        return ""
    if is_calculation(text):
        return "calculation"
    found = measure(text)
    if found is None or found.unit in ("", "%", "s", "ms"):
        return None
    return f"unit.{found.unit}"


def _no_color(text: str) -> str | None:
    """Why a colour has no DTCG value, empty when it has; None for what is no colour."""
    lowered = text.lower()
    if lowered == "currentcolor":
        return "currentColor"
    if parse_color(text) is not None:
        return ""
    if lowered in _SYSTEM_COLORS:
        return "keyword"
    called = function(text)
    return "function" if called and called[0] in FUNCTIONS else None


def _no_position(text: str) -> str | None:
    if is_calculation(text):
        return "calculation"
    found = measure(text)
    if found is None or (not found.unit and found.value):
        return None
    if found.unit in ("", "%", "deg", "grad", "turn", "rad"):
        return ""
    return f"unit.{found.unit}"


def _finding(group: str, text: str, why: str) -> Finding:
    return Finding(group, "", text, text_slug(text), details=(("reason", why),))


# css-color-4 6.2
_SYSTEM_COLORS = frozenset(
    [
        "accentcolor",
        "accentcolortext",
        "activetext",
        "buttonborder",
        "buttonface",
        "buttontext",
        "canvas",
        "canvastext",
        "field",
        "fieldtext",
        "graytext",
        "highlight",
        "highlighttext",
        "linktext",
        "mark",
        "marktext",
        "selecteditem",
        "selecteditemtext",
        "visitedtext",
    ]
)
