"""Shadows and gradients: values built of colours, lengths and numbers."""

from __future__ import annotations

import re
from typing import Any

from tokens.extraction.colors import Color, parse_color
from tokens.extraction.components import function
from tokens.extraction.findings import Aliases, Finding, Part
from tokens.extraction.naming import (
    color_slug,
    joined,
    measure_slug,
    number_slug,
    text_slug,
)
from tokens.extraction.numbers import (
    Measure,
    Number,
    is_calculation,
    length,
    measure,
    rounded,
    tidy,
)
from tokens.extraction.variables import Variables

_LENGTHS = ("offsetX", "offsetY", "blur", "spread")
_ZERO = Measure(0, "px")


def dimension(found: Measure) -> dict[str, Any]:
    """The DTCG value of a length or a time."""
    return {"value": found.value, "unit": found.unit}


def shadow(
    group: str, layers: list[list[Part]], *, spread: bool = True
) -> Finding | None:
    """A list of shadow layers; None unless every layer has a colour and px or rem lengths."""
    value: list[dict[str, Any]] = []
    slugs: list[str] = []
    aliases: Aliases = []
    refs: dict[str, None] = {}
    for index, layer in enumerate(layers):
        refs.update(dict.fromkeys(part.within for part in layer if part.within))
        lengths: list[tuple[Measure, Part]] = []
        color: Color | None = None
        inset = False
        ended = False
        for part in layer:
            found = length(part.text)
            if found is not None:
                # css-backgrounds-3 6.1: the lengths stand together.
                if ended:
                    return None
                lengths.append((found, part))
                continue
            ended = bool(lengths)
            if part.text.lower() == "inset" and not inset and spread:
                inset = True
            elif color is None and (color := parse_color(part.text)) is not None:
                if part.name:
                    aliases.append(((index, "color"), part.name))
            else:
                return None
        if color is None or not 2 <= len(lengths) <= (4 if spread else 3):
            return None
        if len(lengths) > 2 and lengths[2][0].value < 0:
            if not is_calculation(lengths[2][1].text):
                return None
            lengths[2] = (_ZERO, Part("0", "0"))
        shape: dict[str, Any] = {"color": color.to_dtcg()}
        slug = ["inset"] if inset else []
        for position, key in enumerate(_LENGTHS):
            found = _ZERO
            if position < len(lengths):
                found, part = lengths[position]
                if part.name:
                    aliases.append(((index, key), part.name))
            shape[key] = dimension(found)
            slug.append(measure_slug(found))
        if inset:
            shape["inset"] = True
        value.append(shape)
        slugs.append("-".join((*slug, color_slug(color))))
    return Finding(group, "shadow", value, joined(slugs), tuple(aliases), tuple(refs))


_GRADIENT = re.compile(
    r"(?:-(?:webkit|moz|o|ms)-)?(repeating-)?(linear|radial|conic)-gradient\Z"
)
_TURNS = {"deg": 360.0, "grad": 400.0, "turn": 1.0}


def is_gradient(text: str) -> bool:
    """Whether `text` is a call of a gradient function."""
    called = function(text)
    return called is not None and _GRADIENT.match(called[0]) is not None


def gradient(raw: str, variables: Variables, tokens: Any) -> Finding | None:
    """A gradient function as its stops, positions completed as css-images-3 3.4.3 says.

    None where a stop is in px or calc(), is currentColor, or is only a hint.
    """
    called = function(raw)
    kind = called and _GRADIENT.match(called[0])
    if called is None or not kind:
        return None
    layers = variables.expand(called[1], tokens)
    if not layers:
        return None
    line = ""
    if not any(parse_color(part.text) for part in layers[0]):
        line = " ".join(part.text for part in layers[0]).lower()
        layers = layers[1:]
    colors: list[tuple[Color, str | None]] = []
    positions: list[float | None] = []
    for layer in layers:
        color = None
        name = None
        places: list[float] = []
        for part in layer:
            if color is None and (color := parse_color(part.text)) is not None:
                name = part.name
                continue
            place = _position(part.text, conic=kind.group(2) == "conic")
            if place is None:
                return None
            places.append(place)
        if color is None or len(places) > 2:
            return None
        positions.extend(places or [None])
        colors += [(color, name)] * max(1, len(places))
    if len(colors) < 2:
        return None
    return _stops(
        called[0], bool(kind.group(1)), kind.group(2), line, colors, positions
    )


def _position(text: str, *, conic: bool) -> float | None:
    found = measure(text)
    if found is None or text[-1:] == ")":
        return None
    if found.unit == "%":
        return rounded(found.value / 100)
    if conic and found.unit in _TURNS:
        return rounded(found.value / _TURNS[found.unit])
    return 0 if found.value == 0 else None


def _stops(
    function_name: str,
    repeating: bool,
    kind: str,
    line: str,
    colors: list[tuple[Color, str | None]],
    positions: list[float | None],
) -> Finding | None:
    places = _completed(positions)
    stops = [
        (color, name, place)
        for (color, name), place in zip(colors, places, strict=True)
    ]
    if places[0] < 0 or places[-1] > 1:
        from tokens.extraction.color_conversion import clipped

        stops = clipped(stops)
        if len(stops) < 2:
            return None
    value = [{"color": color.to_dtcg(), "position": place} for color, _, place in stops]
    aliases: Aliases = [
        ((index, "color"), name) for index, (_, name, _) in enumerate(stops) if name
    ]
    details: dict[str, Any] = {"kind": kind}
    if repeating:
        details["repeating"] = True
    if line:
        details["shape" if kind == "radial" else "angle"] = line
    slug = "-".join(
        (
            function_name.removesuffix("-gradient").lstrip("-"),
            *([text_slug(line)] if line else []),
            *(
                f"{color_slug(color)}-{number_slug(tidy(place))}"
                for color, _, place in stops
            ),
        )
    )
    return Finding(
        "gradient",
        "gradient",
        value,
        slug,
        tuple(aliases),
        details=(("gradient", details),),
    )


def _completed(positions: list[float | None]) -> list[Number]:
    """Missing positions filled in evenly, none before its predecessor."""
    places = list(positions)
    highest = places[0] = places[0] or 0
    if places[-1] is None:
        places[-1] = max(1, *(place for place in places if place is not None))
    for index, place in enumerate(places):
        if place is not None:
            highest = max(highest, place)
            places[index] = highest
    known = 0
    for index, place in enumerate(places):
        if place is None:
            continue
        start = places[known] or 0
        for gap in range(known + 1, index):
            step = (gap - known) / (index - known)
            places[gap] = rounded(start + (place - start) * step)
        known = index
    return [tidy(place or 0) for place in places]
