"""The values of properties as tokens: one reader for each group of the document."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from tokens.extraction import effects, fonts, motion, strokes
from tokens.extraction.components import function
from tokens.extraction.findings import Finding, Part
from tokens.extraction.groups import NO_NEGATIVES
from tokens.extraction.numbers import time
from tokens.extraction.single_words import (
    border_width_finding,
    length_finding,
    number_finding,
    time_finding,
)
from tokens.extraction.untyped_effects import untyped_gradient, untyped_shadow
from tokens.extraction.variables import Variables, pure_reference

_SKIPPED = frozenset(("none", "all", "infinite", "forwards", "both"))


class Environment:
    """The custom properties that values are read with.

    `tokens` are the names of those that are tokens themselves: where a value takes one over
    whole, there is no new literal.
    """

    def __init__(self, variables: Variables, tokens: Container[str]) -> None:
        self.variables = variables
        self.tokens = tokens

    def is_token(self, name: str) -> bool:
        """Whether the custom property `name` is a token whose value counts here."""
        return name in self.tokens and self.variables.text(name) is not None


Layers = list[list[Part]]
ReadGroup = Callable[[Environment, str, str, Layers], Iterator[Finding]]


def plain(layers: Layers) -> Iterator[str]:
    """The words that are written here, not taken over from a token."""
    for layer in layers:
        for part in layer:
            if part.name is None and part.within is None:
                yield part.text


def _signed(name: str) -> bool:
    return not ("padding" in name or "gap" in name or name.endswith("border-spacing"))


def _spacing(
    _: Environment, name: str, group: str, layers: Layers
) -> Iterator[Finding]:
    for text in plain(layers):
        found = length_finding(group, text, negative=_signed(name))
        if found:
            yield found


def _lengths(_: Environment, __: str, group: str, layers: Layers) -> Iterator[Finding]:
    negative = group not in NO_NEGATIVES
    for text in plain(layers):
        found = length_finding(group, text, negative=negative)
        if found:
            yield found


def _size(_: Environment, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    for text in plain(layers):
        # The plain numbers of `flex` say how to grow and to shrink.
        if name != "flex" or not text[-1:].isdigit():
            yield from some(length_finding(group, text, negative=False))


def _border_width(
    _: Environment, __: str, ___: str, layers: Layers
) -> Iterator[Finding]:
    for text in plain(layers):
        yield from some(border_width_finding(text))


def _border(_: Environment, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    if len(layers) == 1:
        yield from some(strokes.border(layers[0]))


def _stroke_style(
    _: Environment, __: str, ___: str, layers: Layers
) -> Iterator[Finding]:
    for text in plain(layers):
        yield from some(strokes.style(text))


def _transition(_: Environment, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    for layer in layers:
        if not any(part.within for part in layer):
            yield from some(motion.transition(layer))


def _font_size(
    _: Environment, name: str, group: str, layers: Layers
) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, group)
    for text in plain(layers[:1]):
        found = length_finding(group, text, negative=False)
        if found:
            yield found


def _line_height(
    _: Environment, name: str, group: str, layers: Layers
) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, group)
    for text in plain(layers[:1]):
        # A unitless zero is a number here (css-inline-3 3.2), not a length.
        found = number_finding(group, text) or length_finding(
            group, text, negative=False
        )
        if found:
            yield found


def _font_weight(
    _: Environment, name: str, __: str, layers: Layers
) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, "font-weight")
    elif len(layers) != 1 or len(layers[0]) != 1:
        return
    for text in plain(layers):
        found = fonts.weight(text)
        if found:
            yield found


def _font_family(
    _: Environment, name: str, group: str, layers: Layers
) -> Iterator[Finding]:
    if name == "font":
        layers = fonts.shorthand(layers, group)
    # One var() may stand for one family or for all of them.
    one = layers[0][0].name if len(layers) == 1 and len(layers[0]) == 1 else None
    sources = {part.within for layer in layers for part in layer}
    if layers and not one and (len(sources) > 1 or None in sources):
        yield from some(fonts.family(layers))


def _shadow(
    reader: Environment, name: str, group: str, layers: Layers
) -> Iterator[Finding]:
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
                        yield from some(untyped_shadow(group, called[1], inner))
        return
    if len(layers) == 1 and len(layers[0]) == 1:
        return
    found = effects.shadow(group, layers, spread=group == "shadow")
    if found:
        yield found


def gradients(
    reader: Environment, name: str, _: str, layers: Layers
) -> Iterator[Finding]:
    """The gradients of a value."""
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
                    yield from some(untyped_gradient(part.raw, part.text))


def _times(layers: Layers, name: str, position: int) -> Iterator[str]:
    """The times of a longhand, or those at `position` of each layer of a shorthand."""
    if not name.endswith(("transition", "animation")):
        yield from plain(layers)
        return
    for layer in layers:
        # What cannot be substituted is taken for a time, but for a name in the first place.
        times = [
            part
            for index, part in enumerate(layer)
            if time(part.text) or not part.text and index
        ]
        if position < len(times):
            yield from plain([times[position : position + 1]])


def _duration(
    _: Environment, name: str, group: str, layers: Layers
) -> Iterator[Finding]:
    for text in _times(layers, name, 0):
        found = time_finding(group, text)
        if found:
            yield found


def _delay(_: Environment, name: str, group: str, layers: Layers) -> Iterator[Finding]:
    for text in _times(layers, name, 1):
        found = time_finding(group, text)
        if found:
            yield found


def _easing(_: Environment, __: str, ___: str, layers: Layers) -> Iterator[Finding]:
    for text in plain(layers):
        found = motion.easing(text) if text.lower() not in _SKIPPED else None
        if found:
            yield found


def _number(_: Environment, __: str, group: str, layers: Layers) -> Iterator[Finding]:
    if len(layers) == 1 and len(layers[0]) == 1:
        for text in plain(layers):
            found = number_finding(group, text)
            if found:
                yield found


def _aspect_ratio(
    _: Environment, __: str, group: str, layers: Layers
) -> Iterator[Finding]:
    parts = [part for layer in layers for part in layer if part.text.lower() != "auto"]
    taken = {part.within or (part.name if len(parts) == 1 else None) for part in parts}
    if taken == {None}:
        text = " ".join(part.text for part in parts)
        yield from some(number_finding(group, text))


def some(found: Finding | None) -> Iterator[Finding]:
    """The finding, if there is one."""
    if found:
        yield found


def _blur(reader: Environment, _: str, group: str, layers: Layers) -> Iterator[Finding]:
    for layer in layers:
        for part in layer:
            called = function(part.raw)
            if called and called[0] == "blur" and not pure_reference(called[1].strip()):
                inside = reader.variables.resolve(called[1])
                if inside is not None:
                    yield from some(
                        length_finding(group, inside.strip(), negative=False)
                    )


#: By group; called with the property and the group, and the value as words.
READERS: dict[str, ReadGroup] = {
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
    "gradient": gradients,
    "duration": _duration,
    "delay": _delay,
    "easing": _easing,
    "transition": _transition,
    "z-index": _number,
    "opacity": _number,
    "aspect-ratio": _aspect_ratio,
    "blur": _blur,
}
