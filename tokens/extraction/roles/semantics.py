"""Semantic roles: text, background, border and the statuses, with who says so.

A colour has a role only where a selector or a custom property says so. Its score, 0..1, is
0.4 * named + 0.3 * n / (n of the colour that has most) + 0.3 * n / (all its uses), where n counts
the declarations whose selector says the role, and named is how plainly a custom property does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from tokens.extraction.roles.evidence import Evidence
from tokens.extraction.roles.palette import LISTED, Shade
from tokens.extraction.roles.vocabulary import (
    STATUS,
    name_words,
    plainest,
    role_named,
    status_named,
)

ROLES = ("text", "background", "border", *STATUS)
_MOST = 8
_LEAST = 0.1


class Holder(NamedTuple):
    """A colour that has a role."""

    shade: Shade
    role: str
    evidence: Evidence
    score: float
    #: Declarations whose selector says so.
    said: int
    names: list[str]


class _Claim(NamedTuple):
    shade: Shade
    evidence: Evidence
    #: The custom properties that say it, and how plainly.
    named: dict[str, float]


def semantics(found: Iterable[tuple[Shade, Evidence]]) -> dict[str, list[Holder]]:
    """The colours of each role, best first; roles that nothing names are left out."""
    known = list(found)
    prefix = _prefix(known)
    claims: dict[str, list[_Claim]] = {role: [] for role in ROLES}
    for shade, evidence in known:
        if shade.alpha == 0:
            continue
        named = _names(shade, prefix)
        for role in {*named, *evidence.said} & claims.keys():
            # White text on an error is no colour of errors.
            # What shows something else through is no ground unless its name says so.
            veil = shade.alpha < 1 and role in ("text", "background")
            if not (shade.neutral and role in STATUS) and not (
                veil and role not in named
            ):
                claims[role].append(_Claim(shade, evidence, named.get(role, {})))
    held = {role: _scored(role, claims[role]) for role in ROLES}
    return {role: holders for role, holders in held.items() if holders}


def _scored(role: str, claims: list[_Claim]) -> list[Holder]:
    most = max((claim.evidence.said.get(role, 0) for claim in claims), default=0)
    found: list[Holder] = []
    for shade, evidence, named in claims:
        said = evidence.said.get(role, 0)
        score = 0.4 * max(named.values(), default=0.0)
        if said:
            score += 0.3 * said / most + 0.3 * said / evidence.uses
        if score >= _LEAST:
            names = plainest(named)
            found.append(Holder(shade, role, evidence, round(score, 3), said, names))
    found.sort(key=lambda one: (-one.score, -one.said, one.shade.token.path))
    return found[:_MOST]


def _names(shade: Shade, prefix: str) -> dict[str, dict[str, float]]:
    """Per role the custom properties that give it to a colour, and how plainly."""
    named: dict[str, dict[str, float]] = {}
    for name in shade.names:
        status = status_named(name)
        role = role_named(name, prefix)
        if status:
            named.setdefault(status[0], {})[name] = status[1]
        elif role:
            named.setdefault(role, {})[name] = 1.0
    return named


def _prefix(known: Iterable[tuple[Shade, Evidence]]) -> str:
    """The word that most custom properties of the site begin with."""
    first = Counter(
        name_words(name)[0]
        for shade, _ in known
        for name in shade.names
        if name_words(name)
    )
    if not first:
        return ""
    word = min(first, key=lambda one: (-first[one], one))
    return word if first[word] > first.total() / 2 else ""


def described(holder: Holder) -> dict[str, Any]:
    """The colour of a role as the document says it."""
    return {
        **holder.shade.described(holder.names),
        "score": holder.score,
        "count": holder.said,
        "names": holder.names[:LISTED],
        "selectors": holder.evidence.speakers(holder.role),
    }
