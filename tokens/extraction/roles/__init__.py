"""What the tokens of a site are for: evidence from use and from names, never a new name.

All of it follows from use, so it belongs to documents with provenance and to no version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tokens.extraction.custom_properties import CustomProperties
from tokens.extraction.gathering import Gathered
from tokens.extraction.results import Token
from tokens.extraction.roles import (
    brand,
    contrast,
    near_duplicates,
    ramps,
    semantics,
    spacing_base,
    type_scale,
)
from tokens.extraction.roles.evidence import evidence
from tokens.extraction.roles.labels import labels
from tokens.extraction.roles.painting import Painter
from tokens.extraction.roles.pairs import pairs
from tokens.extraction.roles.palette import palette
from tokens.extraction.usage import Written


@dataclass(frozen=True, slots=True)
class Roles:
    """`summary` is the member `roles` of the document, `labels` the label of each token path.

    A member is missing where nothing was found.
    """

    summary: dict[str, Any]
    labels: dict[str, str]


def roles(
    tokens: Sequence[Token],
    written: Callable[[Token], Iterable[Written]],
    gathered: Gathered,
    custom: CustomProperties,
) -> Roles:
    """The roles of `tokens`; `written` gives the declarations that reach a token."""
    shades, of = palette(tokens)
    seen = list(evidence(shades, written))
    ramped = ramps.ramps(shades)
    branded = brand.candidates(seen)
    held = semantics.semantics(seen)
    numbered = frozenset(
        id(step.shade) for ramp in ramped if ramp.authored for step in ramp.steps
    )
    near = near_duplicates.near_duplicates(shades, numbered)
    judged = contrast.Contrast(pairs(gathered), Painter(custom, of)).judge()
    scale = type_scale.type_scale(tokens)
    spacing = spacing_base.spacing_base(tokens)
    summary: dict[str, Any] = {
        "ramps": [ramps.described(one) for one in ramped],
        "brand": [brand.described(one) for one in branded],
        "semantic": {
            role: [semantics.described(one) for one in held[role]] for role in held
        },
        "type_scale": type_scale.described(scale) if scale else None,
        "spacing": spacing_base.described(spacing) if spacing else None,
        "near_duplicates": [near_duplicates.described(one) for one in near],
        "contrast": [contrast.described(one) for one in judged],
    }
    summary = {member: found for member, found in summary.items() if found}
    return Roles(summary, labels(shades, ramped, branded, held))
