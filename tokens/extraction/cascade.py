"""Which declaration of a custom property counts: the default, modes, conditions and scopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction.components import arguments
from tokens.extraction.conditions import Condition
from tokens.extraction.naming import label
from tokens.extraction.places import Layers, Place
from tokens.extraction.selectors import Member, Specificity, specificity


class Definition(NamedTuple):
    """One declaration of a custom property; where it stands comes first, as in a Use."""

    place: Place
    sheet: int
    line: int
    value: str
    important: bool


#: Of a cascade layer.
Rank = tuple[float, ...]
Priority = tuple[bool, Rank, Specificity, int]
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
    #: Modes, as (axis, context), whose value the root's own always overrides.
    shadowed: list[tuple[str, str]] = field(default_factory=list)


class Cascade:
    """The cascade (css-cascade-5 6.1) of each environment separately.

    Source order only decides within one environment: whether a theme comes before or
    after the default in the sheet changes nothing.
    """

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        # One rule defines 20 custom properties and more: its place is judged once.
        self._places: dict[int, list[_Environment]] = {}
        self._ranks: dict[tuple[str, ...], tuple[Rank, Rank]] = {}

    def of(self, definitions: Iterable[Definition]) -> Cascaded:
        """Decide between the definitions of one custom property, in source order.

        The places in them must live as long as this object.
        """
        best: _Best = {}
        selectors: dict[str, str] = {}
        known = self._places
        result = Cascaded()
        for order, (place, _, _, value, important) in enumerate(definitions):
            environments = known.get(id(place))
            if environments is None:
                environments = known[id(place)] = self._environments(place)
            if not environments and place.kind == "property":
                result.initial = value
            for key, weight, ranks in environments:
                if key[0] == "scope":
                    selectors[key[2]] = place.selector
                priority = (important, ranks[important], weight, order)
                held = best.get(key)
                if held is None or held[0] < priority:
                    best[key] = (priority, value, place)
        for kind, axis, context in sorted(best):
            value = best[kind, axis, context][1]
            if kind == "root":
                result.default = value
            elif kind == "mode":
                result.modes.setdefault(axis, {})[context] = value
            elif kind == "responsive":
                result.responsive[context] = value
            else:
                result.scopes[context] = value
        if result.default is None:
            result.default = result.initial
        if result.default is None:
            _without_root(result, selectors)
        elif result.modes:
            _without_shadowed(result, best)
        return result

    def _environments(self, place: Place) -> list[_Environment]:
        if place.kind != "rule" or place.condition.never:
            return []
        ranks = self._ranks.get(place.layer)
        if ranks is None:
            ranks = self._ranks[place.layer] = (
                self._layers.rank(place.layer, important=False),
                self._layers.rank(place.layer, important=True),
            )
        roots = place.roots
        if roots:
            found = _environments(place.condition, roots)
            return [(key, weight, ranks) for key, weight in found]
        if place.condition.modes or place.condition.responsive:
            return []
        # One context is one selector: its specificity decides nothing within it.
        return [(("scope", "", label(place.selector)), (0, 0, 0), ranks)]


#: What wins in each environment.
_Best = dict[tuple[str, str, str], tuple[Priority, str, Place]]
#: Kind, axis and context; the specificity there; the rank of the layer, plain and important.
_Environment = tuple[tuple[str, str, str], Specificity, tuple[Rank, Rank]]


def _without_shadowed(result: Cascaded, best: _Best) -> None:
    """Note the modes that never apply: where they do, the root's own declaration wins.

    Those that lose by importance, layer or specificity are no modes. Those that merely come
    first stay: source order decides only within one environment.
    """
    found = best.get(("root", "", ""))
    if found is None or not _is_steady(found[2]):
        return
    root, default, _ = found
    for kind, axis, context in sorted(best):
        priority, value, place = best[kind, axis, context]
        if kind != "mode" or priority > root or value == default:
            continue
        if _INNER.search(place.selector):
            continue
        result.shadowed.append((axis, context))
        if priority[:3] < root[:3]:
            del result.modes[axis][context]
            if not result.modes[axis]:
                del result.modes[axis]


# Selectors that match below the root, where its own declarations are only inherited.
_INNER = re.compile(r"\*|\bbody\b|:host", re.I)
# What keeps a declaration of the root from applying in each mode.
_NARROW = re.compile(r":not\(|:has\(|:host|:is\(", re.I)


def _is_steady(place: Place) -> bool:
    """Whether a declaration of the root applies in every mode."""
    if _NARROW.search(place.selector):
        return False
    return all(rule.startswith(("@layer", "@supports")) for rule in place.at_rules)


def _environments(
    condition: Condition, roots: Iterable[Member]
) -> Iterator[tuple[tuple[str, str, str], Specificity]]:
    """What a rule of the root speaks for, as (kind, axis, context), with its specificity."""
    if condition.responsive:
        weight = max(member.specificity for member in roots)
        if not condition.modes and any(not member.modes for member in roots):
            context = label(" and ".join(condition.responsive))
            yield ("responsive", "", context), weight
        return
    seen: dict[tuple[tuple[str, str], ...], Specificity] = {}
    for member in roots:
        modes = tuple(sorted({*condition.modes, *member.modes}))
        seen[modes] = max(seen.get(modes, (0, 0, 0)), member.specificity)
    for modes, weight in seen.items():
        if modes:
            axis = label("+".join(axis for axis, _ in modes))
            context = label("+".join(context for _, context in modes))
            yield ("mode", axis, context), weight
        else:
            yield ("root", "", ""), weight


def _without_root(result: Cascaded, selectors: Mapping[str, str]) -> None:
    """A property that the root never sets: the light theme's value, else the broadest selector's."""
    for axis in sorted(result.modes):
        for context in sorted(result.modes[axis]):
            if _LIGHT.issuperset(context.split("+")):
                result.default = result.modes[axis][context]
                return
    if result.scopes:
        broadest = min(result.scopes)
        if len(result.scopes) > 1:
            broadest = min(result.scopes, key=lambda one: (_least(selectors[one]), one))
        result.default = result.scopes.pop(broadest)
        return
    if result.modes:
        contexts = result.modes[min(result.modes)]
        result.default = contexts[min(contexts)]
    elif result.responsive:
        result.default = result.responsive[min(result.responsive)]


@lru_cache(maxsize=16384)
def _least(selectors: str) -> Specificity:
    """The specificity of the broadest member of a selector list."""
    return min(map(specificity, arguments(selectors)))
