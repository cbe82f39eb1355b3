"""WCAG 2.2 contrast of the text and background colours that rules set together.

Judged are the winners within a rule, var() resolved in the default environment and in each
mode; custom properties that the selector itself sets count before those of the root. Where a rule
takes both colours from custom properties (`.btn`), each selector that sets both of them
(`.btn-danger`) makes a pair of its own. In a mode only the pairs are told that are not the same by
default. A translucent background is taken to lie over that of the page, or over the white canvas,
and the pair says so in `over`; below half of opacity what lies under it decides, and it is not
judged. Wide-gamut colours are cut to sRGB (`clipped`). Not judged are images and gradients, and text of
the very colour of its background: it is not there to be read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tokens.extraction.custom_properties import Alternative
from tokens.extraction.naming import label
from tokens.extraction.roles.evidence import Counts, count, most_used
from tokens.extraction.roles.painting import Paint, Painter
from tokens.extraction.roles.pairs import (
    Mode,
    PageSetting,
    Pairs,
    Settings,
    merged,
)
from tokens.extraction.roles.perception import Levels, contrast, over
from tokens.extraction.selectors import root_members
from tokens.extraction.variables import (
    Variables,
    has_reference,
    pure_reference,
)

#: The least ratios of WCAG 2.2, 1.4.3 and 1.4.6; large is 24 px, or 18.66 px and bold.
THRESHOLDS: dict[str, float] = {
    "AA": 4.5,
    "AA_large": 3.0,
    "AAA": 7.0,
    "AAA_large": 4.5,
}
_MOST = 300
#: Modes that are judged, and pairs that are looked at.
_MODES = 4
_LOOKED_AT = 20_000
_MOSTLY_OPAQUE = 0.5
_COLORLESS = frozenset(
    ("motion", "gamut", "dynamic-range", "transparency", "inverted-colors")
    + ("forced-colors",)
)
_CANVAS: Levels = (255, 255, 255)
_EPSILON = 1e-9


@dataclass(slots=True)
class Judged:
    """One distinct pair of colours, by default or in the modes that have it."""

    text: Paint
    background: Paint
    #: What a translucent background was laid over.
    over: Levels | None
    ratio: float
    page: bool = False
    modes: set[Mode] = field(default_factory=set)
    #: The rules, each with the selector that hands it its colours.
    rules: set[tuple[int, str]] = field(default_factory=set)
    selectors: Counts = field(default_factory=dict)
    through: Counts = field(default_factory=dict)


class Claim(NamedTuple):
    """A rule that sets both colours, with the selector that hands it their values."""

    #: The rule's number and its selector.
    rule: int
    own: str
    selector: str
    text: str
    background: str


class Contrast:
    """The judgement of all pairs of one extraction."""

    def __init__(self, pairs: Pairs, painter: Painter) -> None:
        self.pairs = pairs
        self.painter = painter
        self.custom = painter.custom
        self.judged: dict[tuple[Any, ...], Judged] = {}
        #: What is known by default: modes only tell what differs from it.
        self._default: dict[tuple[int, str], tuple[Any, ...]] = {}
        self._left = _LOOKED_AT

    def judge(self) -> list[Judged]:
        """All distinct pairs: the worst level first, within it what most rules set."""
        variables = self.custom.variables
        ground = self._page(None, variables, _CANVAS) or _CANVAS
        rules = [
            (label(key.selector), by_modes)
            for key, by_modes in self.pairs.rules.items()
            if any("color" in one for one in by_modes.values())
            and any("background" in one for one in by_modes.values())
        ]
        claims: list[Claim] = []
        for number, (own, by_modes) in enumerate(rules):
            if () in by_modes:
                claims += self._claims(number, own, by_modes[()], variables)
        for claim in claims:
            self._judge(claim, None, variables, ground)
        changing = [
            claim
            for claim in claims
            if has_reference(claim.text) or has_reference(claim.background)
        ]
        for mode in self._modes():
            variables = self._variables(mode)
            below = self._page(mode, variables, None)
            for claim in changing:
                if (mode,) not in rules[claim.rule][1]:
                    self._judge(claim, mode, variables, below)
            for number, (own, by_modes) in enumerate(rules):
                if (mode,) in by_modes:
                    settings = merged(by_modes, mode)
                    for claim in self._claims(number, own, settings, variables):
                        self._judge(claim, mode, variables, below)
        return sorted(self.judged.values(), key=_severity)[:_MOST]

    def _modes(self) -> list[Mode]:
        """The modes that change colours: dark ones first, then those that set most."""
        found: Counter[Mode] = Counter()
        for by_modes in self.pairs.rules.values():
            found.update(modes[0] for modes in by_modes if len(modes) == 1)
        found.update(one.modes[0] for one in self.pairs.page if len(one.modes) == 1)
        types, default = self.custom.types, self.custom.texts
        for mode, texts in self.custom.by_mode.items():
            found[mode] += sum(
                name in types and types[name].type == "color" and text != default[name]
                for name, text in texts.items()
            )
        kept = [mode for mode in found if found[mode] and mode[0] not in _COLORLESS]
        kept.sort(key=lambda mode: ("dark" not in mode[1].lower(), -found[mode], mode))
        return kept[:_MODES]

    def _variables(self, mode: Mode) -> Variables:
        # The text only has to hold a reference for an environment of its own.
        return self.custom.environment(Alternative("modes", *mode, "var(--)"))

    def _page(
        self, mode: Mode | None, variables: Variables, ground: Levels | None
    ) -> Levels | None:
        """Judge the page's own text over its own background, which it gives when opaque."""
        text = self._page_color("color", mode, variables)
        background = self._page_color("background", mode, variables)
        if background is None:
            return None
        if text is not None and text[0].alpha:
            found = self._found((-1, ""), text[0], background[0], mode, ground)
            if found:
                found.page = True
                for selector in {text[1], background[1]}:
                    count(found.selectors, selector)
        return background[0].levels if background[0].alpha == 1 else None

    def _page_color(
        self, part: str, mode: Mode | None, variables: Variables
    ) -> tuple[Paint, str] | None:
        """The winner on the body, else on the root element; with its selector."""
        best: dict[bool, PageSetting] = {}
        for one in self.pairs.page:
            if one.part != part or (one.modes and one.modes != (mode,)):
                continue
            before = best.get(one.on_body)
            if before is None or before.priority < one.priority:
                best[one.on_body] = one
        for on_body in (True, False):
            if on_body in best:
                one = best[on_body]
                value = self.painter.local(one.value, label(one.selector))
                paint = self.painter.paint(value, variables) if value else None
                if paint and (paint.alpha or part == "color"):
                    return paint, one.selector
        return None

    def _claims(
        self, rule: int, own: str, settings: Settings, variables: Variables
    ) -> Iterator[Claim]:
        """What a rule says for itself, and for the selectors that hand it both colours."""
        text, background = settings.get("color"), settings.get("background")
        if text is None or background is None:
            return
        image = settings.get("image")
        if image and self.painter.is_image(image.value, variables):
            return
        local = self.painter.local
        handed = () if root_members(own) else self._scopes(text.value, background.value)
        for selector in dict.fromkeys((own, *handed)):
            self._left -= 1
            if self._left < 0:
                return
            behind = local(background.value, selector)
            before = local(text.value, selector) if behind else None
            if behind and before:
                yield Claim(rule, own, selector, before, behind)

    def _scopes(self, text: str, background: str) -> list[str]:
        """The selectors that set both custom properties which a rule takes its colours from."""
        first, second = pure_reference(text), pure_reference(background)
        if not first or not second or first.name == second.name:
            return []
        return self.painter.setters(first.name, second.name)

    def _judge(
        self,
        claim: Claim,
        mode: Mode | None,
        variables: Variables,
        ground: Levels | None,
    ) -> None:
        below = self.painter.paint(claim.background, variables)
        # What is transparent sets no background.
        if below is None or not below.alpha:
            return
        above = self.painter.paint(claim.text, variables)
        if above is None or not above.alpha:
            return
        rule = claim.rule, claim.selector
        found = self._found(rule, above, below, mode, ground)
        if found and rule not in found.rules:
            found.rules.add(rule)
            count(found.selectors, claim.selector)
            if claim.selector != claim.own:
                count(found.through, claim.own)

    def _found(
        self,
        default: tuple[int, str],
        text: Paint,
        background: Paint,
        mode: Mode | None,
        ground: Levels | None,
    ) -> Judged | None:
        """The judgement of a pair; None where there is none, or none that is new in `mode`."""
        laid = ground if background.alpha < 1 else None
        if background.alpha < 1 and (laid is None or background.alpha < _MOSTLY_OPAQUE):
            return None
        seen = (text[:2], background[:2], laid)
        if seen[0] == seen[1]:
            return None
        if mode is None:
            self._default[default] = seen
        elif self._default.get(default) == seen:
            return None
        found = self.judged.get((mode is None, seen))
        if found is None:
            solid = over(background.levels, background.alpha, laid or _CANVAS)
            ratio = contrast(over(text.levels, text.alpha, solid), solid)
            found = Judged(text, background, laid, ratio)
            self.judged[mode is None, seen] = found
        elif (text.path, background.path) != (
            found.text.path,
            found.background.path,
        ) and _named(text, background) < _named(found.text, found.background):
            found.text, found.background = text, background
        if mode is not None:
            found.modes.add(mode)
        return found


def _named(text: Paint, background: Paint) -> tuple[Any, ...]:
    return (
        text.path is None,
        text.path or "",
        background.path is None,
        background.path or "",
    )


def _severity(one: Judged) -> tuple[Any, ...]:
    passed = sum(one.ratio + _EPSILON >= least for least in (3.0, 4.5, 7.0))
    return (
        passed,
        one.over is not None,
        -len(one.rules),
        one.ratio,
        sorted(one.modes),
        one.text[:2],
        one.background[:2],
    )


def described(one: Judged) -> dict[str, Any]:
    """The pair as the document says it; the ratio is cut to two decimals, never rounded up."""
    found: dict[str, Any] = {
        "text": _described(one.text),
        "background": _described(one.background),
        "ratio": math.floor(one.ratio * 100 + _EPSILON) / 100,
        "passes": {
            level: one.ratio + _EPSILON >= least for level, least in THRESHOLDS.items()
        },
        "rules": len(one.rules),
        "selectors": most_used(one.selectors),
    }
    if one.page:
        found["page"] = True
    if one.modes:
        found["modes"] = [
            {"axis": axis, "context": context} for axis, context in sorted(one.modes)
        ]
    if one.over:
        found["over"] = "#{:02x}{:02x}{:02x}".format(*one.over)
    if one.text.clipped or one.background.clipped:
        found["clipped"] = True
    if one.through:
        found["through"] = most_used(one.through)
    return found


def _described(paint: Paint) -> dict[str, Any]:
    found: dict[str, Any] = {"hex": "#{:02x}{:02x}{:02x}".format(*paint.levels)}
    if paint.alpha != 1:
        found["alpha"] = paint.alpha
    if paint.path:
        found["token"] = paint.path
    return found
