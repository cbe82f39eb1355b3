"""Where a declaration stands: its selector, layer and conditions, once per rule."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from tokens.extraction import conditions
from tokens.extraction.components import arguments
from tokens.extraction.conditions import NEVER, Condition
from tokens.extraction.scanner import AtRule, Context
from tokens.extraction.selectors import Member, root_members

# Deeper nesting than this is machine noise; its selectors and at-rules are not joined any more.
_DEEPEST = 24
_LONGEST_SELECTOR = 1000


class Stylesheet(NamedTuple):
    """CSS text and where it comes from; a list of them is in cascade order.

    `media` is the media query list of the link or import, `origin` how the page brings the
    sheet in (`link`, `style`, `import`, ...).
    """

    text: str
    url: str = ""
    media: str = ""
    origin: str = "link"


class Place(NamedTuple):
    """The surroundings of the declarations of one rule."""

    selector: str
    #: The enclosing at-rules, outermost first.
    at_rules: tuple[str, ...]
    layer: tuple[str, ...]
    condition: Condition
    #: "rule", or the name of the at-rule whose descriptors or frames these are.
    kind: str
    depth: int = 0

    @property
    def roots(self) -> tuple[Member, ...]:
        """The members of the selector that sit on the root element."""
        return root_members(self.selector) if self.selector else ()


_DESCRIPTORS = frozenset(
    [
        "font-face",
        "property",
        "page",
        "counter-style",
        "font-palette-values",
        "view-transition",
        "position-try",
        "font-feature-values",
    ]
)


class Places:
    """The places of one stylesheet's contexts."""

    def __init__(self, sheet: Stylesheet) -> None:
        condition = conditions.media(sheet.media)
        at_rules = (f"@media {sheet.media}",) if sheet.media else ()
        self._outside = Place("", at_rules, (), condition, "rule")
        self._places: dict[int, Place] = {}

    def of(self, context: Context | None) -> Place:
        """The place of a context; contexts must outlive this object."""
        if context is None:
            return self._outside
        place = self._places.get(id(context))
        if place is not None:
            return place
        outer = (
            self._places.get(id(context.parent)) if context.parent else self._outside
        )
        if outer is not None:
            place = self._places[id(context)] = _inside(outer, context.prelude)
            return place
        pending: list[Context] = []
        above: Context | None = context
        while above is not None and id(above) not in self._places:
            pending.append(above)
            above = above.parent
        place = self._outside if above is None else self._places[id(above)]
        for inner in reversed(pending):
            place = _inside(place, inner.prelude)
            self._places[id(inner)] = place
        return place


def _inside(outer: Place, prelude: str) -> Place:
    depth = outer.depth + 1
    if prelude[:1] != "@":
        selector = outer.selector
        if outer.kind == "rule" and depth <= _DEEPEST:
            selector = _nested(outer.selector, prelude)
        # Most places by far: a named tuple is made so in half the time.
        place = (selector, *outer[1:-1], depth)
        return tuple.__new__(Place, place)
    if depth > _DEEPEST:
        # Conditions that pile up would take memory by the square of their depth.
        never = outer.condition.and_also(NEVER)
        return Place(
            outer.selector, outer.at_rules, outer.layer, never, outer.kind, depth
        )
    name, _, rest = prelude[1:].partition(" ")
    name, bracket, tight = name.partition("(")
    rest = (bracket + tight + " " + rest).strip()
    layer, condition, kind = outer.layer, outer.condition, outer.kind
    if name == "media":
        condition = condition.and_also(conditions.media(rest))
    elif name == "supports":
        condition = condition.and_also(conditions.supports(rest))
    elif name == "container":
        condition = condition.and_also(Condition(responsive=(f"@container {rest}",)))
    elif name == "layer":
        layer = (*layer, *rest.split("."))[:_DEEPEST]
    elif name.endswith("keyframes"):
        kind = "keyframes"
    elif name in _DESCRIPTORS:
        kind = name
    elif name == "starting-style":
        condition = condition.and_also(NEVER)
    selector = prelude if kind != "rule" else outer.selector
    if name == "theme" and not selector:
        # Tailwind's own at-rule: it becomes a rule of the root.
        selector = ":root"
    return Place(selector, (*outer.at_rules, prelude), layer, condition, kind, depth)


def _nested(outer: str, inner: str) -> str:
    """A nested selector without its nesting (css-nesting-1), long ones left as they are."""
    words = inner.split()
    inner = " ".join(words) if len(words) > 1 else inner
    if not outer or len(outer) > _LONGEST_SELECTOR or len(inner) > _LONGEST_SELECTOR:
        return inner
    parent = f":is({outer})" if "," in outer else outer
    return ", ".join(
        part.replace("&", parent) if "&" in part else f"{parent} {part}"
        for part in arguments(inner)
    )[: 4 * _LONGEST_SELECTOR]


class Layers:
    """The order of cascade layers, by first appearance across all stylesheets (css-cascade-5 6.4)."""

    def __init__(self) -> None:
        self._ranks: dict[tuple[str, ...], int] = {}

    def add(self, at_rules: Iterable[AtRule], places: Places) -> None:
        """Take note of the @layer rules of the next stylesheet."""
        for rule in at_rules:
            if rule.name == "layer":
                outer = places.of(rule.context).layer
                for name in rule.prelude.removeprefix("@layer").split(","):
                    path = (*outer, *name.strip().split("."))[:_DEEPEST]
                    for end in range(1, len(path) + 1):
                        self._ranks.setdefault(path[:end], len(self._ranks))

    def rank(self, layer: tuple[str, ...], *, important: bool) -> tuple[float, ...]:
        """A key that sorts later what wins; for important declarations the order is reversed."""
        key = [
            float(self._ranks.get(layer[:end], -1)) for end in range(1, len(layer) + 1)
        ]
        key.append(math.inf)
        return tuple(-one for one in key) if important else tuple(key)
