"""Brand candidates: chromatic colours, by where they are used and what they are called.

score = 0.55 * use + 0.35 * name + 0.1 * chroma, from 0 to 1:

- use is log(1 + p) / log(1 + p of the colour used most), where p weighs each declaration by
  `WEIGHTS`: a background of a control counts most; where more than three colours share one p,
  three parts among all of them, since a palette of utilities has no brand;
- name is 1 where a custom property names the brand (`--primary`, `--brand-500`), less where it
  speaks of an accent or of what is derived from the brand, and at most 0.6 where only selectors
  do (`.btn-primary`), as often as they do;
- chroma is that of OKLCH, 0.15 and more being 1.

The colour of a status (danger, ...) loses as much of it as it is used for that: up to 60 %.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from tokens.extraction.roles.evidence import Evidence
from tokens.extraction.roles.palette import LISTED, Shade
from tokens.extraction.roles.perception import polar
from tokens.extraction.roles.vocabulary import (
    STATUS,
    brand_named,
    plainest,
    status_named,
)

#: What a declaration is worth: (on controls and links, elsewhere), by what it paints.
WEIGHTS: dict[str, tuple[float, float]] = {
    "background": (4.0, 1.0),
    "fill": (3.0, 1.0),
    "text": (2.0, 0.5),
    "border": (1.0, 0.25),
    "": (0.25, 0.25),
}
_EQUALS = 3
#: A weaker colour is no candidate.
_LEAST = 0.4
_MOST = 8
#: Degrees of OKLCH hue between a colour and its hover state, its tints and its shades.
_SAME_HUE = 20.0
_STATUS_LOSS = 0.6


class Candidate(NamedTuple):
    """A colour that may be the brand's."""

    shade: Shade
    evidence: Evidence
    score: float
    #: The custom properties that say so, the plainest first.
    names: list[str]
    #: The better candidate of nearly the same hue, whose variant this one is.
    variant_of: Shade | None = None


def candidates(found: Iterable[tuple[Shade, Evidence]]) -> list[Candidate]:
    """The likeliest brand colours, best first."""
    chromatic = [
        (shade, evidence, _prominence(evidence))
        for shade, evidence in found
        if shade.alpha == 1 and not shade.neutral
    ]
    most = max((prominence for _, _, prominence in chromatic), default=0.0)
    scored: list[Candidate] = []
    branded = max((evidence.branded for _, evidence, _ in chromatic), default=0.0)
    crowd = Counter(prominence for _, _, prominence in chromatic)
    for shade, evidence, prominence in chromatic:
        named = {name: brand_named(name) for name in shade.names}
        use = math.log1p(prominence) / math.log1p(most) if most else 0.0
        use *= min(1.0, _EQUALS / crowd[prominence])
        said = 0.6 * evidence.branded / branded if branded else 0.0
        name = max(said, *named.values(), 0.0)
        chroma = min(1.0, polar(shade.oklab).chroma / 0.15)
        score = 0.55 * use + 0.35 * name + 0.1 * chroma
        if score < _LEAST:
            continue
        score *= 1 - _STATUS_LOSS * _status(shade, evidence) * (name < 1)
        if score >= _LEAST and (prominence or name):
            names = plainest({one: named[one] for one in named if named[one]})
            scored.append(Candidate(shade, evidence, round(score, 3), names))
    scored.sort(key=lambda one: (-one.score, one.shade.token.path))
    return _with_variants(scored[:_MOST])


def _with_variants(scored: list[Candidate]) -> list[Candidate]:
    """Tell hover and pressed colours, tints and shades from colours of their own."""
    heads: list[Candidate] = []
    found: list[Candidate] = []
    for one in scored:
        hue = polar(one.shade.oklab).hue
        for head in heads:
            turned = abs(polar(head.shade.oklab).hue - hue)
            if min(turned, 360 - turned) <= _SAME_HUE:
                one = one._replace(variant_of=head.shade)
                break
        else:
            heads.append(one)
        found.append(one)
    return found


def _prominence(evidence: Evidence) -> float:
    total = 0.0
    for kind, count in evidence.painted.items():
        on_controls, elsewhere = WEIGHTS[kind]
        controls = evidence.interactive.get(kind, 0)
        total += on_controls * controls + elsewhere * (count - controls)
    return total


def _status(shade: Shade, evidence: Evidence) -> float:
    """How much of a status colour it is, 0..1."""
    named = max(
        (found[1] for name in shade.names if (found := status_named(name))), default=0.0
    )
    said = sum(evidence.said.get(status, 0) for status in STATUS)
    return max(named, said / evidence.uses if said else 0.0)


def described(candidate: Candidate) -> dict[str, Any]:
    """The candidate as the document says it."""
    shade, evidence = candidate.shade, candidate.evidence
    painted = evidence.painted
    found = {
        **shade.described(candidate.names),
        "score": candidate.score,
        "names": candidate.names[:LISTED],
        "uses": {kind or "other": painted[kind] for kind in WEIGHTS if kind in painted},
        "on_controls": sum(evidence.interactive.values()),
        "selectors": evidence.speakers("brand"),
    }
    if candidate.variant_of:
        found["variant_of"] = candidate.variant_of.token.path
    return found
