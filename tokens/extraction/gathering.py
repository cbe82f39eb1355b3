"""All stylesheets read into distinct declarations, each with the places where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tokens.extraction import conditions
from tokens.extraction.cascade import Definition
from tokens.extraction.comments import Declared, remarks
from tokens.extraction.fonts import PROPERTIES as FONT_PROPERTIES
from tokens.extraction.fonts import FontDeclaration
from tokens.extraction.groups import property_groups
from tokens.extraction.numbers import Measure
from tokens.extraction.places import Layers, Place, Places, Stylesheet
from tokens.extraction.remarks import Remark
from tokens.extraction.results import Warning
from tokens.extraction.scanner import AtRule, Scan, scan_stylesheet
from tokens.extraction.variables import has_reference


class Limits(NamedTuple):
    """What one extraction may hold; whatever is beyond is cut and named in `truncated`."""

    #: Tokens, and custom properties whether or not they are tokens.
    tokens: int = 20_000
    #: Characters of a token name and of a value.
    name: int = 200
    value: int = 2_000
    #: Characters of a declaration: of a longer value than `value`, such as one with an
    #: embedded image, the short tokens inside are read up to here.
    declaration: int = 100_000
    #: Selectors that give one custom property a value of their own.
    scopes: int = 200


DEFAULT_LIMITS = Limits()


class Use(NamedTuple):
    """One declaration: where it stands."""

    place: Place
    sheet: int
    line: int


class Written:
    """A distinct (property, value) and all its declarations."""

    __slots__ = ("name", "uses", "value")

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value
        self.uses: list[Use] = []


class FontRule(NamedTuple):
    """The font declarations of one selector under the same at-rules, in cascade order."""

    declarations: list[FontDeclaration]
    use: Use


class Width(NamedTuple):
    """A length that the width condition of an at-rule compares with."""

    group: str
    measure: Measure
    written: Written


class Gathered:
    """The declarations of all stylesheets, in cascade order."""

    def __init__(self, sheets: Sequence[Stylesheet], limits: Limits) -> None:
        self.sheets = sheets
        self.limits = limits
        self.layers = Layers()
        #: Declarations of properties, by name and value.
        self.written: dict[tuple[str, str], Written] = {}
        #: Declarations of custom properties (@property ones too), by name.
        self.definitions: dict[str, list[Definition]] = {}
        self.widths: list[Width] = []
        #: By selector and at-rules.
        self.font_rules: dict[tuple[str, tuple[str, ...]], FontRule] = {}
        #: What comments say of the custom properties, by stylesheet.
        self.remarks: list[dict[Declared, Remark]] = [
            remarks(sheet.text) for sheet in sheets
        ]
        self.truncated: set[str] = set()
        self._warned: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        # Places know contexts by identity: the scans have to live as long as they do.
        self._scans: list[Scan] = []
        for index, sheet in enumerate(sheets):
            self._read(index, sheet)

    def warn(self, code: str, example: str) -> None:
        """Count a warning; the smallest of its examples stays, so that order does not matter."""
        self._warned[code] += 1
        example = example[:200]
        if code not in self._examples or example < self._examples[code]:
            self._examples[code] = example

    @property
    def remarked(self) -> bool:
        """Whether comments say anything at all."""
        return any(self.remarks)

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """The warnings so far, by code."""
        return tuple(
            Warning(code, count, self._examples[code])
            for code, count in sorted(self._warned.items())
        )

    def _read(self, index: int, sheet: Stylesheet) -> None:
        scanned = scan_stylesheet(sheet.text)
        places = Places(sheet)
        self._scans.append(scanned)
        self.layers.add(scanned.at_rules, places)
        written = self.written
        of, known = places.of, written.get
        for context, name, value, important, line in scanned.declarations:
            if name in FONT_PROPERTIES:
                font = FontDeclaration(name, value, important)
                self._read_font(font, Use(of(context), index, line))
            entry = known((name, value))
            if entry is not None:
                entry.uses.append(Use(of(context), index, line))
                continue
            if name[:2] == "--":
                self._define(
                    name, Definition(value, important, of(context), index, line)
                )
                continue
            place = of(context)
            if place.kind == "property":
                if name == "initial-value":
                    custom = place.at_rules[-1].partition(" ")[2].strip()
                    self._define(custom, Definition(value, False, place, index, line))
                continue
            # The rest says nothing that any group holds, and uses no custom property.
            if property_groups(name) or has_reference(value):
                if len(value) > self.limits.value:
                    self.truncated.add("values")
                    self.warn("value.too_long", f"{name}: {value[:80]}")
                    if len(value) > self.limits.declaration:
                        continue
                entry = written[name, value] = Written(name, value)
                entry.uses.append(Use(place, index, line))
        self._read_widths(index, sheet, scanned.at_rules, places)

    def _read_font(self, declaration: FontDeclaration, use: Use) -> None:
        place = use.place
        if place.kind != "rule" or len(declaration.value) > self.limits.value:
            return
        key = (place.selector, place.at_rules)
        rule = self.font_rules.get(key)
        if rule is None:
            rule = self.font_rules[key] = FontRule([], use)
        rule.declarations.append(declaration)

    def _define(self, name: str, definition: Definition) -> None:
        if len(definition.value) > self.limits.value:
            self.truncated.add("values")
            self.warn("value.too_long", f"{name}: {definition.value[:80]}")
        elif len(name) > self.limits.name + 2:
            self.truncated.add("names")
            self.warn("name.too_long", name)
        elif name in self.definitions:
            self.definitions[name].append(definition)
        elif len(self.definitions) >= self.limits.tokens:
            self.truncated.add("tokens")
            self.warn("name.too_many", name)
        elif name.startswith("--") and len(name) > 2:
            self.definitions[name] = [definition]

    def _read_widths(
        self,
        index: int,
        sheet: Stylesheet,
        at_rules: Iterable[AtRule],
        places: Places,
    ) -> None:
        queries = [
            (rule.prelude, rule.name == "container", places.of(rule.context), rule.line)
            for rule in at_rules
            if rule.block and rule.name in ("media", "container")
        ]
        if sheet.media:
            queries.append((f"@media {sheet.media}", False, places.of(None), 1))
        conditions_read: dict[tuple[bool, str], Written] = {}
        for prelude, container, place, line in queries:
            if len(prelude) > self.limits.value:
                continue
            entry = conditions_read.get((container, prelude))
            if entry is None:
                name = "@container" if container else "@media"
                entry = conditions_read[container, prelude] = Written(name, prelude)
                group = "container-breakpoint" if container else "breakpoint"
                found = conditions.widths(prelude, container=container)
                self.widths += (
                    Width(group, one, entry) for one in dict.fromkeys(found)
                )
            entry.uses.append(Use(place, index, line))
