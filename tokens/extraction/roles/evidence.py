"""What the rules of a site say about one colour: counts by what they paint, and selectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tokens.extraction.naming import label
from tokens.extraction.results import Token
from tokens.extraction.roles.palette import LISTED, Shade
from tokens.extraction.roles.vocabulary import Saying, kind, saying
from tokens.extraction.selectors import root_members
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


class Hearing:
    """Reads selectors, each once in an extraction."""

    def __init__(self, written: Callable[[Token], Iterable[Written]]) -> None:
        self.written = written
        self._said: dict[str, dict[str, Saying | None]] = defaultdict(dict)
        self._rooted: dict[str, bool] = {}

    def evidence(self, shade: Shade) -> Evidence:
        """Count the declarations that reach a colour.

        A custom property of the root is no use: it only hands the colour on.
        """
        found = Evidence()
        entries = self.written(shade.tokens[0])
        if len(shade.tokens) > 1:
            tokens = shade.tokens
            every = {id(one): one for token in tokens for one in self.written(token)}
            entries = every.values()
        for entry in entries:
            paints = kind(entry.name)
            selectors = entry.selectors
            if entry.name[:2] == "--":
                selectors = [one for one in selectors if not self._is_root(one)]
            if selectors:
                _count(found, selectors, paints, self._said[paints])
        found.uses = sum(found.painted.values())
        return found

    def _is_root(self, selector: str) -> bool:
        known = self._rooted.get(selector)
        if known is None:
            known = self._rooted[selector] = bool(root_members(selector))
        return known


def _count(
    found: Evidence,
    selectors: list[str],
    paints: str,
    known: dict[str, Saying | None],
) -> None:
    if len(selectors) > LOOKED_AT:
        selectors = sorted(selectors)[:LOOKED_AT]
    controls = 0
    said = found.selectors
    for selector in selectors:
        if selector in known:
            says = known[selector]
        else:
            says = known[selector] = saying(selector, paints)
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
    found.painted[paints] = found.painted.get(paints, 0) + len(selectors)
    if controls:
        found.interactive[paints] = found.interactive.get(paints, 0) + controls


def most_used(counted: Counts) -> list[str]:
    """Selectors by falling count, then text; at most ten."""
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [label(selector) for selector, _ in ordered[:LISTED] if selector]
