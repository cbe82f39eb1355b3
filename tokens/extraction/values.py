"""The one analysis of a (property, value): every typed literal that it holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterator, Sequence
from functools import lru_cache
from typing import Any

from tokens.extraction import effects, fonts, motion, strokes
from tokens.extraction.colors import FUNCTIONS, Color, parse_color
from tokens.extraction.components import arguments, function, words
from tokens.extraction.findings import Finding, Part
from tokens.extraction.groups import NO_NEGATIVES, property_groups
from tokens.extraction.naming import color_slug, measure_slug, number_slug
from tokens.extraction.numbers import (
    Measure,
    is_calculation,
    length,
    measure,
    ratio,
    time,
)
from tokens.extraction.untyped import untyped_finding, untyped_word
from tokens.extraction.untyped_effects import untyped_gradient, untyped_shadow
from tokens.extraction.variables import Variables, has_reference, pure_reference

_DEEPEST = 8
#: Groups whose tokens are as long as the whole value.
_LISTS = frozenset(("shadow", "text-shadow", "font-family"))
_SKIPPED = frozenset(("none", "all", "infinite", "forwards", "both"))


class Reader:
    """Reads values in one environment of custom properties.

    `tokens` are the names of those custom properties that are tokens themselves: where a
    value takes one over whole, there is no new literal.
    """

    def __init__(self, variables: Variables, tokens: Container[str]) -> None:
        self.variables = variables
        self.tokens = tokens

    def read(self, name: str, value: str) -> Sequence[Finding]:
        """The literals of declaration `name: value`, typed and not, in no promised order.

        Where a var() cannot be substituted the declaration has no effect, but the literals
        beside it are written all the same; of a value that is too long, its short ones.
        """
        if has_reference(value) or len(value) > min(self.variables.longest, _KNOWN):
            return self._read(name, value, 0)
        return _literals(name, value)

    def _read(self, name: str, value: str, depth: int) -> list[Finding]:
        groups = property_groups(name)
        if not groups:
            return []
        if len(value) > self.variables.longest:
            groups = tuple(group for group in groups if group not in _LISTS)
        found: list[Finding] = []
        # What is one var() of a token as a whole is a use of it and nothing else.
        whole = pure_reference(value)
        layers = (
            None
            if whole and self.is_token(whole.name)
            else self.variables.expand(value, self.tokens, partial=True)
        )
        for group in groups:
            if group == "color":
                found += (color_finding(color) for color in self.colors(value))
            elif layers is not None:
                read = [*_READERS[group](self, name, group, layers)]
                if not read and not whole and name.endswith("-shadow"):
                    boxed = group == "shadow"
                    read += _some(untyped_shadow(group, value, layers, boxed=boxed))
                found += read
        if len(groups) == 1 and layers is not None:
            for text in _plain(layers):
                found += _some(untyped_word(groups[0], text))
        if has_reference(value) and depth < _DEEPEST:
            for piece in arguments(value):
                for word in words(piece):
                    reference = pure_reference(word)
                    if reference is not None and reference.fallback:
                        found += self._read(name, reference.fallback, depth + 1)
        return found

    def is_token(self, name: str) -> bool:
        """Whether the custom property `name` is a token whose value counts here."""
        return name in self.tokens and self.variables.text(name) is not None

    def written(self, value: str, *, computed: bool) -> Sequence[Finding]:
        """The colours and gradients inside the value of a custom property.

        Those that take in custom properties only where `computed` is true: they are worth
        something only in the environment of this reader.
        """
        if not has_reference(value) and len(value) <= _KNOWN:
            return _literals_within(value)
        return self._written(value, computed)

    def _written(self, value: str, computed: bool) -> list[Finding]:
        found = [color_finding(one) for one in self.colors(value, computed=computed)]
        if "gradient(" in value and (computed or not has_reference(value)):
            layers = self.variables.expand(value, self.tokens)
            found += _gradient(self, "", "gradient", layers or [])
        return found

    def colors(
        self, raw: str, depth: int = 0, *, computed: bool = True
    ) -> Iterator[Color]:
        """The colours written in `raw`, inside functions and fallbacks too.

        A bare var() is not written here; a colour function around one is, substituted.
        """
        for piece in arguments(raw):
            for word in words(piece):
                yield from self._colors_of(word, depth, computed)

    def _colors_of(self, word: str, depth: int, computed: bool) -> Iterator[Color]:
        variable = has_reference(word)
        called = function(word)
        if not variable:
            color = parse_color(word)
            if color is not None:
                yield color
        elif computed and called and called[0] in FUNCTIONS:
            resolved = self.variables.resolve(word)
            color = parse_color(resolved) if resolved is not None else None
            if color is not None:
                yield color
        if called is None or called[0] == "url" or depth >= _DEEPEST:
            return
        name, inside = called
        if name == "var":
            _, comma, inside = inside.partition(",")
            if not comma:
                return
        elif (
            name in FUNCTIONS
            and name != "color-mix"
            and not variable
            and inside.lstrip()[:5].lower() != "from "
        ):
            return
        yield from self.colors(inside, depth + 1, computed=computed)


#: What values without var() hold is remembered for the process, up to this length and many.
_KNOWN = 500
_MANY = 32_768
_PLAIN = Reader(Variables({}), ())


@lru_cache(maxsize=_MANY)
def _literals(name: str, value: str) -> tuple[Finding, ...]:
    return tuple(_PLAIN._read(name, value, 0))


@lru_cache(maxsize=_MANY)
def _literals_within(value: str) -> tuple[Finding, ...]:
    return tuple(_PLAIN._written(value, True))


@lru_cache(maxsize=_MANY)
def color_finding(color: Color) -> Finding:
    """The finding of a colour."""
    details = (("converted", True),) if color.converted else ()
    return Finding(
        "color", "color", color.to_dtcg(), color_slug(color), details=details
    )


def length_finding(group: str, text: str, *, negative: bool = True) -> Finding | None:
    """A length as a dimension of `group`; a negative math result clamps where it may not be."""
    found = length(text)
    if found is None:
        return None
    if found.value < 0 and not negative:
        if not is_calculation(text):
            return None
        found = Measure(0, "px")
    return Finding(group, "dimension", effects.dimension(found), measure_slug(found))


def width_finding(group: str, found: Measure) -> Finding:
    """A width of a condition; one in a relative unit has no type."""
    if found.unit not in ("px", "rem"):
        return untyped_finding(
            group, f"{found.value}{found.unit}", f"unit.{found.unit}"
        )
    return Finding(group, "dimension", effects.dimension(found), measure_slug(found))


def border_width_finding(text: str) -> Finding | None:
    """A border width, also as one of its keywords."""
    found = strokes.width(text)
    if found is None:
        return length_finding("border-width", text, negative=False)
    return Finding(
        "border-width", "dimension", effects.dimension(found), measure_slug(found)
    )


def time_finding(group: str, text: str) -> Finding | None:
    """A time as a duration of `group`; a duration is never negative, a delay may be."""
    found = time(text)
    if found is None:
        return None
    if found.value < 0 and group == "duration":
        if not is_calculation(text):
            return None
        found = Measure(0, "s")
    return Finding(group, "duration", effects.dimension(found), measure_slug(found))


def number_finding(group: str, text: str) -> Finding | None:
    """A plain number of `group`: integers for z-index, 0..1 for opacity (% too)."""
    found = measure(text) or (ratio(text) if group == "aspect-ratio" else None)
    if found is None:
        return None
    value, unit = found
    if group == "opacity":
        if unit == "%":
            value = float(f"{value / 100:.10g}")
        elif unit:
            return None
        value = min(max(value, 0), 1)
    elif unit:
        return None
    elif value < 0 and group in NO_NEGATIVES:
        if not is_calculation(text):
            return None
        value = 0
    elif group == "z-index" and not isinstance(value, int):
        # css-values-4 10.12: a calculation is rounded where an integer has to be.
        if not is_calculation(text):
            return None
        value = math.floor(value + 0.5)
    value = measure_value(value)
    return Finding(group, "number", value, number_slug(value))


def measure_value(value: float) -> int | float:
    """A number as documents hold it."""
    return int(value) if float(value).is_integer() else value


@lru_cache(maxsize=_MANY)
def custom_finding(group: str, kind: str, text: str) -> Finding | None:
    """The single-word value of a custom property, read as DTCG type `kind` of `group`."""
    if kind == "color":
        color = parse_color(text)
        return color_finding(color) if color else None
    if kind == "strokeStyle":
        return strokes.style(text)
    if kind == "dimension" and group == "border-width":
        return border_width_finding(text)
    if kind == "dimension":
        return length_finding(group, text, negative=group not in NO_NEGATIVES)
    if kind == "number":
        return number_finding(group, text)
    if kind == "duration":
        return time_finding(group, text)
    if kind == "fontWeight":
        return fonts.weight(text)
    return motion.easing(text)


Layers = list[list[Part]]
ReadGroup = Callable[[Reader, str, str, Layers], Iterator[Finding]]


def _plain(layers: Layers) -> Iterator[str]:
    """The words that are written here, not taken over from a token."""
    for layer in layers:
        for part in layer:
            if part.name is None and part.within is None:
                yield part.text


def _signed(name: str) -> bool:
    return not ("padding" in name or "gap" in name or name.endswith("border-spacing"))


def _spacing(_: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    for text in _plain(layers):
        found = length_finding(group, text, negative=_signed(name))
        if found:
            yield found


def _lengths(_: Reader, __: str, group: str, layers: Layers) -> Iterator[Finding]:
    negative = group not in NO_NEGATIVES
    for text in _plain(layers):
        found = length_finding(group, text, negative=negative)
        if found:
            yield found


def _size(_: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    for text in _plain(layers):
        # The plain numbers of `flex` say how to grow and to shrink.
        if name != "flex" or not text[-1:].isdigit():
            yield from _some(length_finding(group, text, negative=False))


def _border_width(_: Reader, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    for text in _plain(layers):
        yield from _some(border_width_finding(text))


def _border(_: Reader, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    if len(layers) == 1:
        yield from _some(strokes.border(layers[0]))


def _stroke_style(_: Reader, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    for text in _plain(layers):
        yield from _some(strokes.style(text))


def _transition(_: Reader, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    for layer in layers:
        if not any(part.within for part in layer):
            yield from _some(motion.transition(layer))


def _font_size(_: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, group)
    for text in _plain(layers[:1]):
        found = length_finding(group, text, negative=False)
        if found:
            yield found


def _line_height(_: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, group)
    for text in _plain(layers[:1]):
        # A unitless zero is a number here (css-inline-3 3.2), not a length.
        found = number_finding(group, text) or length_finding(
            group, text, negative=False
        )
        if found:
            yield found


def _font_weight(_: Reader, name: str, __: str, layers: Layers) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, "font-weight")
    elif len(layers) != 1 or len(layers[0]) != 1:
        return
    for text in _plain(layers):
        found = fonts.weight(text)
        if found:
            yield found


def _font_family(_: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, group)
    # One var() may stand for one family or for all of them.
    one = layers[0][0].name if len(layers) == 1 and len(layers[0]) == 1 else None
    sources = {part.within for layer in layers for part in layer}
    if layers and not one and (len(sources) > 1 or None in sources):
        yield from _some(fonts.family(layers))


def _shadow(reader: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    if name.endswith("filter"):
        for layer in layers:
            for part in layer:
                called = function(part.raw)
                if called and called[0] == "drop-shadow":
                    whole = pure_reference(called[1].strip())
                    if whole and reader.is_token(whole.name):
                        continue
                    inner = reader.variables.expand(called[1], reader.tokens)
                    found = inner and effects.shadow(group, inner, spread=False)
                    if found:
                        yield found
                    elif inner and not whole:
                        yield from _some(untyped_shadow(group, called[1], inner))
        return
    if len(layers) == 1 and len(layers[0]) == 1:
        return
    found = effects.shadow(group, layers, spread=group == "shadow")
    if found:
        yield found


def _gradient(reader: Reader, name: str, _: str, layers: Layers) -> Iterator[Finding]:
    for layer in layers:
        for part in layer:
            if len(part.raw) > reader.variables.longest:
                continue
            if part.name is None and effects.is_gradient(part.text):
                found = effects.gradient(part.raw, reader.variables, reader.tokens)
                # The raw text is a var() of a value that is no token: read what it stands for.
                if found is None and pure_reference(part.raw):
                    found = effects.gradient(part.text, reader.variables, reader.tokens)
                if found:
                    yield found
                elif name and not pure_reference(part.raw):
                    yield from _some(untyped_gradient(part.raw, part.text))


def _times(layers: Layers, name: str, position: int) -> Iterator[str]:
    """The times of a longhand, or those at `position` of each layer of a shorthand."""
    if not name.endswith(("transition", "animation")):
        yield from _plain(layers)
        return
    for layer in layers:
        # What cannot be substituted is taken for a time, but for a name in the first place.
        times = [
            part
            for index, part in enumerate(layer)
            if time(part.text) or not part.text and index
        ]
        if position < len(times):
            yield from _plain([times[position : position + 1]])


def _duration(_: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    for text in _times(layers, name, 0):
        found = time_finding(group, text)
        if found:
            yield found


def _delay(_: Reader, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    for text in _times(layers, name, 1):
        found = time_finding(group, text)
        if found:
            yield found


def _easing(_: Reader, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    for text in _plain(layers):
        found = motion.easing(text) if text.lower() not in _SKIPPED else None
        if found:
            yield found


def _number(_: Reader, __: str, group: str, layers: Layers) -> Iterator[Finding]:
    if len(layers) == 1 and len(layers[0]) == 1:
        for text in _plain(layers):
            found = number_finding(group, text)
            if found:
                yield found


def _aspect_ratio(_: Reader, __: str, group: str, layers: Layers) -> Iterator[Finding]:
    parts = [part for layer in layers for part in layer if part.text.lower() != "auto"]
    taken = {part.within or (part.name if len(parts) == 1 else None) for part in parts}
    if taken == {None}:
        text = " ".join(part.text for part in parts)
        yield from _some(number_finding(group, text))


def _some(found: Finding | None) -> Iterator[Finding]:
    if found:
        yield found


def _blur(reader: Reader, _: str, group: str, layers: Layers) -> Iterator[Finding]:
    for layer in layers:
        for part in layer:
            called = function(part.raw)
            if called and called[0] == "blur" and not pure_reference(called[1].strip()):
                inside = reader.variables.resolve(called[1])
                if inside is not None:
                    yield from _some(
                        length_finding(group, inside.strip(), negative=False)
                    )


_READERS: dict[str, Any] = {
    "font-family": _font_family,
    "font-size": _font_size,
    "font-weight": _font_weight,
    "line-height": _line_height,
    "letter-spacing": _lengths,
    "spacing": _spacing,
    "size": _size,
    "radius": _lengths,
    "border-width": _border_width,
    "border": _border,
    "stroke-style": _stroke_style,
    "shadow": _shadow,
    "text-shadow": _shadow,
    "gradient": _gradient,
    "duration": _duration,
    "delay": _delay,
    "easing": _easing,
    "transition": _transition,
    "z-index": _number,
    "opacity": _number,
    "aspect-ratio": _aspect_ratio,
    "blur": _blur,
}
