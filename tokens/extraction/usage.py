"""Distinct declarations with the places where they stand, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tokens.extraction.cascade import Definition
from tokens.extraction.naming import label
from tokens.extraction.places import Place, Stylesheet
from tokens.extraction.results import Provenance, Source

_LISTED = 10


class Use(NamedTuple):
    """A block of declarations in a rule, or one declaration: where it stands."""

    place: Place
    sheet: int
    line: int


class Stand(NamedTuple):
    """The uses of a block, in source order, that holds a declaration `offset` lines below its line.

    One list serves all declarations of a text: a block that a sheet repeats 100 times
    is counted once each time, not once for each of its declarations.
    """

    uses: Sequence[Use | Definition]
    offset: int = 0


class Written:
    """A distinct (property, value) and all its declarations."""

    __slots__ = ("_selectors", "name", "stands", "value")

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value
        self.stands: list[Stand] = []
        self._selectors: list[str] | None = None

    @property
    def count(self) -> int:
        """How many declarations there are."""
        return sum([len(uses) for uses, _ in self.stands])

    @property
    def selectors(self) -> list[str]:
        """The selector of each; to be asked for when all stylesheets are read."""
        if self._selectors is None:
            self._selectors = [
                use.place.selector for uses, _ in self.stands for use in uses
            ]
        return self._selectors


def provenance(
    entries: Iterable[Written],
    own: Iterable[Written],
    authored: str,
    sheets: Sequence[Stylesheet],
) -> Provenance:
    """What a document tells of a token: `entries` are its uses, `own` what writes its value."""
    usage = 0
    properties: dict[str, int] = {}
    selectors: dict[str, int] = {}
    for entry in entries:
        found = entry.selectors
        usage += len(found)
        properties[entry.name] = properties.get(entry.name, 0) + len(found)
        for selector in found:
            selectors[selector] = selectors.get(selector, 0) + 1
    stands = [stand for entry in own for stand in entry.stands]
    return Provenance(
        usage=usage,
        declarations=sum([len(uses) for uses, _ in stands]),
        authored=label(authored),
        properties=_most_used(properties),
        selectors=_most_used(selectors),
        sources=tuple(
            [
                Source(sheets[sheet].url, line, label(" ".join(at_rules)))
                for sheet, line, at_rules in _first(stands)
            ]
        ),
    )


def _first(stands: Sequence[Stand]) -> list[tuple[int, int, tuple[str, ...]]]:
    """The first distinct (sheet, line, at-rules), by number and text."""
    found: set[tuple[int, int, tuple[str, ...]]] = set()
    if len(stands) == 1 and len(stands[0].uses) == 1:
        use = stands[0].uses[0]
        return [(use.sheet, use.line + stands[0].offset, use.place.at_rules)]
    for uses, offset in stands:
        here: set[tuple[int, int, tuple[str, ...]]] = set()
        last = (0, 0)
        for use in uses:
            # Beyond these only what stands in the same line can still come before them.
            if len(here) >= _LISTED and (use.sheet, use.line) > last:
                break
            here.add((use.sheet, use.line + offset, use.place.at_rules))
            last = (use.sheet, use.line)
        found |= here
    return sorted(found)[:_LISTED]


def _most_used(counted: dict[str, int]) -> tuple[str, ...]:
    """The texts by falling count, then by text; the empty one is none."""
    if len(counted) == 1:
        return tuple([label(text) for text in counted if text])
    ordered = sorted([(-count, text) for text, count in counted.items()])
    return tuple([label(text) for _, text in ordered[:_LISTED] if text])
