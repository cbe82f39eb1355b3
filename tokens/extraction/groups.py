"""The table of token groups: their order, types, the properties that feed them and the words that name them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Group(NamedTuple):
    """One group of the document; `words` are phrases of custom property names that place a value in it."""

    name: str
    types: tuple[str, ...]
    words: tuple[str, ...] = ()


GROUPS: tuple[Group, ...] = (
    Group("color", ("color",)),
    Group("font-family", ("fontFamily",), ("font family", "font", "family")),
    Group("font-size", ("dimension",), ("font size", "text size", "text")),
    Group("font-weight", ("fontWeight",), ("font weight", "weight")),
    Group("line-height", ("number", "dimension"), ("line height", "leading")),
    Group("letter-spacing", ("dimension",), ("letter spacing", "tracking")),
    Group("typography", ("typography",)),  # fed by whole rules: see typography.py
    Group(
        "spacing",
        ("dimension",),
        ("space", "spacing", "spacer", "gap", "gutter", "padding", "margin"),
    ),
    Group("size", ("dimension",)),
    Group("radius", ("dimension",), ("radius", "radii", "rounded")),
    Group("border-width", ("dimension",), ("border width",)),
    Group("border", ("border",)),
    Group(
        "stroke-style",
        ("strokeStyle",),
        ("border style", "outline style", "stroke style"),
    ),
    Group("shadow", ("shadow",), ("shadow",)),
    Group("text-shadow", ("shadow",), ("text shadow",)),
    Group("gradient", ("gradient",)),
    Group("duration", ("duration",), ("duration",)),
    Group("delay", ("duration",), ("delay",)),
    Group("easing", ("cubicBezier",), ("ease", "easing", "timing")),
    Group("transition", ("transition",), ("transition",)),
    Group("z-index", ("number",), ("z index", "zindex")),
    Group("opacity", ("number",), ("opacity",)),
    Group("aspect-ratio", ("number",), ("aspect ratio", "aspect")),
    Group("blur", ("dimension",), ("blur",)),
    Group("breakpoint", ("dimension",), ("breakpoint", "screen")),
    Group("container-breakpoint", ("dimension",)),
    Group("dimension", ("dimension",)),
    Group("number", ("number",)),
)
#: Groups of properties that take no negative values.
NO_NEGATIVES = frozenset(
    [
        "font-size",
        "line-height",
        "size",
        "radius",
        "border-width",
        "blur",
        "duration",
        "aspect-ratio",
    ]
)
ORDER: dict[str, int] = {group.name: index for index, group in enumerate(GROUPS)}

_SIDES = ("top", "right", "bottom", "left")
_LOGICAL = ("block", "inline", "block-start", "block-end", "inline-start", "inline-end")
# Of the logical properties as WebKit had them first.
_OLD_SIDES = ("start", "end", "before", "after")
_CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")
_LOGICAL_CORNERS = ("start-start", "start-end", "end-end", "end-start")


def _properties() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}

    def feed(groups: tuple[str, ...], names: str) -> None:
        for name in names.split():
            table[name] = groups

    def sides(prefix: str, suffix: str = "") -> str:
        return " ".join(f"{prefix}-{side}{suffix}" for side in _SIDES + _LOGICAL)

    feed(
        ("color",),
        "color background-color border-color outline-color fill stroke caret-color"
        " accent-color text-decoration text-decoration-color column-rule-color"
        " flood-color lighting-color stop-color scrollbar-color text-fill-color"
        " tap-highlight-color text-emphasis text-emphasis-color text-outline"
        " scrollbar-base-color scrollbar-face-color scrollbar-track-color"
        " scrollbar-arrow-color scrollbar-highlight-color scrollbar-shadow-color"
        " scrollbar-3dlight-color scrollbar-darkshadow-color caret"
        " rule-color row-rule-color fill-color stroke-color override-colors"
        " solid-color viewport-fill layer-background-color "
        + " ".join(f"border-{side}-color" for side in _OLD_SIDES)
        + " "
        + " ".join(f"border-{side}-colors" for side in _SIDES)
        + " "
        + sides("border", "-color"),
    )
    feed(
        ("color", "gradient"),
        "background background-image mask mask-image mask-border mask-border-source"
        " border-image border-image-source list-style list-style-image content"
        " shape-outside cursor mask-box-image mask-box-image-source box-reflect",
    )
    feed(("color", "border-width"), "text-stroke")
    feed(
        ("color", "border-width", "border", "stroke-style"),
        "border outline column-rule row-rule rule "
        + " ".join(f"border-{side}" for side in _OLD_SIDES)
        + " "
        + sides("border"),
    )
    feed(
        ("stroke-style",),
        "border-style outline-style column-rule-style " + sides("border", "-style"),
    )
    feed(("color",), "text-stroke-color")
    feed(
        ("border-width",),
        "border-width outline-width column-rule-width text-stroke-width stroke-width "
        + sides("border", "-width"),
    )
    feed(("font-family",), "font-family")
    feed(("font-size",), "font-size")
    feed(("font-weight",), "font-weight")
    feed(("line-height",), "line-height")
    feed(("letter-spacing",), "letter-spacing")
    feed(("font-family", "font-size", "font-weight", "line-height"), "font")
    feed(
        ("spacing",),
        "margin padding gap row-gap column-gap grid-gap grid-row-gap grid-column-gap"
        " inset top right bottom left scroll-margin scroll-padding border-spacing "
        + " ".join(
            sides(prefix)
            for prefix in ("margin", "padding", "scroll-margin", "scroll-padding")
        )
        + " "
        + " ".join(f"inset-{name}" for name in _LOGICAL)
        + " "
        + " ".join(
            f"{prefix}-{side}"
            for prefix in ("margin", "padding")
            for side in _OLD_SIDES
        ),
    )
    feed(
        ("size",),
        " ".join(
            prefix + name
            for prefix in ("", "min-", "max-")
            for name in ("width", "height", "block-size", "inline-size")
        )
        + " flex flex-basis",
    )
    feed(
        ("radius",),
        "border-radius border-radius-topleft border-radius-topright"
        " border-radius-bottomright border-radius-bottomleft "
        + " ".join(f"border-{corner}-radius" for corner in _CORNERS + _LOGICAL_CORNERS),
    )
    feed(("color", "shadow"), "box-shadow")
    feed(("color", "text-shadow"), "text-shadow")
    feed(("color", "shadow", "blur"), "filter backdrop-filter")
    feed(("duration",), "transition-duration animation-duration")
    feed(("delay",), "transition-delay animation-delay")
    feed(("easing",), "transition-timing-function animation-timing-function")
    feed(("duration", "delay", "easing"), "animation")
    feed(("duration", "delay", "easing", "transition"), "transition")
    feed(("z-index",), "z-index")
    feed(
        ("opacity",),
        "opacity fill-opacity stroke-opacity stop-opacity flood-opacity",
    )
    feed(("aspect-ratio",), "aspect-ratio")
    return table


PROPERTIES: dict[str, tuple[str, ...]] = _properties()
_VENDOR = re.compile(r"-(?:webkit|moz|ms|o|khtml|epub|apple)-")


@lru_cache(maxsize=4096)
def property_groups(name: str) -> tuple[str, ...]:
    """The groups that property `name` (vendor prefixes included) feeds, in table order."""
    if name[:1] == "-":
        name = _VENDOR.sub("", name, count=1)
    return PROPERTIES.get(name, ())


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-_\s.:/]+")
#: Words that rather say whose value it is where another word says what: --text-padding.
_WEAK = frozenset(("text", "font", "family", "screen"))
#: By the first word of each phrase: its rank (the longest phrase first), itself, its group.
_PHRASES: dict[str, list[tuple[int, str, str]]] = {}
for _rank, (_, _, _, _phrase, _group) in enumerate(
    sorted(
        (-phrase.count(" "), phrase in _WEAK, ORDER[group.name], phrase, group.name)
        for group in GROUPS
        for phrase in group.words
    )
):
    _PHRASES.setdefault(_phrase.partition(" ")[0], []).append(
        (_rank, f" {_phrase} ", _group)
    )


def names_family(custom_property: str) -> bool:
    """Whether a custom property is called a font family, not just something of a font."""
    return "amily" in custom_property and " font family " in _words(custom_property)


def _words(custom_property: str) -> str:
    return " " + " ".join(_CAMEL.split(custom_property)).lower() + " "


@lru_cache(maxsize=32768)
def named_groups(custom_property: str) -> tuple[str, ...]:
    """The groups that the words of a custom property's name speak of, longest phrase first.

    `--text-lg--line-height` names line-height before font-size: two words say more than one,
    and `--text-padding` spacing before it.
    """
    words = _words(custom_property)
    found = [
        phrase
        for word in dict.fromkeys(words.split())
        if word in _PHRASES
        for phrase in _PHRASES[word]
        if phrase[1] in words
    ]
    return tuple([group for _, _, group in sorted(found)])
