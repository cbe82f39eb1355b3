"""A few hundred real extractions and what changes between them, ready to be multiplied."""

from __future__ import annotations

import bisect
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from contextds.database.stress.stylesheets import BRAND, family
from tokens.canonical import canonical
from tokens.diffing import Change, Diff, diff
from tokens.extraction import Stylesheet, extract
from tokens.search import path_lines, search_terms

#: Families of sites; times STATES are the extractions.
FAMILIES = 60


@dataclass(frozen=True)
class State:
    """One state of a family: its CSS, the document read in it, and its parts.

    `text` is the document as JSON, in which BRAND stands for a site's own colour;
    `terms` the search terms of all other tokens, `branded` the tokens of that colour,
    `paths` the paths of all.
    """

    css: str
    document: dict[str, Any]
    text: str
    token_count: int
    terms: tuple[str, ...]
    paths: str
    branded: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """The changes from one state to the next: rows `start` to `start + count` of all."""

    start: int
    count: int
    summary: str
    changelog: str


class Library:
    """States by family, and all their changes in one list.

    `first[f]` is the step from nothing to the first state of family f, `next[f][s]` the
    step from state s to the one after it, from the last to the first.
    """

    def __init__(self, seed: int, families: int = FAMILIES) -> None:
        """Make the stylesheets and read them; takes some seconds."""
        chance = random.Random(seed)  # noqa: S311 - no secret: data for measurements
        self.changes: list[Change] = []
        self.families = [
            [_state(css) for css in family(chance)] for _ in range(families)
        ]
        self.first = [self._step(None, states[0]) for states in self.families]
        self.next = [
            [self._step(one, other) for one, other in pairwise([*states, states[0]])]
            for states in self.families
        ]

    def _step(self, old: State | None, new: State) -> Step:
        difference = diff(old.document if old else None, new.document)
        start = len(self.changes)
        self.changes.extend(difference.changes)
        return Step(
            start,
            len(difference.changes),
            difference.summary,
            json.dumps(difference.changelog),
        )

    def redesign(self, start: int, count: int) -> Step:
        """Return a step of `count` changes, of all families, from number `start` on.

        It starts over when the list ends. No two documents stand behind it: documents
        with thousands of tokens would make the sets ten times as large as they are.
        """
        whole, rest = divmod(count, len(self.changes))
        start %= len(self.changes)
        groups: dict[str, dict[str, int]] = {}
        summary = dict.fromkeys(Diff(()).counts, 0)
        for (group, kind), places in self._places.items():
            found = whole * len(places) + _within(places, start, rest)
            found += _within(places, 0, max(0, start + rest - len(self.changes)))
            if found:
                groups.setdefault(group, dict.fromkeys(summary, 0))[kind] = found
                summary[kind] += found
        breaking = bool(summary["removed"] or summary["renamed"])
        text = ", ".join(
            f"{number} {kind}" for kind, number in summary.items() if number
        )
        changelog = {"summary": summary, "breaking": breaking, "groups": groups}
        return Step(start, count, text, json.dumps(changelog))

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], list[int]]:
        """The numbers of the changes of each group and type."""
        places: dict[tuple[str, str], list[int]] = {}
        for number, change in enumerate(self.changes):
            key = (change.category, change.change_type)
            places.setdefault(key, []).append(number)
        return places


class Brand:
    """A site's own colour, as it stands in documents."""

    def __init__(self, colour: int) -> None:
        """Take it as 0xRRGGBB."""
        self.hex = f"#{colour:06x}"
        self.value = _colour(self.hex)
        #: As json.dumps(separators=(",", ":")) and as PostgreSQL write it.
        self.components = _components(self.value, ",")
        self.spaced = _components(self.value, ", ")
        self._terms: dict[str, list[str]] = {}

    def text(self, state: State) -> str:
        """Return the document of a state with this colour in it."""
        return state.text.replace(SENTINEL.components, self.components).replace(
            SENTINEL.hex, self.hex
        )

    def terms(self, state: State) -> list[str]:
        """Return the search terms of a state with this colour, as recording writes them."""
        key = json.dumps(state.branded)
        if key not in self._terms:
            own = key.replace(json.dumps(SENTINEL.value), json.dumps(self.value))
            self._terms[key] = search_terms(json.loads(own))
        return sorted({*state.terms, *self._terms[key]})


def _within(places: list[int], start: int, count: int) -> int:
    return bisect.bisect_left(places, start + count) - bisect.bisect_left(places, start)


def _components(value: Mapping[str, Any], comma: str) -> str:
    return comma.join(f"{number}" for number in value["components"])


def _colour(hex_code: str) -> dict[str, Any]:
    """The value that the extractor reads in a colour."""
    parts = [int(hex_code[place : place + 2], 16) for place in (1, 3, 5)]
    return {
        "colorSpace": "srgb",
        "components": [
            part // 255 if part in (0, 255) else float(f"{part / 255:.10g}")
            for part in parts
        ],
        "hex": hex_code,
    }


SENTINEL = Brand(int(BRAND[1:], 16))
_OTHER = Brand(int(BRAND[1:], 16) ^ 0xFFFFFF)


def _state(css: str) -> State:
    extraction = extract([Stylesheet(css, "https://cdn.example/site.css")])
    document = json.loads(canonical(extraction.to_dtcg()))
    branded: dict[str, dict[str, Any]] = {}
    for group, name, token in _members(document):
        if token.get("$value") == SENTINEL.value:
            branded.setdefault(group, {})[name] = token
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    # The terms that stay when the brand is another, far away: cells may be shared.
    other = json.loads(
        text.replace(SENTINEL.components, _OTHER.components).replace(
            SENTINEL.hex, _OTHER.hex
        )
    )
    staying = set(search_terms(other))
    return State(
        css,
        document,
        text,
        sum(extraction.counts.values()),
        tuple(term for term in search_terms(document) if term in staying),
        path_lines(document),
        branded,
    )


def _members(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for group, members in document.items():
        if not group.startswith("$"):
            for name, token in members.items():
                yield group, name, token
