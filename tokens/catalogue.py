"""A DTCG document as people read it: its groups, and each token with all that is known of it.

Pure: a document in, frozen dataclasses out. Only the tokens that are shown are worked out,
so a page of a document with thousands costs what it shows. Documents are ours, their names
and values are a stranger's: whatever has not the shape it should have is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tokens.drawing import draw
from tokens.readings import Paint, read_length, read_list, read_number, read_time
from tokens.specimens import Specimen, Swatch
from tokens.spelling import alias_target, value_text

Json = Any
Document = Mapping[str, Json]

EXTENSION = "com.contextds"
#: What following the aliases of one value may take.
RESOLVE_DEPTH = 40
RESOLVE_STEPS = 10_000
WORDS_CHARS = 300
MODES_SHOWN = 12

#: Groups in the order of the extraction's table; jsonb does not keep a document's own.
GROUPS: dict[str, str] = {
    "color": "Colours",
    "typography": "Typography",
    "font-family": "Font families",
    "font-size": "Font sizes",
    "font-weight": "Font weights",
    "line-height": "Line heights",
    "letter-spacing": "Letter spacing",
    "spacing": "Spacing",
    "size": "Sizes",
    "radius": "Radii",
    "border-width": "Border widths",
    "border": "Borders",
    "stroke-style": "Stroke styles",
    "shadow": "Shadows",
    "text-shadow": "Text shadows",
    "gradient": "Gradients",
    "duration": "Durations",
    "delay": "Delays",
    "easing": "Easings",
    "transition": "Transitions",
    "z-index": "Stacking",
    "opacity": "Opacities",
    "aspect-ratio": "Aspect ratios",
    "blur": "Blurs",
    "breakpoint": "Breakpoints",
    "container-breakpoint": "Container breakpoints",
    "dimension": "Other dimensions",
    "number": "Other numbers",
}
#: Shown one below the other, so that their lengths or letters can be compared.
_SHEETS = frozenset(
    ("font-family", "font-size", "font-weight", "typography", "line-height")
    + ("letter-spacing", "spacing", "size", "duration", "delay", "dimension")
    + ("breakpoint", "container-breakpoint")
)


@dataclass(frozen=True, slots=True)
class Source:
    """One place in a site's CSS; `line` from 1, or None."""

    url: str
    line: int | None
    context: str


@dataclass(frozen=True, slots=True)
class Mode:
    """What a token is under a condition: a mode such as dark, a width, a scope."""

    axis: str
    context: str
    alias: str
    value: str
    specimen: Specimen | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One token: `value` is its resolved value as text, `alias` the path that it points to.

    An alias that leads nowhere has no value: "".
    """

    path: str
    group: str
    name: str
    type: str
    value: str
    alias: str
    specimen: Specimen | None
    usage: int | None
    label: str
    declared: str
    description: str
    deprecated: bool
    authored: str
    properties: tuple[str, ...]
    selectors: tuple[str, ...]
    sources: tuple[Source, ...]
    modes: tuple[Mode, ...]
    modes_hidden: int


@dataclass(frozen=True, slots=True)
class Category:
    """A group of tokens, or the part of it that a page shows; `total` counts all."""

    group: str
    label: str
    layout: str
    total: int
    entries: tuple[Entry, ...]

    @property
    def hidden(self) -> int:
        """How many tokens of the group are not among the entries."""
        return self.total - len(self.entries)


@dataclass(frozen=True, slots=True)
class Untyped:
    """A value of the CSS that DTCG has no type for, and why."""

    group: str
    name: str
    authored: str
    reason: str


def categories(document: Document, shown: int) -> list[Category]:
    """Every group that has tokens, each with its first `shown` colours or half as many others.

    A swatch takes a quarter of the room that other drawings take.
    """
    return [
        part
        for number, group in enumerate(group_names(document))
        if (part := category(document, group, 0, _room(group, shown), uid=f"g{number}"))
    ]


def _room(group: str, shown: int) -> int:
    return shown if group == "color" else -(-shown // 2)


def palette(parts: Sequence[Category], size: int) -> list[Paint]:
    """The first `size` distinct visible colours among the entries of categories."""
    swatches = (
        entry.specimen.paint
        for part in parts
        for entry in part.entries
        if isinstance(entry.specimen, Swatch) and entry.specimen.paint.opacity != "0"
    )
    return list(dict.fromkeys(swatches))[:size]


def group_names(document: Document) -> list[str]:
    """The groups of a document: the known ones in table order, then any others."""
    present = {
        key
        for key, members in document.items()
        if not key.startswith("$") and isinstance(members, Mapping) and members
    }
    known = [group for group in GROUPS if group in present]
    return known + sorted(present.difference(known))


def size(document: Document, group: str) -> int:
    """How many tokens a group has."""
    return len(_members(document, group))


def category(
    document: Document, group: str, start: int, length: int, uid: str = "g"
) -> Category | None:
    """Tokens `start` to `start + length` of a group; None when it has none.

    Lengths, times and numbers go from small to large, all else from much to little used.
    `uid` keeps the ids of drawings apart on a page.
    """
    members = _members(document, group)
    if not members:
        return None
    ranked = sorted(members, key=lambda name: _rank(document, name, members[name]))
    entries = tuple(
        _entry(document, group, name, members[name], f"{uid}-{start + number}")
        for number, name in enumerate(ranked[start : start + length])
    )
    if group == "color":
        layout = "chips"
    else:
        layout = "sheet" if group in _SHEETS else "cards"
    label = GROUPS.get(group, group)
    return Category(group, label, layout, len(members), entries)


def entry(
    document: Document, path: str, content: Mapping[str, Json], uid: str
) -> Entry:
    """The token at a path such as `color.brand`, with what the document knows of it.

    `content` is its `$type` and `$value` as a change recorded them, for a document that
    lacks the token; aliases lead into the document all the same.
    """
    group, _, name = path.partition(".")
    token = _token(document, path)
    return _entry(document, group, name, content if token is None else token, uid)


def untyped(document: Document) -> list[Untyped]:
    """What the CSS says and DTCG cannot: em, %, clamp(), keywords, in reading order."""
    found = []
    groups = _mapping(_extension(document).get("untyped"))
    for group, members in sorted(groups.items()):
        for name, about in sorted(_mapping(members).items()):
            known = _mapping(about)
            authored, reason = (
                _words(known.get("authored")),
                _words(known.get("reason")),
            )
            found.append(Untyped(group, name, authored, reason))
    return found


def resolve(document: Document, value: Json) -> Json:
    """`value` with each alias replaced by what it leads to; None for one that leads nowhere.

    Aliases that multiply, or lead in a circle, end as None too.
    """
    return _resolved(document, value, 0, iter(range(RESOLVE_STEPS)))


def _resolved(
    document: Document, value: Json, depth: int, steps: Iterator[int]
) -> Json:
    if depth > RESOLVE_DEPTH or next(steps, None) is None:
        return None
    if target := alias_target(value):
        token = _token(document, target)
        if token is None:
            return None
        return _resolved(document, token["$value"], depth + 1, steps)
    if isinstance(value, Mapping):
        return {
            key: _resolved(document, part, depth + 1, steps)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_resolved(document, part, depth + 1, steps) for part in value]
    return value


def _token(document: Document, path: str) -> Mapping[str, Json] | None:
    """The token at a path; paths are exactly `group.name`, and names hold no dot."""
    group, _, name = path.partition(".")
    token = _mapping(document.get(group)).get(name)
    return token if isinstance(token, Mapping) and "$value" in token else None


def _members(document: Document, group: str) -> Mapping[str, Mapping[str, Json]]:
    """The tokens of a group, whatever else lies in it left out."""
    members = _mapping(document.get(group)) if not group.startswith("$") else {}
    return {
        name: token
        for name, token in members.items()
        if isinstance(token, Mapping) and "$value" in token
    }


def _rank(
    document: Document, name: str, token: Mapping[str, Json]
) -> tuple[float, float, str]:
    value, type_ = token["$value"], _words(token.get("$type"))
    if type_ in {"dimension", "duration", "number"}:
        resolved = resolve(document, value) if alias_target(value) else value
        readers = {"dimension": read_length, "duration": read_time}
        size = readers.get(type_, read_number)(resolved)
        return (0.0 if size is None else size, 0, name)
    usage = read_number(_extension(token).get("usage"))
    return (0, -(usage or 0), name)


def _entry(
    document: Document, group: str, name: str, token: Mapping[str, Json], uid: str
) -> Entry:
    type_ = _words(token.get("$type"))
    about = _extension(token)
    resolved = resolve(document, token.get("$value"))
    usage = read_number(about.get("usage"))
    return Entry(
        path=f"{group}.{name}",
        group=group,
        name=name,
        type=type_,
        value="" if resolved is None else value_text(type_, resolved),
        alias=alias_target(token.get("$value")),
        specimen=draw(group, type_, resolved, uid, about),
        usage=None if usage is None else int(usage),
        label=_words(about.get("label")),
        declared=_words(about.get("declared")),
        description=_words(token.get("$description")),
        deprecated=bool(token.get("$deprecated")),
        authored=_words(about.get("authored")),
        properties=_names(about.get("properties")),
        selectors=_names(about.get("selectors")),
        sources=tuple(_sources(about.get("sources"))),
        modes=tuple(islice(_modes(document, group, type_, about, uid), MODES_SHOWN)),
        modes_hidden=max(0, sum(1 for _ in _conditions(about)) - MODES_SHOWN),
    )


def _modes(
    document: Document, group: str, type_: str, about: Mapping[str, Json], uid: str
) -> Iterator[Mode]:
    for number, (axis, context, value) in enumerate(_conditions(about)):
        resolved = resolve(document, value)
        drawing = draw(group, type_, resolved, f"{uid}-m{number}", about)
        text = "" if resolved is None else value_text(type_, resolved)
        yield Mode(axis, _words(context), alias_target(value), text, drawing)


def _conditions(about: Mapping[str, Json]) -> Iterator[tuple[str, str, Json]]:
    """Each axis, context and value: first the modes, then widths and scopes."""
    axes = dict(sorted(_mapping(about.get("modes")).items()))
    axes |= {key: about[key] for key in ("responsive", "scopes") if key in about}
    for axis, contexts in axes.items():
        for context, value in sorted(_mapping(contexts).items()):
            yield axis, context, value


def _sources(value: Json) -> Iterator[Source]:
    for place in read_list(value) or ():
        if isinstance(place, Mapping):
            line = read_number(place.get("line"))
            context = _words(place.get("context"))
            known = None if line is None else int(line)
            yield Source(_words(place.get("url")), known, context)


def _names(value: Json) -> tuple[str, ...]:
    listed = read_list(value) or ()
    return tuple(_words(item) for item in listed if isinstance(item, str))


def _extension(node: Mapping[str, Json]) -> Mapping[str, Json]:
    return _mapping(_mapping(node.get("$extensions")).get(EXTENSION))


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _words(value: Json) -> str:
    """A text, cut where it would be no help to a reader."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= WORDS_CHARS else value[: WORDS_CHARS - 1] + "…"
