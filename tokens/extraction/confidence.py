"""How sure it is that a token is one: a value that the site's authors chose and use as such."""

from __future__ import annotations

from tokens.extraction.groups import named_groups
from tokens.extraction.results import Token

#: Types that more than one group holds: there the group is a decision, else it is the value's own.
_MOVABLE = frozenset(("dimension", "number", "duration", "shadow"))
_FALLBACKS = frozenset(("dimension", "number"))
_DOUBTS = ("assumed", "converted")
_LISTED = 10


def confidence(token: Token, consumers: frozenset[str]) -> float:
    """0 to 1, two decimals; the same in any order of the rules.

    The sum of four kinds of evidence:

    - origin, 0.35: declared as a custom property; 0.25 for a value in place that one holds
      too; 0.15 for any other value in place, which may be an accident
    - use, up to 0.35: 0.35 u / (u + 2) for u declarations that reach it; one is a third of
      it, and each further one says less
    - spread, up to 0.15: a quarter of it for each of the first four selectors
    - place, 0.15: its type or a property that uses it decides the group; 0.1 when only the
      words of its name do; 0 in the groups `dimension` and `number`, where nothing does

    then taken by 0.9 for each doubt: parts that are assumed, a colour that had to be
    converted, and a value that is only written under @supports. `consumers` are the groups
    of the properties that use a custom property.
    """
    usage, declarations, _, _, selectors, sources = token.provenance
    spread = len(selectors)
    score = 0.3 + 0.35 * usage / (usage + 2) + 0.0375 * (spread if spread < 4 else 4)
    if token.declared is not None:
        score += 0.2
        if token.type in _MOVABLE and token.group not in consumers:
            if token.group in named_groups(token.declared):
                score -= 0.05
            elif token.group in _FALLBACKS:
                score -= 0.15
    elif token.same_as:
        score += 0.1
    if token.details:
        score *= 0.9 ** sum(doubt in token.details for doubt in _DOUBTS)
    # Of more declarations not all are listed, and which are depends on their order.
    if (
        sources
        and "@supports" in sources[0][2]
        and declarations <= _LISTED
        and all("@supports" in source.context for source in sources)
    ):
        score *= 0.9
    return round(score, 2)
