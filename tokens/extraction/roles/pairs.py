"""Which rules set a text colour and a background together, and what the page itself sets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction.components import arguments
from tokens.extraction.declarations import Parsed
from tokens.extraction.gathering import Gathered
from tokens.extraction.places import Place
from tokens.extraction.roles.vocabulary import is_inactive
from tokens.extraction.selectors import Specificity, root_members, specificity

#: An axis and a context, as conditions and theme hooks have them; of several all must hold.
Mode = tuple[str, str]
Modes = tuple[Mode, ...]

_LEADING = re.compile(r"([^\s>+~]+)\s+(?![>+~])(\S[\s\S]*)")
_BODY = re.compile(r"(?<![-\w.#\[=])body\b", re.I)


class Setting(NamedTuple):
    """A declaration that counts within its rule."""

    property: str
    value: str
    important: bool


#: By "color", "background" and "image": the last declaration of each.
Settings = dict[str, Setting]


class RuleKey(NamedTuple):
    """Rules with one key are one: the same selector under the same conditions."""

    selector: str
    responsive: tuple[str, ...]
    layer: tuple[str, ...]
    scope: tuple[str, ...]


class PageSetting(NamedTuple):
    """A declaration of the page: of `body`, or of the root element."""

    #: "color" or "background".
    part: str
    value: str
    on_body: bool
    modes: Modes
    priority: tuple[bool, tuple[float, ...], Specificity, int, int]
    selector: str


class Pairs(NamedTuple):
    """What the stylesheets set, by rule and mode, and for the page."""

    rules: Mapping[RuleKey, Mapping[Modes, Settings]]
    page: list[PageSetting]


def pairs(gathered: Gathered) -> Pairs:
    """Read the colours and backgrounds of all rules, in cascade order.

    Frames, print rules and disabled controls (exempt in WCAG 2.2, 1.4.3) are left out.
    """
    found = [
        (place, declarations)
        for place, declarations in gathered.paired
        if place.kind == "rule" and not place.condition.never
    ]
    both = _both(found)
    rules: dict[RuleKey, dict[Modes, Settings]] = {}
    page: list[PageSetting] = []
    for order, (place, declarations) in enumerate(found):
        selector = place.selector
        if place.roots:
            page.extend(_page_settings(place, declarations, order, gathered))
        hooks: Modes = ()
        if " " in selector:
            selector, hooks = _unthemed(selector)
        # What sets one colour alone counts only as a theme of another rule.
        if not hooks and selector not in both:
            continue
        if is_inactive(selector):
            continue
        modes = place.condition.modes
        if hooks:
            modes = tuple(sorted({*modes, *hooks}))
        scope = tuple([rule for rule in place.at_rules if rule[:6] == "@scope"])
        key = RuleKey(selector, place.condition.responsive, place.layer, scope)
        settings = rules.setdefault(key, {}).setdefault(modes, {})
        for name, value, important, _ in declarations:
            _set(settings, Setting(name, value, important))
    return Pairs(rules, page)


def _both(found: list[tuple[Place, list[Parsed]]]) -> set[str]:
    """The selectors that set a text colour and a background, in whatever rules."""
    texts: set[str] = set()
    grounds: set[str] = set()
    for place, declarations in found:
        for declaration in declarations:
            (texts if declaration[0] == "color" else grounds).add(place.selector)
    return texts & grounds


#: What each property sets; a shorthand sets the image too.
_PARTS = {
    "color": ("color",),
    "background": ("background", "image"),
    "background-color": ("background",),
    "background-image": ("image",),
}


def _set(settings: Settings, setting: Setting) -> None:
    """Let a declaration win over those before it."""
    for name in _PARTS[setting.property]:
        before = settings.get(name)
        if before is None or setting.important or not before.important:
            settings[name] = setting


def merged(by_modes: Mapping[Modes, Settings], mode: Mode) -> Settings:
    """What a rule sets where a mode holds that it speaks of."""
    found: Settings = dict(by_modes.get((), {}))
    for name, setting in by_modes[mode,].items():
        before = found.get(name)
        if before is None or setting.important or not before.important:
            found[name] = setting
    return found


@lru_cache(maxsize=16384)
def _unthemed(selector: str) -> tuple[str, Modes]:
    """A selector below a theme hook without it: `.dark .card` is `.card` in the mode dark."""
    first = _LEADING.match(selector)
    if not first or not any(one.modes for one in root_members(first[1])):
        return selector, ()
    rest: list[str] = []
    hooks: Modes = ()
    for index, member in enumerate(arguments(selector)):
        match = _LEADING.match(member)
        roots = root_members(match[1]) if match else ()
        if not match or len(roots) != 1 or not roots[0].modes:
            return selector, ()
        if index and roots[0].modes != hooks:
            return selector, ()
        hooks = roots[0].modes
        rest.append(match[2])
    return ", ".join(rest), hooks


def _page_settings(
    place: Place, declarations: Iterable[Parsed], order: int, gathered: Gathered
) -> Iterator[PageSetting]:
    if place.condition.responsive:
        return
    for position, (name, value, important, _) in enumerate(declarations):
        if name == "background-image":
            continue
        rank = gathered.layers.rank(place.layer, important=important)
        for member in arguments(place.selector):
            for root in root_members(member):
                modes = tuple(sorted({*place.condition.modes, *root.modes}))
                weight = specificity(member)
                priority = (important, rank, weight, order, position)
                yield PageSetting(
                    part=name.partition("-")[0],
                    value=value,
                    on_body=_BODY.search(member) is not None,
                    modes=modes,
                    priority=priority,
                    selector=member,
                )
