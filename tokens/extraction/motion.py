"""Easings and transitions."""

from __future__ import annotations

from typing import Any

from tokens.extraction.components import arguments, function
from tokens.extraction.findings import Aliases, Finding, Part
from tokens.extraction.naming import measure_slug, number_slug
from tokens.extraction.numbers import Measure, Number, measure, time

_EASINGS: dict[str, tuple[Number, Number, Number, Number]] = {
    "linear": (0, 0, 1, 1),
    "ease": (0.25, 0.1, 0.25, 1),
    "ease-in": (0.42, 0, 1, 1),
    "ease-out": (0, 0, 0.58, 1),
    "ease-in-out": (0.42, 0, 0.58, 1),
}


def easing(text: str) -> Finding | None:
    """A cubic-bezier() or its keyword; None for steps(), linear() and x outside 0..1."""
    points: tuple[Number, ...] | None = _EASINGS.get(text.lower())
    if points is None:
        called = function(text)
        if called is None or called[0] != "cubic-bezier":
            return None
        numbers = [measure(piece) for piece in arguments(called[1])]
        found = [one.value for one in numbers if one is not None and not one.unit]
        if len(found) != 4 or len(numbers) != 4:
            return None
        if not (0 <= found[0] <= 1 and 0 <= found[2] <= 1):
            return None
        points = tuple(found)
    slug = "-".join(map(number_slug, points))
    return Finding("easing", "cubicBezier", list(points), slug)


def transition(parts: list[Part]) -> Finding | None:
    """One item of a `transition` list; an omitted delay is 0s, an omitted easing is `ease`.

    None without a duration, and for an easing that is no cubic-bezier().
    """
    times: list[tuple[Measure, Part]] = []
    curve = easing("ease")
    aliases: Aliases = []
    curved = False
    for part in parts:
        if not part.text:
            return None
        found = time(part.text)
        if found is not None:
            times.append((found, part))
            continue
        own = easing(part.text)
        if own is not None and not curved:
            curve, curved = own, True
            if part.name:
                aliases.append((("timingFunction",), part.name))
        elif function(part.text) or part.text.lower() in _STEPS:
            return None
    if curve is None or not 1 <= len(times) <= 2 or times[0][0].value < 0:
        return None
    times.append((Measure(0, "s"), Part("", "")))
    value: dict[str, Any] = {}
    for key, (found, part) in zip(("duration", "delay"), times, strict=False):
        value[key] = {"value": found.value, "unit": found.unit}
        if part.name:
            aliases.append(((key,), part.name))
    value["timingFunction"] = curve.value
    slug = "-".join((measure_slug(times[0][0]), measure_slug(times[1][0]), curve.slug))
    return Finding("transition", "transition", value, slug, tuple(aliases))


_STEPS = frozenset(("step-start", "step-end"))
