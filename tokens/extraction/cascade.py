"""Which declaration of a custom property counts: the default, modes, conditions and scopes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tokens.extraction.components import arguments
from tokens.extraction.naming import label
from tokens.extraction.places import Layers, Place
from tokens.extraction.selectors import Specificity, specificity


class Definition(NamedTuple):
    """One declaration of a custom property."""

    value: str
    important: bool
    place: Place
    sheet: int
    line: int


Priority = tuple[bool, tuple[float, ...], Specificity, int]
_LIGHT = frozenset(("light", "default", "no-preference", "auto", "base"))


@dataclass(slots=True)
class Cascaded:
    """The values of one custom property, per environment, as authored.

    `default` is None when only frames, print rules or `initial` hold one.
    """

    default: str | None = None
    initial: str | None = None
    #: axis -> context -> value; compound conditions join their axes and contexts by "+".
    modes: dict[str, dict[str, str]] = field(default_factory=dict)
    #: Condition text -> value.
    responsive: dict[str, str] = field(default_factory=dict)
    #: Selector list -> value.
    scopes: dict[str, str] = field(default_factory=dict)


def cascade(definitions: Iterable[Definition], layers: Layers) -> Cascaded:
    """Decide the cascade (css-cascade-5 6.1) separately in each environment.

    Source order only decides within one environment: whether a theme comes before or
    after the default in the sheet changes nothing.
    """
    best: dict[tuple[str, str, str], tuple[Priority, str]] = {}
    least: dict[str, Specificity] = {}
    result = Cascaded()
    for order, definition in enumerate(definitions):
        place = definition.place
        if place.kind == "property":
            continue
        if place.kind != "rule" or place.condition.never:
            continue
        rank = layers.rank(place.layer, important=definition.important)
        for kind, axis, context, weight in _environments(place):
            if kind == "scope":
                least[context] = weight
            priority = (definition.important, rank, weight, order)
            key = (kind, axis, context)
            if key not in best or best[key][0] < priority:
                best[key] = (priority, definition.value)
    for (kind, axis, context), (_, value) in sorted(
        best.items(), key=lambda one: one[0]
    ):
        if kind == "root":
            result.default = value
        elif kind == "mode":
            result.modes.setdefault(axis, {})[context] = value
        elif kind == "responsive":
            result.responsive[context] = value
        else:
            result.scopes[context] = value
    if result.default is None:
        _without_root(result, least)
    return result


Environment = tuple[str, str, str, Specificity]


def _environments(place: Place) -> Iterable[Environment]:
    """The environments that a rule speaks for, as (kind, axis, context, specificity)."""
    condition = place.condition
    roots = place.roots
    if not roots:
        if not condition.modes and not condition.responsive:
            members = arguments(place.selector)
            yield "scope", "", label(place.selector), min(map(specificity, members))
        return
    if condition.responsive:
        weight = max(member.specificity for member in roots)
        if not condition.modes and any(not member.modes for member in roots):
            yield "responsive", "", label(" and ".join(condition.responsive)), weight
        return
    seen: dict[tuple[tuple[str, str], ...], Specificity] = {}
    for member in roots:
        modes = tuple(sorted({*condition.modes, *member.modes}))
        seen[modes] = max(seen.get(modes, (0, 0, 0)), member.specificity)
    for modes, weight in seen.items():
        if modes:
            axis = label("+".join(axis for axis, _ in modes))
            context = label("+".join(context for _, context in modes))
            yield "mode", axis, context, weight
        else:
            yield "root", "", "", weight


def _without_root(result: Cascaded, least: dict[str, Specificity]) -> None:
    """A property that the root never sets: the light theme's value, else the broadest selector's."""
    for axis in sorted(result.modes):
        for context in sorted(result.modes[axis]):
            if context in _LIGHT:
                result.default = result.modes[axis][context]
                return
    if result.scopes:
        broadest = min(result.scopes, key=lambda selector: (least[selector], selector))
        result.default = result.scopes.pop(broadest)
        return
    for axis in sorted(result.modes):
        for context in sorted(result.modes[axis]):
            result.default = result.modes[axis][context]
            return
    for condition in sorted(result.responsive):
        result.default = result.responsive[condition]
        return
