"""What reading one value yields: typed literals, ready for the document."""

from __future__ import annotations

from typing import Any, NamedTuple

Path = tuple[str | int, ...]
Aliases = list[tuple[Path, str]]
#: DTCG type of each member of a composite value that may be an alias.
MEMBER_TYPES = {
    "color": "color",
    "offsetX": "dimension",
    "offsetY": "dimension",
    "blur": "dimension",
    "spread": "dimension",
    "width": "dimension",
    "style": "strokeStyle",
    "duration": "duration",
    "delay": "duration",
    "timingFunction": "cubicBezier",
    "fontFamily": "fontFamily",
    "fontSize": "dimension",
    "fontWeight": "fontWeight",
    "letterSpacing": "dimension",
    "lineHeight": "number",
}


class Finding(NamedTuple):
    """A typed literal: its group, DTCG type and value, and the slug that identifies it there.

    With an empty type it is a text that DTCG has no type for.
    """

    group: str
    type: str
    value: Any
    slug: str
    #: Places inside `value` that a custom property supplied whole: they may become aliases.
    aliases: tuple[tuple[Path, str], ...] = ()
    #: Custom properties that supplied parts which no alias can stand for.
    refs: tuple[str, ...] = ()
    #: Facts of the value that DTCG has no field for, for `$extensions`.
    details: tuple[tuple[str, Any], ...] = ()


class Part(NamedTuple):
    """One word of a value, var() substituted; without text where that is invalid."""

    text: str
    raw: str
    #: The custom property whose whole value this word is, when that is a token.
    name: str | None = None
    #: The custom property of whose value this word is only a part, when that is a token.
    within: str | None = None
