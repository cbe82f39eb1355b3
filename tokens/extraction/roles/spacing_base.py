"""Spacing base: whether margins, paddings and gaps are multiples of 4 or 8 px."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tokens.extraction.results import Token
from tokens.extraction.roles.type_scale import ROOT

#: The share of uses that must be multiples of a base for it to be claimed.
FIT = 0.75
#: Fewer uses say nothing.
_USES = 8
_NEAR = 1e-6
#: Longer ones, in px, are no spacing but tricks that move things out of sight.
_LARGEST = 1000


class Spacing(NamedTuple):
    """Uses of spacing, and the share of them that is a multiple of 4 and of 8 px."""

    uses: int
    distinct: int
    fours: float
    eights: float

    @property
    def base(self) -> int | None:
        """The larger base that fits, in px."""
        if self.uses < _USES:
            return None
        if self.eights >= FIT:
            return 8
        return 4 if self.fours >= FIT else None


def spacing_base(tokens: Iterable[Token]) -> Spacing | None:
    """Weigh the spacing tokens by their uses; zero says nothing, a rem is 16 px."""
    uses = fours = eights = 0
    sizes: set[float] = set()
    for token in tokens:
        value = token.value
        if token.group != "spacing" or isinstance(value, str):
            continue
        size = abs(value["value"]) * (ROOT if value["unit"] == "rem" else 1)
        count = token.provenance.usage
        if not count or not 0 < size <= _LARGEST:
            continue
        sizes.add(size)
        uses += count
        fours += count * _is_multiple(size, 4)
        eights += count * _is_multiple(size, 8)
    if not uses:
        return None
    return Spacing(uses, len(sizes), fours / uses, eights / uses)


def _is_multiple(size: float, base: int) -> bool:
    return abs(size / base - round(size / base)) < _NEAR


def described(spacing: Spacing) -> dict[str, Any]:
    """The spacing as the document says it."""
    return {
        "base": spacing.base,
        "multiples_of_4": round(spacing.fours, 3),
        "multiples_of_8": round(spacing.eights, 3),
        "uses": spacing.uses,
        "distinct": spacing.distinct,
    }
