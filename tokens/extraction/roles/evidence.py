"""What the rules of a site say about one colour: counts by what they paint, and selectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tokens.extraction.naming import label
from tokens.extraction.results import Token
from tokens.extraction.roles.palette import LISTED, Shade
from tokens.extraction.roles.vocabulary import kind, saying
from tokens.extraction.usage import Written

#: Declarations of one text that are looked at; utility sheets have thousands of them.
LOOKED_AT = 2000


#: How often each text occurs; a Counter takes thrice the time for few of them.
Counts = dict[str, int]


def count(counts: Counts, text: str) -> None:
    """Count one more of a text."""
    counts[text] = counts.get(text, 0) + 1


@dataclass(slots=True)
class Evidence:
    """The uses of one colour, through var() too, each declaration once."""

    #: Per kind ("text", "background", "border", "fill", "") the declarations.
    painted: Counts = field(default_factory=dict)
    #: The same for selectors of controls and links.
    interactive: Counts = field(default_factory=dict)
    #: Declarations whose selector names the brand, weighed by how plainly.
    branded: float = 0.0
    #: Per role the selectors that say so.
    selectors: dict[str, Counts] = field(default_factory=dict)
    uses: int = 0

    def said(self, role: str) -> int:
        """The declarations whose selectors give the colour a role."""
        return sum(self.selectors[role].values()) if role in self.selectors else 0


def evidence(shade: Shade, written: Callable[[Token], Iterable[Written]]) -> Evidence:
    """Count the declarations that reach a colour.

    A custom property of the root is no use: it only hands the colour on.
    """
    found = Evidence()
    entries: Iterable[Written] = written(shade.tokens[0])
    if len(shade.tokens) > 1:
        every = {id(one): one for token in shade.tokens for one in written(token)}
        entries = every.values()
    for entry in entries:
        _count(found, entry)
    found.uses = sum(found.painted.values())
    return found


def _count(found: Evidence, entry: Written) -> None:
    paints = kind(entry.name)
    if entry.name[:2] == "--":
        selectors = [
            use.place.selector
            for uses, _ in entry.stands
            for use in uses
            if not use.place.roots
        ]
    else:
        selectors = entry.selectors
    if len(selectors) > LOOKED_AT:
        selectors = sorted(selectors)[:LOOKED_AT]
    controls = 0
    said = found.selectors
    for selector in selectors:
        says = saying(selector, paints)
        if says is not None:
            interactive, brand, roles = says
            controls += interactive
            found.branded += brand
            for role in roles:
                count(said.setdefault(role, {}), selector)
    if paints == "border":
        borders = said.setdefault("border", {})
        for selector in selectors:
            count(borders, selector)
    if selectors:
        found.painted[paints] = found.painted.get(paints, 0) + len(selectors)
    if controls:
        found.interactive[paints] = found.interactive.get(paints, 0) + controls


def most_used(counted: Counts) -> list[str]:
    """Selectors by falling count, then text; at most ten."""
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [label(selector) for selector, _ in ordered[:LISTED] if selector]
