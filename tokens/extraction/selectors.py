"""Selectors as far as tokens need them: root, themes and specificity."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction.components import arguments, unescape

Specificity = tuple[int, int, int]

_SIMPLE = re.compile(
    r"""
    \s+ | (?P<combinator>[>+~]|\|\|)
  | (?P<id>\#(?:[-\w\x80-\U0010ffff]++|\\.|(?!))++)
  | (?P<class>\.(?:[-\w\x80-\U0010ffff]++|\\.|(?!))++)
  | (?P<attribute>\[(?:[^\]"']++|"[^"]*+"|'[^']*+'|(?!))*+\])
  | (?P<element>::[-\w]++) | (?P<pseudo>:[-\w]++)(?P<open>\()?+
  | (?P<type>(?:[-\w\x80-\U0010ffff]++|\\.|(?!))++) | [*&|] | [\s\S]
    """,
    re.X,
)
_LEGACY_ELEMENTS = frozenset((":before", ":after", ":first-line", ":first-letter"))
_DEEPEST = 6


@lru_cache(maxsize=16384)
def specificity(selector: str, depth: int = 0) -> Specificity:
    """(ids, classes, types) of one complex selector (selectors-4 17)."""
    ids = classes = types = position = 0
    while position < len(selector):
        match = _SIMPLE.match(selector, position)
        assert match is not None  # the last alternative matches anything
        position = match.end()
        kind = match.lastgroup
        if kind == "open":
            inside, position = _enclosed(selector, position)
            name = match.group("pseudo").lower()
            if name in (":is", ":not", ":has", ":matches", ":-webkit-any", ":-moz-any"):
                if depth < _DEEPEST:
                    most = max(specificity(one, depth + 1) for one in arguments(inside))
                    ids, classes, types = (
                        ids + most[0],
                        classes + most[1],
                        types + most[2],
                    )
            elif name != ":where":
                classes += 1
        elif kind == "pseudo":
            if match.group().lower() in _LEGACY_ELEMENTS:
                types += 1
            else:
                classes += 1
        elif kind == "id":
            ids += 1
        elif kind in ("class", "attribute"):
            classes += 1
        elif kind in ("type", "element"):
            types += 1
    return ids, classes, types


def _enclosed(text: str, start: int) -> tuple[str, int]:
    depth = 1
    for position in range(start, len(text)):
        if text[position] == "(":
            depth += 1
        elif text[position] == ")":
            depth -= 1
            if not depth:
                return text[start:position], position + 1
    return text[start:], len(text)


class Member(NamedTuple):
    """One member of a selector list that sits on the root element."""

    specificity: Specificity
    #: Theme hooks that must be on the root, as (axis, context); empty for the plain root.
    modes: tuple[tuple[str, str], ...] = ()


_ROOT_TYPES = frozenset(("html", "body"))
_ROOT_PSEUDO = frozenset((":root", ":host"))
_SCHEME = r"dark|light|night|day|dim|high-contrast|dark-high-contrast"
# A library's prefix is taken for one only before the word for a scheme: `.sl-theme-dark`
# is a theme of the page, `.btn-theme-blue` one of a button.
_THEME_CLASS = re.compile(
    r"\.(?:(?:theme|mode|scheme)[-_]+(?P<after>[\w-]+)"
    rf"|(?!(?:has|bg|text)-)[\w-]+[-_](?:theme|mode|scheme)[-_]+(?P<prefixed>{_SCHEME})"
    r"|(?P<before>(?!(?:has|bg|text)-)[\w-]+?)[-_]+(?:theme|mode|scheme)"
    rf"|(?P<plain>{_SCHEME}))\Z"
)
_ATTRIBUTE = re.compile(
    r"""\[\s*([-\w]+)\s*(?:([~|^$*]?=)\s*("[^"]*"|'[^']*'|[^\s\]]+)\s*[is]?\s*)?\]\Z"""
)
_THEME_ATTRIBUTE = re.compile(r"(?:theme|mode|scheme|appearance)", re.I)
#: The context of a theme attribute whose value does not matter.
_PRESENT = "on"
_LISTED = frozenset((":where", ":is", ":not", ":host"))


# What no selector of the root or of a theme can do without, in lower case: four times as
# fast as to ignore the case, and alternatives that begin alike are one.
_HINT = re.compile(
    r":(?:root|host)|h(?:tml|igh-contrast)|body|[*&]|theme|mode|scheme|appearance"
    r"|d(?:ark|ay|im)|light|night"
)


@lru_cache(maxsize=65536)
def root_members(selectors: str) -> tuple[Member, ...]:
    """The members of a selector list that sit on the root element, plain or with theme hooks."""
    if _HINT.search(selectors.lower()) is None:
        return ()
    return tuple(
        member
        for selector in arguments(selectors)
        if (member := _root_member(selector)) is not None
    )


def _root_member(selector: str, depth: int = 0) -> Member | None:
    """`:root`, `html`, `:host`, `*`, `body`, :where() of them; theme hooks beside or above them."""
    modes: set[tuple[str, str]] = set()
    position = 0
    text = selector.strip()
    seen = False
    while position < len(text):
        match = _SIMPLE.match(text, position)
        assert match is not None
        position = match.end()
        kind = match.lastgroup
        lexeme = match.group()
        if kind is None and (lexeme.isspace() or lexeme in "*&"):
            seen = seen or lexeme == "*"
            continue
        if kind == "open":
            inside, position = _enclosed(text, position)
            name = match.group("pseudo").lower()
            if name not in _LISTED or depth >= _DEEPEST:
                return None
            inner = [_root_member(one, depth + 1) for one in arguments(inside)]
            if name == ":not":
                # A root that refuses a theme is the plain root; anything else narrows it.
                if not all(one is not None and one.modes for one in inner):
                    return None
            elif len(inner) == 1 and inner[0] is not None:
                modes.update(inner[0].modes)
            elif not any(one is not None and not one.modes for one in inner):
                return None
        elif kind == "pseudo":
            if lexeme.lower() not in _ROOT_PSEUDO:
                return None
        elif kind == "type":
            if lexeme.lower() not in _ROOT_TYPES:
                return None
        elif kind == "class" or kind == "attribute":
            hook = _theme(lexeme)
            if hook is None:
                return None
            modes.add(hook)
        else:
            return None
        seen = True
    # `[data-theme][data-theme=dark]`: what is there at all is there with its value.
    named = {axis for axis, context in modes if context != _PRESENT}
    modes = {hook for hook in modes if hook[1] != _PRESENT or hook[0] not in named}
    # Two themes of one axis sit on two elements: that is a scope, not the root.
    if not seen or len({axis for axis, _ in modes}) < len(modes):
        return None
    return Member(specificity(text), tuple(sorted(modes)))


def _theme(lexeme: str) -> tuple[str, str] | None:
    """(axis, context) of a class or attribute that switches a theme, else None."""
    if lexeme[0] == ".":
        match = _THEME_CLASS.match(unescape(lexeme).lower())
        if match is None:
            return None
        assert match.lastgroup is not None
        return "theme", match.group(match.lastgroup)
    match = _ATTRIBUTE.match(lexeme)
    if match is None or not _THEME_ATTRIBUTE.search(match.group(1)):
        return None
    if match.group(2) not in ("=", "~=", None):
        return None
    value = match.group(3) or ""
    if value[:1] in "\"'":
        value = value[1:-1]
    return match.group(1).lower(), unescape(value) or _PRESENT
