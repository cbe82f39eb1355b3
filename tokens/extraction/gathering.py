"""All stylesheets read into distinct declarations, each with the places where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from tokens.extraction import conditions
from tokens.extraction.cascade import Definition
from tokens.extraction.comments import Declared, remarks
from tokens.extraction.declarations import Parsed
from tokens.extraction.font_faces import FontFace
from tokens.extraction.fonts import PROPERTIES as FONT_PROPERTIES
from tokens.extraction.fonts import FontDeclaration
from tokens.extraction.groups import property_groups
from tokens.extraction.numbers import Measure
from tokens.extraction.places import Layers, Place, Places, Stylesheet
from tokens.extraction.remarks import Remark
from tokens.extraction.results import Warning
from tokens.extraction.scanner import AtRule, Scan, scan_stylesheet
from tokens.extraction.usage import Stand, Use, Written
from tokens.extraction.variables import has_reference


class Limits(NamedTuple):
    """What one extraction may hold; whatever is beyond is cut and named in `truncated`."""

    #: Tokens, and custom properties whether or not they are tokens; distinct declarations of
    #: the other properties, and distinct width conditions, that tokens are looked for in.
    tokens: int = 20_000
    #: Declarations of custom properties.
    definitions: int = 60_000
    #: Characters of a token name and of a value.
    name: int = 200
    value: int = 2_000
    #: Characters of a declaration: of a longer value than `value`, such as one with an
    #: embedded image, the short tokens inside are read up to here where it has no var().
    declaration: int = 100_000
    #: Selectors, themes or width conditions that give one custom property a value of their own.
    scopes: int = 200
    #: Distinct values of one custom property.
    values: int = 2_000


DEFAULT_LIMITS = Limits()


_Key = TypeVar("_Key", tuple[str, str], tuple[bool, str], tuple[str, tuple[str, ...]])


class FontRule(NamedTuple):
    """The font declarations of one selector under the same at-rules, in cascade order."""

    declarations: list[FontDeclaration]
    use: Use


class Width(NamedTuple):
    """A length that the width condition of an at-rule compares with."""

    group: str
    measure: Measure
    written: Written


class _Block(NamedTuple):
    """Declarations that stand together, as far as they say something of tokens."""

    uses: list[Use]
    definitions: list[Parsed]
    font: list[tuple[FontDeclaration, int]]
    paired: list[Parsed]


_UNREAD = _Block([], [], [], [])
#: What sets the colour of text, and of what is behind it.
_PAIRED = frozenset(("color", "background", "background-color", "background-image"))


class Gathered:
    """The declarations of all stylesheets, in cascade order."""

    def __init__(self, sheets: Sequence[Stylesheet], limits: Limits) -> None:
        self.sheets = sheets
        self.limits = limits
        self.layers = Layers()
        #: Declarations of properties, by name and value.
        self.written: dict[tuple[str, str], Written] = {}
        self._blocks: dict[int, _Block | None] = {}
        #: Declarations of custom properties (@property ones too), by name.
        self.definitions: dict[str, list[Definition]] = {}
        self.widths: list[Width] = []
        #: By selector and at-rules.
        self.font_rules: dict[tuple[str, tuple[str, ...]], FontRule] = {}
        self.font_faces: list[FontFace] = []
        #: What comments say of the custom properties, by stylesheet.
        self.remarks: list[dict[Declared, Remark]] = [
            remarks(sheet.text) for sheet in sheets
        ]
        self.truncated: set[str] = set()
        self._warned: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        #: The text colours and backgrounds of each rule, in source order.
        self.paired: list[tuple[Place, list[Parsed]]] = []
        # Contexts and blocks are known by identity until all sheets are read.
        self._scans: list[Scan] = []
        self._defined = 0
        self._queries: dict[tuple[bool, str], Written] = {}
        for index, sheet in enumerate(sheets):
            self._read(index, sheet)
        self._scans.clear()
        self._blocks.clear()
        self._cut(self.written)
        self._cut(self.font_rules)
        self._cut(self._queries)
        self._find_widths()

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
        for prelude in scanned.too_deep:
            self.warn("rule.too_deep", prelude)
        self.layers.add(scanned.at_rules, places)
        blocks, of = self._blocks, places.of
        new = tuple.__new__  # makes a named tuple in half the time
        for context, declarations, line in scanned.runs:
            block = blocks.get(id(declarations), _UNREAD)
            if block is None:
                continue
            place = of(context)
            if place.kind == "property":
                self._describe(declarations, place, index, line)
                continue
            if block is _UNREAD:
                block = blocks[id(declarations)] = self._resolved(declarations)
                if block is None:
                    continue
            block.uses.append(new(Use, (place, index, line)))
            for name, value, important, offset in block.definitions:
                found = (place, index, line + offset, value, important)
                self._define(name, new(Definition, found))
            if block.font and place.kind == "rule":
                self._read_font(block.font, place, index, line)
            elif block.font and place.kind == "font-face":
                above = " ".join(place.at_rules[:-1])
                self.font_faces.append(FontFace(declarations, index, line, above))
            if block.paired:
                self.paired.append((place, block.paired))
        self._read_widths(index, sheet, scanned.at_rules, places)

    def _resolved(self, declarations: list[Parsed]) -> _Block | None:
        """The block of these declarations; None when they say nothing of tokens."""
        block = _Block([], [], [], [])
        relevant = False
        for declaration in declarations:
            name, value, important, offset = declaration
            if name[:2] == "--":
                block.definitions.append(declaration)
                relevant = True
                continue
            entry = self.written.get((name, value))
            # The rest says nothing that any group holds, and uses no custom property.
            if entry is None and not property_groups(name) and not has_reference(value):
                relevant = relevant or name == "initial-value"
                continue
            relevant = True
            if entry is None:
                if len(value) > self.limits.value:
                    self._leave_out(name, value)
                    longest = self.limits.declaration
                    if len(value) > longest or has_reference(value):
                        continue
                entry = self.written[name, value] = Written(name, value)
            entry.stands.append(Stand(block.uses, offset))
            if name in _PAIRED and len(value) <= self.limits.value:
                block.paired.append(declaration)
            if name in FONT_PROPERTIES and len(value) <= self.limits.value:
                font = FontDeclaration(name, value, important)
                block.font.append((font, offset))
        return block if relevant else None

    def _describe(
        self, declarations: list[Parsed], place: Place, index: int, line: int
    ) -> None:
        """Read the descriptors of an @property rule."""
        for name, value, important, offset in declarations:
            custom = name
            if name == "initial-value":
                custom = place.at_rules[-1].partition(" ")[2].strip()
                important = False
            if custom[:2] == "--":
                self._define(
                    custom, Definition(place, index, line + offset, value, important)
                )

    def _leave_out(self, name: str, value: str) -> None:
        self.truncated.add("values")
        self.warn("value.too_long", f"{name}: {value[:80]}")

    def _read_font(
        self,
        declarations: list[tuple[FontDeclaration, int]],
        place: Place,
        index: int,
        line: int,
    ) -> None:
        key = (place.selector, place.at_rules)
        rule = self.font_rules.get(key)
        if rule is None:
            use = Use(place, index, line + declarations[0][1])
            rule = self.font_rules[key] = FontRule([], use)
        rule.declarations.extend([font for font, _ in declarations])

    def _define(self, name: str, definition: Definition) -> None:
        known = self.definitions.get(name)
        if len(definition.value) > self.limits.value:
            self._leave_out(name, definition.value)
        elif self._defined >= self.limits.definitions:
            self.truncated.add("values")
            self.warn("value.too_many", name)
        elif known is not None:
            self._defined += 1
            known.append(definition)
        elif len(name) > self.limits.name + 2:
            self.truncated.add("names")
            self.warn("name.too_long", name)
        elif len(self.definitions) >= self.limits.tokens:
            self.truncated.add("tokens")
            self.warn("name.too_many", name)
        elif len(name) > 2:
            self._defined += 1
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
        for prelude, container, place, line in queries:
            if len(prelude) > self.limits.value:
                continue
            entry = self._queries.get((container, prelude))
            if entry is None:
                entry = Written("@container" if container else "@media", prelude)
                self._queries[container, prelude] = entry
            entry.stands.append(Stand([Use(place, index, line)]))

    def _find_widths(self) -> None:
        for (container, prelude), entry in self._queries.items():
            group = "container-breakpoint" if container else "breakpoint"
            found = conditions.widths(prelude, container=container)
            self.widths += [Width(group, one, entry) for one in dict.fromkeys(found)]

    def _cut(self, distinct: dict[_Key, Written] | dict[_Key, FontRule]) -> None:
        """Leave out what is beyond the limit of tokens: the least used first, ties by text."""
        beyond = len(distinct) - self.limits.tokens
        if beyond <= 0:
            return
        self.truncated.add("tokens")
        by_use = sorted(
            (one.count if isinstance(one, Written) else 1, key)
            for key, one in distinct.items()
        )
        for _, key in by_use[:beyond]:
            del distinct[key]
