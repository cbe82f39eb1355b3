"""The words of selectors and custom properties that say what a colour is for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction.selectors import root_members

#: What names a status, in the order of the document.
STATUS: dict[str, frozenset[str]] = {
    "success": frozenset(("success", "successful", "positive", "valid")),
    "warning": frozenset(("warning", "warn", "caution", "attention")),
    "danger": frozenset(
        ("danger", "error", "errors", "invalid", "destructive", "negative")
        + ("critical", "fail", "failed", "failure")
    ),
    "info": frozenset(("info", "information", "informational", "informative")),
}
_BRAND = frozenset(("brand", "primary"))
_ACCENT = frozenset(("accent", "cta"))
_INTERACTIVE = frozenset(
    ("a", "button", "btn", "link", "links", "cta", "submit", "tab", "tabs", "nav")
    + ("navbar", "pagination", "page", "toggle", "switch", "radio", "checkbox")
    + ("checked", "selected", "active", "focus", "hover", "progress", "badge", "chip")
)
_TEXT_ELEMENTS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "article"))
_SURFACES = frozenset(
    ("card", "modal", "dialog", "panel", "surface", "popover", "dropdown", "main")
    + ("header", "footer", "sidebar", "drawer", "sheet", "paper", "box", "toast")
)
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("border", frozenset(("border", "outline", "divider", "ring", "separator"))),
    ("background", frozenset(("bg", "background", "surface", "canvas"))),
    ("fill", frozenset(("fill", "stroke", "icon"))),
    ("text", frozenset(("text", "fg", "foreground", "ink", "color", "colour"))),
)
# Words that leave a name what it is: `--color-primary-500` is the primary colour.
_IDLE = frozenset(
    ("color", "colour", "base", "default", "main", "solid", "rgb", "bg", "background")
    + (
        "emphasis",
        "fill",
        "4",
        "5",
        "6",
        "7",
        "9",
        "40",
        "50",
        "60",
        "400",
        "500",
        "600",
        "700",
    )
)
# What lies on a colour and is none of it: `--primary-foreground`, `--color-accent-content`.
_LAID_ON = frozenset(("content", "contrast", "foreground", "invert", "inverse"))

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^a-zA-Z0-9]+")
_SEPARATORS = {
    code: " " for code in range(128) if not chr(code).isalnum() and code != 10
}
_NEGATED = re.compile(r":not\([^()]*\)")
# The element, no class of that name.
_LINK = re.compile(r"(?<![-\w.#\[=\"'])a(?![-\w])")
_VALID = re.compile(r"aria-invalid\s*=\s*[\"']?false")


class Traits(NamedTuple):
    """What a selector list says of the colours in its rules."""

    interactive: bool = False
    #: The body or the root element itself, in no particular theme.
    page: bool = False
    #: A paragraph, a heading.
    text: bool = False
    surface: bool = False
    #: The one status that all of the list is about.
    status: str = ""
    #: How much it speaks of the brand, 0..1.
    brand: float = 0.0


_STATUS_OF = {word: status for status, words in STATUS.items() for word in words}
_PAGE = frozenset(("body", "html", "root", "host"))
# With these words more than the words of a selector decides.
_CLOSELY = frozenset(("a", "not", "invalid")) | _TEXT_ELEMENTS | _PAGE
_KNOWN = _CLOSELY.union(_STATUS_OF, _BRAND, _ACCENT, _INTERACTIVE, _SURFACES)


def hear(selectors: Collection[str]) -> dict[str, Traits]:
    """What those of many distinct selector lists say that say anything.

    Words under `:not()` do not count.
    """
    # Thousands at once: to translate each by itself takes several times as long.
    text = "\n".join([one.replace("\n", " ") for one in selectors])
    lines = text.lower().translate(_SEPARATORS).split("\n")
    found: dict[str, Traits] = {}
    for selector, line in zip(selectors, lines, strict=False):
        words = _KNOWN.intersection(line.split())
        if words and selector[0] != "@":
            said = _closely(selector) if words & _CLOSELY else _plainly(words)
            if said is not None:
                found[selector] = said
    return found


def _closely(selector: str) -> Traits | None:
    """What a selector list says whose words alone do not tell it."""
    lowered = _NEGATED.sub("", selector.lower())
    lowered = _VALID.sub("valid", lowered)
    words = _KNOWN.intersection(lowered.translate(_SEPARATORS).split())
    if "a" in words and not _LINK.search(lowered):
        words -= {"a"}
    said = _plainly(words) or Traits()
    said = said._replace(
        page=not words.isdisjoint(_PAGE)
        and any(not member.modes for member in root_members(selector)),
        text=not words.isdisjoint(_TEXT_ELEMENTS)
        and any(one.strip() in _TEXT_ELEMENTS for one in lowered.split(",")),
    )
    return said if any(said) else None


@lru_cache(maxsize=4096)
def _plainly(words: frozenset[str]) -> Traits | None:
    """What words say wherever they stand, None for nothing."""
    statuses = {_STATUS_OF[word] for word in words if word in _STATUS_OF}
    said = Traits(
        interactive=not words.isdisjoint(_INTERACTIVE),
        surface=not words.isdisjoint(_SURFACES),
        status=statuses.pop() if len(statuses) == 1 else "",
        brand=_brand_in(words),
    )
    return said if any(said) else None


@lru_cache(maxsize=4096)
def spoken_roles(said: Traits, paints: str) -> tuple[str, ...]:
    """The roles that a selector list gives a colour, `paints` being its `kind`."""
    roles = []
    if said.interactive or said.brand:
        roles.append("brand")
    if said.status:
        roles.append(said.status)
    if paints == "text" and (said.page or said.text):
        roles.append("text")
    if paints == "background" and (said.page or said.surface):
        roles.append("background")
    return tuple(roles)


def _brand_in(words: frozenset[str]) -> float:
    if not words.isdisjoint(_BRAND):
        return 1.0
    return 0.0 if words.isdisjoint(_ACCENT) else 0.5


@lru_cache(maxsize=8192)
def kind(name: str) -> str:
    """What a property, or a custom property by its name, paints.

    "text", "background", "border", "fill", or "" where neither says so.
    """
    if name[:2] != "--":
        for part, painted in (
            ("background", "background"),
            ("border", "border"),
            ("outline", "border"),
        ):
            if part in name:
                return painted
        if name in ("color", "-webkit-text-fill-color"):
            return "text"
        return "fill" if name in ("fill", "stroke", "accent-color") else ""
    words = frozenset(name_words(name))
    for painted, said in _KINDS:
        if not words.isdisjoint(said):
            return painted
    return ""


@lru_cache(maxsize=32768)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a custom property's name, in lower case: `--fgColor-onEmphasis`."""
    return tuple(word for word in _CAMEL.sub(" ", name).lower().split())


@lru_cache(maxsize=32768)
def brand_named(name: str) -> float:
    """How much a custom property's name says that it is the brand colour, 0..1.

    1 for `--primary` and `--color-brand-500`, less for what is derived from it, nothing
    for a colour that lies on it (`--on-primary`).
    """
    words = name_words(name)
    for said, strength in ((_BRAND, 1.0), (_ACCENT, 0.5)):
        for position, word in enumerate(words):
            if word in said:
                return strength * _strength(words, position)
    return 0.0


@lru_cache(maxsize=32768)
def status_named(name: str) -> tuple[str, float] | None:
    """The status that a custom property names, and how plainly, 0..1."""
    words = name_words(name)
    statuses = {_STATUS_OF[word] for word in words if word in _STATUS_OF}
    if len(statuses) != 1:
        return None
    position = max(i for i, word in enumerate(words) if word in _STATUS_OF)
    strength = _strength(words, position)
    return (statuses.pop(), strength) if strength else None


def _strength(words: tuple[str, ...], position: int) -> float:
    before, after = words[:position], words[position + 1 :]
    if "on" in before or not _LAID_ON.isdisjoint(after):
        return 0.0
    if not all(word in _IDLE for word in after):
        return 0.4
    painted = {word for word in before if word in _KINDS[3][1] - {"color", "colour"}}
    return 0.4 if painted or "border" in before else 1.0


def plainest(named: Mapping[str, float]) -> list[str]:
    """Names by falling strength, then by the number of their words."""
    return sorted(named, key=lambda one: (-named[one], len(name_words(one)), one))


@lru_cache(maxsize=32768)
def role_named(name: str, prefix: str = "") -> str:
    """The role that the words of a custom property speak of: text, background or border.

    Only names of the page as a whole do: `--body-bg` and `--text-color`, not `--btn-bg`.
    `prefix` is the word that all names of the site begin with.
    """
    words = [word for word in name_words(name) if word not in _IDLE_PREFIXES]
    if words[:1] == [prefix]:
        del words[0]
    return _PAGE_NAMES.get(" ".join(words), "")


_IDLE_PREFIXES = frozenset(("color", "colour", "default", "base", "global"))
_PAGE_NAMES = {
    "body": "text",
    "text": "text",
    "body text": "text",
    "text body": "text",
    "text primary": "text",
    "fg": "text",
    "foreground": "text",
    "ink": "text",
    "bg": "background",
    "background": "background",
    "body bg": "background",
    "body background": "background",
    "page bg": "background",
    "page background": "background",
    "canvas": "background",
    "surface": "background",
    "border": "border",
    "divider": "border",
    "outline": "border",
}


@lru_cache(maxsize=32768)
def is_inactive(selector: str) -> bool:
    """Whether every member of a selector list is a disabled control."""
    return "disabled" in selector and all(
        "disabled" in member and ":not(" not in member for member in selector.split(",")
    )
