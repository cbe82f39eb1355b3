"""Values that DTCG has no type for: kept beside the tokens, with the reason."""

from __future__ import annotations

from tokens.extraction import fonts, motion, strokes
from tokens.extraction.components import arguments, function, words
from tokens.extraction.findings import Finding
from tokens.extraction.naming import text_slug
from tokens.extraction.numbers import is_calculation, length, measure

# Groups whose values are single words, and lengths unless said otherwise.
_LENGTHS = frozenset(
    (
        "font-size",
        "line-height",
        "letter-spacing",
        "spacing",
        "size",
        "radius",
        "border-width",
    )
)
_WORDS = _LENGTHS | {"font-weight", "easing"}
# They say what a browser does without them, or nothing that could be called a value.
_EMPTY = frozenset(
    (
        "inherit",
        "initial",
        "unset",
        "revert",
        "revert-layer",
        "none",
        "auto",
        "normal",
        "/",
    )
)


def untyped_word(group: str, text: str) -> Finding | None:
    """A word of a declaration of `group` that is no token; None when it is one, or is invalid."""
    lowered = text.lower()
    if group == "color":
        if lowered == "currentcolor":
            return untyped_finding(group, "currentColor", "currentColor")
        return None
    if group not in _WORDS or lowered in _EMPTY or _is_known(group, text):
        return None
    why = reason(text)
    if why == "number" or (why == "time" and group != "easing"):
        return None
    return untyped_finding(group, text, why) if why else None


def _is_known(group: str, text: str) -> bool:
    """Whether a word that is no plain length has a type in `group`, or is plainly invalid."""
    if group == "font-weight":
        return fonts.weight(text) is not None
    if group == "border-width":
        return strokes.width(text) is not None
    called = function(text) if group == "easing" else None
    if called is not None:
        return called[0] == "cubic-bezier"
    return group == "easing" and motion.easing(text) is not None


def reason(text: str) -> str | None:
    """Why a text has no DTCG value: its unit, a calculation, a keyword, or that it is several.

    None for what has one.
    """
    if len(arguments(text)) > 1 or len(words(text)) > 1:
        return "partial"
    if text.lower() == "currentcolor":
        return "currentColor"
    found = measure(text)
    if is_calculation(text) and (found is None or found.unit not in ("", "s", "ms")):
        return "calculation" if length(text) is None else None
    if found is not None:
        if found.unit in ("s", "ms"):
            return "time"
        if not found.unit:
            return "number"
        return None if length(text) else f"unit.{found.unit}"
    if function(text):
        return "function"
    return "keyword" if text.replace("-", "").isalpha() else None


def untyped_finding(group: str, text: str, why: str) -> Finding:
    """A text of `group` that is no token, with the reason."""
    return Finding(group, "", text, text_slug(text), details=(("reason", why),))
