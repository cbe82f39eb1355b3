"""What a document says its tokens are for, as people read it.

Pure: a document in, frozen dataclasses out. The evidence is ours, the names in it are a stranger's,
and an older document has none: whatever has not the shape it should have is left out. Colours
come as #rrggbb, ready for SVG attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tokens.extraction.roles.spacing_base import FIT
from tokens.readings import clamp, plain, read_list, read_number

Json = Any

EXTENSION = "com.contextds"
BRANDS_SHOWN = 4
RAMPS_SHOWN = 8
STEPS_SHOWN = 24
COLOURS_SHOWN = 3
SELECTORS_SHOWN = 3
PAIRS_SHOWN = 24
DUPLICATES_SHOWN = 12
SIZES_SHOWN = 16
_LONGEST = 120
_HEX = re.compile(r"#[0-9a-f]{6}")
_ROLES = ("text", "background", "border", "success", "warning", "danger", "info")
#: Of WCAG 2.2, the best level first; what is below all of them fails.
_LEVELS = (
    ("AAA", "passes AAA"),
    ("AA", "passes AA"),
    ("AA_large", "AA for large text only"),
)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour: `hex` is #rrggbb, `opacity` a number from 0 to 1, `name` its token's path."""

    hex: str
    opacity: str
    name: str


@dataclass(frozen=True, slots=True)
class Brand:
    """A colour that may be the brand's: `score` in percent, and who says so."""

    colour: Colour
    score: int
    names: tuple[str, ...]
    selectors: tuple[str, ...]
    uses: int


@dataclass(frozen=True, slots=True)
class Ramp:
    """Colours in order of lightness or of their numbers."""

    name: str
    from_names: bool
    steps: tuple[Colour, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """A colour of a role, with the custom properties and selectors that say so."""

    colour: Colour
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role and its likeliest colours."""

    name: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A text colour on a background: `verdict` is the best level of WCAG 2.2 that it passes.

    `ground` is what a translucent background is taken to lie over, empty for an opaque one.
    """

    text: Colour
    background: Colour
    ground: str
    ratio: str
    passes: bool
    verdict: str
    rules: int
    selectors: tuple[str, ...]
    modes: tuple[str, ...]
    page: bool


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two colours that hardly anyone can tell apart, the one used more first."""

    kept: Colour
    other: Colour
    distance: str


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Font sizes in px; `ratio` is empty where they follow none."""

    base: str
    ratio: str
    interval: str
    fit: int
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Multiples of 4 and of 8 px in percent of all uses.

    `base` is empty where neither fits, and where they would but the uses are too `few` to tell.
    """

    base: str
    fours: int
    eights: int
    uses: int
    few: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """All that is known; the totals count what is not shown too."""

    brands: tuple[Brand, ...]
    ramps: tuple[Ramp, ...]
    roles: tuple[Role, ...]
    pairs: tuple[Pair, ...]
    pairs_total: int
    pairs_failing: int
    duplicates: tuple[Duplicate, ...]
    duplicates_total: int
    type_scale: TypeScale | None
    spacing: Spacing | None


def roles(document: Mapping[str, Json]) -> Roles | None:
    """What a document says of roles; None for one that says nothing."""
    found = _mapping(_mapping(document.get("$extensions")).get(EXTENSION))
    about = _mapping(found.get("roles"))
    if not about:
        return None
    pairs = [pair for one in _listed(about, "contrast") if (pair := _pair(one))]
    duplicates = [
        twins for one in _listed(about, "near_duplicates") if (twins := _duplicate(one))
    ]
    semantic = _mapping(about.get("semantic"))
    return Roles(
        brands=tuple(_brands(about))[:BRANDS_SHOWN],
        ramps=tuple(_ramps(about))[:RAMPS_SHOWN],
        roles=tuple(role for name in _ROLES if (role := _role(name, semantic))),
        pairs=tuple(pairs[:PAIRS_SHOWN]),
        pairs_total=len(pairs),
        pairs_failing=sum(not pair.passes for pair in pairs),
        duplicates=tuple(duplicates[:DUPLICATES_SHOWN]),
        duplicates_total=len(duplicates),
        type_scale=_type_scale(_mapping(about.get("type_scale"))),
        spacing=_spacing(_mapping(about.get("spacing"))),
    )


def _brands(about: Mapping[str, Json]) -> Iterator[Brand]:
    for one in _listed(about, "brand"):
        colour = _colour(one)
        score = read_number(one.get("score"))
        # Variants of a colour are in the document; the page tells the colours apart.
        if colour is None or score is None or "variant_of" in one:
            continue
        uses = sum(_count(count) for count in _mapping(one.get("uses")).values())
        yield Brand(
            colour,
            round(100 * clamp(score, 0, 1)),
            _texts(one.get("names")),
            _texts(one.get("selectors")),
            uses,
        )


def _ramps(about: Mapping[str, Json]) -> Iterator[Ramp]:
    for one in _listed(about, "ramps"):
        steps = [colour for step in _listed(one, "steps") if (colour := _colour(step))]
        if steps:
            named = one.get("from") == "names"
            yield Ramp(_text(one.get("name")), named, tuple(steps[:STEPS_SHOWN]))


def _role(name: str, semantic: Mapping[str, Json]) -> Role | None:
    holders = [
        Holder(colour, _said_by(one))
        for one in _listed(semantic, name)[:COLOURS_SHOWN]
        if (colour := _colour(one))
    ]
    return Role(name, tuple(holders)) if holders else None


def _said_by(one: Mapping[str, Json]) -> tuple[str, ...]:
    """The plainest custom property and the selectors, as far as there are any."""
    names, selectors = _texts(one.get("names")), _texts(one.get("selectors"))
    return (names[:1] + selectors + names[1:])[:SELECTORS_SHOWN]


def _pair(one: Mapping[str, Json]) -> Pair | None:
    text = _colour(_mapping(one.get("text")))
    background = _colour(_mapping(one.get("background")))
    ratio = read_number(one.get("ratio"))
    if text is None or background is None or ratio is None:
        return None
    passes = _mapping(one.get("passes"))
    verdict = next(
        (words for level, words in _LEVELS if passes.get(level) is True), "fails"
    )
    ground = _text(one.get("over"))
    modes = [
        f"{_text(mode.get('axis'))}: {_text(mode.get('context'))}"
        for mode in _listed(one, "modes")
    ]
    return Pair(
        text=text,
        background=background,
        ground=ground if _HEX.fullmatch(ground) else "",
        ratio=f"{clamp(ratio, 1, 21):.2f}",
        passes=passes.get("AA") is True,
        verdict=verdict,
        rules=_count(one.get("rules")),
        selectors=_texts(one.get("selectors")),
        modes=tuple(modes[:SELECTORS_SHOWN]),
        page=one.get("page") is True,
    )


def _duplicate(one: Mapping[str, Json]) -> Duplicate | None:
    hexes, paths = read_list(one.get("hex")) or (), read_list(one.get("tokens")) or ()
    distance = read_number(one.get("distance"))
    if len(hexes) != 2 or len(paths) != 2 or distance is None:
        return None
    colours = [
        colour
        for value, path in zip(hexes, paths, strict=True)
        if (colour := _colour({"hex": value, "token": path}))
    ]
    if len(colours) != 2:
        return None
    return Duplicate(colours[0], colours[1], f"{clamp(distance, 0, 1):.4f}")


def _type_scale(one: Mapping[str, Json]) -> TypeScale | None:
    sizes = [
        plain(size)
        for about in _listed(one, "sizes")
        if (size := read_number(about.get("px"))) is not None
    ]
    base = read_number(one.get("base"))
    if not sizes or base is None:
        return None
    ratio, fit = read_number(one.get("ratio")), read_number(one.get("fit"))
    return TypeScale(
        base=plain(base),
        ratio="" if ratio is None else plain(ratio),
        interval=_text(one.get("name")),
        fit=_percent(fit),
        sizes=tuple(sizes[:SIZES_SHOWN]),
    )


def _spacing(one: Mapping[str, Json]) -> Spacing | None:
    fours, eights = (
        read_number(one.get("multiples_of_4")),
        read_number(one.get("multiples_of_8")),
    )
    if fours is None or eights is None:
        return None
    base = read_number(one.get("base"))
    return Spacing(
        base="" if base is None else plain(base),
        fours=_percent(fours),
        eights=_percent(eights),
        uses=_count(one.get("uses")),
        few=base is None and fours >= FIT,
    )


def _colour(one: Mapping[str, Json]) -> Colour | None:
    value, alpha = one.get("hex"), read_number(one.get("alpha", 1))
    if not isinstance(value, str) or not _HEX.fullmatch(value) or alpha is None:
        return None
    return Colour(value, plain(clamp(alpha, 0, 1)), _text(one.get("token")))


def _percent(share: float | None) -> int:
    """Whole percent, never rounded up."""
    return int(100 * clamp(share or 0, 0, 1) + 1e-9)


def _count(value: Json) -> int:
    number = read_number(value)
    return 0 if number is None else int(number)


def _listed(node: Mapping[str, Json], key: str) -> Sequence[Mapping[str, Json]]:
    return [one for one in read_list(node.get(key)) or () if isinstance(one, Mapping)]


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(_text(one) for one in (read_list(value) or ())[:SELECTORS_SHOWN])


def _text(value: Json) -> str:
    """A text, cut where it would be no help to a reader."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
