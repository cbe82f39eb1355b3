"""What the rules of a site say about one colour: counts by what they paint, and selectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from tokens.extraction.naming import label
from tokens.extraction.results import Token
from tokens.extraction.roles.palette import LISTED, Shade
from tokens.extraction.roles.vocabulary import Traits, hear, kind, spoken_roles
from tokens.extraction.selectors import root_members
from tokens.extraction.usage import Written

#: Declarations of one text that are looked at; utility sheets have thousands of them.
LOOKED_AT = 2000


#: How often each text occurs; a Counter takes thrice the time for few of them.
Counts = dict[str, int]


def count(counts: Counts, text: str, times: int = 1) -> None:
    """Count one more of a text."""
    counts[text] = counts.get(text, 0) + times


@dataclass(slots=True)
class Evidence:
    """The uses of one colour, through var() too, each declaration once."""

    #: Per kind ("text", "background", "border", "fill", "") the selector of each declaration.
    selectors: dict[str, list[str]]
    #: What those of the selectors say that say anything.
    heard: dict[str, Traits]
    #: Per kind the declarations whose selectors are those of controls and links.
    interactive: Counts = field(default_factory=dict)
    #: Declarations whose selector names the brand, weighed by how plainly.
    branded: float = 0.0
    #: Per role the declarations whose selectors say so.
    said: Counts = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count what the selectors say."""
        for paints, selectors in self.selectors.items():
            if paints == "border":
                self.said["border"] = len(selectors)
            for traits, times in Counter(map(self.heard.get, selectors)).items():
                if traits is None:
                    continue
                if traits.interactive:
                    count(self.interactive, paints, times)
                self.branded += traits.brand * times
                for role in spoken_roles(traits, paints):
                    count(self.said, role, times)

    @property
    def painted(self) -> Counts:
        """Per kind the declarations."""
        return {paints: len(found) for paints, found in self.selectors.items()}

    @property
    def uses(self) -> int:
        """All declarations."""
        return sum(map(len, self.selectors.values()))

    def speakers(self, role: str) -> list[str]:
        """The selectors that give the colour a role, most used first."""
        found: Counter[str] = Counter()
        for paints, selectors in self.selectors.items():
            if role == paints == "border":
                found.update(selectors)
                continue
            for selector in selectors:
                traits = self.heard.get(selector)
                if traits and role in spoken_roles(traits, paints):
                    found[selector] += 1
        return most_used(found)


def evidence(
    shades: Iterable[Shade], written: Callable[[Token], Iterable[Written]]
) -> Iterator[tuple[Shade, Evidence]]:
    """Each colour with the declarations that reach it; `written` gives those of a token.

    A custom property of the root is no use: it only hands the colour on. What is wholly
    transparent has no role, and none of its uses is looked at.
    """
    reaching: list[tuple[Shade, dict[Written, None]]] = []
    distinct: dict[Written, None] = {}
    for shade in shades:
        entries = map(written, shade.tokens if shade.alpha else ())
        found = dict.fromkeys(chain.from_iterable(entries))
        reaching.append((shade, found))
        distinct.update(found)
    uses = _uses(distinct)
    heard = hear({one for _, selectors in uses.values() for one in selectors})
    for shade, found in reaching:
        by_kind: dict[str, list[str]] = {}
        for entry in found:
            if entry in uses:
                paints, selectors = uses[entry]
                by_kind.setdefault(paints, []).extend(selectors)
        yield shade, Evidence(by_kind, heard)


def _uses(entries: Iterable[Written]) -> dict[Written, tuple[str, Sequence[str]]]:
    """What each declaration paints, and its selectors; those without any are left out."""
    found: dict[Written, tuple[str, Sequence[str]]] = {}
    for entry in entries:
        selectors = entry.selectors
        if entry.name[:2] == "--":
            selectors = [one for one in selectors if not root_members(one)]
        if len(selectors) > LOOKED_AT:
            selectors = sorted(selectors)[:LOOKED_AT]
        if selectors:
            found[entry] = kind(entry.name), selectors
    return found


def most_used(counted: Counts) -> list[str]:
    """Selectors by falling count, then text; at most ten."""
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [label(selector) for selector, _ in ordered[:LISTED] if selector]
