"""DTCG values as CSS text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from copy import copy
from decimal import Decimal

from tokens.exports.naming import identifier
from tokens.exports.reading import Entry, Json, Tokens

_UNIT = re.compile(r"[a-z]{1,5}|%")
_SAFE_WORD = re.compile(r"[a-z][a-z-]*")
_FUNCTIONS = frozenset(("hsl", "hwb", "lab", "lch", "oklab", "oklch"))
_SPACES = frozenset(
    ("srgb", "srgb-linear", "display-p3", "a98-rgb", "prophoto-rgb", "rec2020")
    + ("xyz", "xyz-d65", "xyz-d50")
)
# Written without quotes: the generic families (css-fonts-4 2.1), and two names that
# browsers know as keywords only.
_FAMILY_KEYWORDS = frozenset(
    ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math")
    + ("ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded", "emoji", "fangsong")
    + ("-apple-system", "BlinkMacSystemFont", "inherit", "initial")
)
_STRING_PLAIN = re.compile(r"[A-Za-z0-9 _.,+-]")
# The last line: what turns the direction of text, so that a reader takes code for a string,
# and tags, which nobody sees.
_UNSAFE = re.compile(
    r"[{};<\\!@$`\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]|/\*|\*/"
    r"|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e0fff]"
)
# A quoted string whose only sign is a semicolon, as in `data:image/svg+xml;base64`.
_QUOTED = re.compile(r"""\"[^"{}<\\!@$`]*\"|'[^'{}<\\!@$`]*'""")
# Escaped punctuation that is part of a name: `.md\\:flex`.
_ESCAPED = re.compile(r"\\[!\"#$%&'()*+,./:=?@\[\]^|~]")
# What documents quote is cut here, and ends in a hash.
_SHORTENED = 185
_DIGEST = re.compile(r"-[0-9a-f]{8}\Z")
_PIECE = re.compile(r""""[^"]*"|'[^']*'|[()\[\]]|[^"'()\[\]]+""")
_CLOSING = {")": "(", "]": "["}


class Unspellable(ValueError):
    """A value that is not of its type, or that refers to nothing."""


class Speller:
    """Spells the tokens of a document; `refer` gives the target's spelling of a reference.

    Without `refer`, aliases are resolved.
    """

    def __init__(
        self, tokens: Tokens, refer: Callable[[Entry], str] | None = None
    ) -> None:
        self.tokens = tokens
        self._refer = refer
        #: The resolved text of each token that can be spelled, by path.
        self.resolved: dict[str, str] = {}
        for entry in tokens:
            text = self.resolve(entry)
            if text is not None:
                self.resolved[entry.path] = text

    def within(self, tokens: Tokens) -> Speller:
        """The same for another view of the document, such as that of a mode."""
        other = copy(self)
        other.tokens = tokens
        return other

    def resolve(self, entry: Entry) -> str | None:
        """The text of a token with its aliases resolved."""
        refer, self._refer = self._refer, None
        try:
            return self.text(entry)
        finally:
            self._refer = refer

    def text(self, entry: Entry, value: Json = None) -> str | None:
        """The CSS text of a token, or of another value of it, such as a mode's.

        None for what cannot be spelled.
        """
        try:
            return self._spelled(
                entry.type, entry.value if value is None else value, entry
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None

    def _spelled(self, type_: str, value: Json, entry: Entry | None = None) -> str:
        found = self.tokens.target(value)
        if found is not None:
            if self._refer and found.path in self.resolved:
                return self._refer(found)
            end = self.tokens.end(value)
            if end is None:
                raise Unspellable(value)
            return self._spelled(type_, end.value, end)
        match type_:
            case "color":
                return color(value)
            case "dimension" | "duration":
                return _measure(value)
            case "number":
                return number(value)
            case "fontWeight":
                return _word(value) if isinstance(value, str) else number(value)
            case "fontFamily":
                names = [value] if isinstance(value, str) else value
                return ", ".join(map(_family, names))
            case "cubicBezier":
                x1, y1, x2, y2 = map(number, value)
                return f"cubic-bezier({x1}, {y1}, {x2}, {y2})"
            case "strokeStyle":
                # CSS has no place for the lengths of the dashes.
                return _word(value) if isinstance(value, str) else "dashed"
            case "shadow":
                layers = [value] if isinstance(value, Mapping) else value
                spread = entry is None or entry.group != "text-shadow"
                return (
                    ", ".join(self._layer(layer, spread) for layer in layers) or "none"
                )
            case "gradient":
                return self._gradient(value, entry)
            case "typography":
                size = self._spelled("dimension", value["fontSize"])
                leading = value["lineHeight"]
                end = self.tokens.end(leading)
                measured = isinstance(end.value if end else leading, Mapping)
                kind = "dimension" if measured else "number"
                weight = self._spelled("fontWeight", value["fontWeight"])
                family = self._spelled("fontFamily", value["fontFamily"])
                return f"{weight} {size}/{self._spelled(kind, leading)} {family}"
            case "transition":
                duration = self._spelled("duration", value["duration"])
                easing = self._spelled("cubicBezier", value["timingFunction"])
                delay = self._spelled("duration", value["delay"])
                return f"{duration} {easing} {delay}"
            case "border":
                width = self._spelled("dimension", value["width"])
                style = self._spelled("strokeStyle", value["style"])
                return f"{width} {style} {self._spelled('color', value['color'])}"
        raise Unspellable(type_)

    def _layer(self, layer: Json, spread: bool) -> str:
        parts = ["offsetX", "offsetY", "blur", *(["spread"] if spread else [])]
        lengths = [
            self._spelled("dimension", layer[part]) for part in parts if part in layer
        ]
        inset = ["inset"] if layer.get("inset") is True else []
        return " ".join([*inset, *lengths, self._spelled("color", layer["color"])])

    def _gradient(self, stops: Json, entry: Entry | None) -> str:
        facts = entry.facts.get("gradient") if entry else None
        facts = facts if isinstance(facts, Mapping) else {}
        kind = facts.get("kind", "linear")
        if kind not in ("linear", "radial", "conic"):
            raise Unspellable(kind)
        line = facts.get("shape") or facts.get("angle")
        parts = []
        if line:
            safe = safe_text(line)
            if safe is None or '"' in safe or "'" in safe:
                raise Unspellable(line)
            parts.append(safe)
        for stop in stops:
            place = _written(_decimal(stop["position"]) * 100)
            parts.append(f"{self._spelled('color', stop['color'])} {place}%")
        repeating = "repeating-" if facts.get("repeating") is True else ""
        return f"{repeating}{kind}-gradient({', '.join(parts)})"


def color(value: Json) -> str:
    """A DTCG colour: sRGB of 8 bits as hex or rgba(), all else in its own function."""
    space, alpha = value["colorSpace"], value.get("alpha", 1)
    parts = value["components"]
    if len(parts) != 3:
        raise Unspellable(parts)
    levels = _levels(parts) if space == "srgb" else None
    if levels and alpha == 1:
        return "#" + "".join(f"{level:02x}" for level in levels)
    if levels:
        return f"rgba({', '.join(map(str, levels))}, {number(alpha)})"
    spelled = ["none" if part == "none" else number(part) for part in parts]
    if space in ("hsl", "hwb"):
        spelled[1:] = [part if part == "none" else part + "%" for part in spelled[1:]]
    if space not in _FUNCTIONS:
        if space not in _SPACES:
            raise Unspellable(space)
        spelled.insert(0, space)
    function = space if space in _FUNCTIONS else "color"
    opacity = "" if alpha == 1 else f" / {number(alpha)}"
    return f"{function}({' '.join(spelled)}{opacity})"


def channels(value: Json, function: str) -> str:
    """The bare channels of a colour, as `rgb(var(--name))` wants them."""
    if function == "rgb" and value["colorSpace"] == "srgb":
        levels = _levels(value["components"])
        if levels and value.get("alpha", 1) == 1:
            return ", ".join(map(str, levels))
    text = color(value)
    if text.startswith(f"{function}(") and text.endswith(")"):
        return text[len(function) + 1 : -1]
    raise Unspellable(function)


def _levels(components: Json) -> list[int] | None:
    """Components from 0 to 1 as 8-bit levels; None for finer ones."""
    if "none" in components:
        return None
    exact = [float(part) * 255 for part in components]
    levels = [round(level) for level in exact]
    near = all(abs(a - b) < 1e-6 for a, b in zip(exact, levels, strict=True))
    return levels if near and all(0 <= level <= 255 for level in levels) else None


def number(value: Json) -> str:
    """A JSON number without an exponent; raises Unspellable for anything else."""
    return _written(_decimal(value))


def _decimal(value: Json) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unspellable(value)
    if not math.isfinite(value):
        raise Unspellable(value)
    return Decimal(repr(value))


def _written(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _measure(value: Json) -> str:
    unit = value["unit"]
    if not _UNIT.fullmatch(unit):
        raise Unspellable(unit)
    return number(value["value"]) + str(unit)


def _word(value: str) -> str:
    if not _SAFE_WORD.fullmatch(value):
        raise Unspellable(value)
    return value


def _family(name: Json) -> str:
    if not isinstance(name, str) or (name[:1] == "{" and name[-1:] == "}"):
        raise Unspellable(name)
    return name if name in _FAMILY_KEYWORDS else string(name)


def string(text: str) -> str:
    """A CSS string in double quotes, which is one in Sass and Less too: no quote, brace, backslash
    or sign of theirs is left in it."""
    return '"' + "".join(map(_string_character, text)) + '"'


def _string_character(character: str) -> str:
    if _STRING_PLAIN.match(character):
        return character
    return identifier(character)


def safe_text(text: Json) -> str | None:
    """CSS as a site wrote it, on one line, when it cannot end the declaration it is put into.

    None for braces, semicolons outside strings, comments, escapes, `!`, `@`, `$`, `<`, open
    brackets and strings, and characters that hide text or turn it round.
    """
    if not isinstance(text, str):
        return None
    line = " ".join(text.split())
    if not line or _UNSAFE.search(_QUOTED.sub(_without_semicolons, line)):
        return None
    stack: list[str] = []
    pieces = _PIECE.findall(line)
    if sum(map(len, pieces)) != len(line):
        return None
    for piece in pieces:
        if piece in "([":
            stack.append(piece)
        elif piece in _CLOSING and (not stack or stack.pop() != _CLOSING[piece]):
            return None
    return None if stack else line


def safe_prelude(text: str) -> str | None:
    """A selector or a condition as a site wrote it, when it can end no rule.

    None as of `safe_text`, but a name may have escaped punctuation in it; None too for what
    the document has in a shortened form only.
    """
    line = " ".join(text.split())
    if len(text) == _SHORTENED and _DIGEST.search(text):
        return None
    return line if safe_text(_ESCAPED.sub("_", line)) else None


def _without_semicolons(string: re.Match[str]) -> str:
    return string[0].replace(";", " ")
