"""From stylesheets to an extraction: reads every declaration once and weighs it by its uses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tokens.extraction import conditions, effects, fonts, placing
from tokens.extraction.cascade import Cascaded, Definition, cascade
from tokens.extraction.colors import parse_color
from tokens.extraction.findings import Finding
from tokens.extraction.groups import ORDER, named_groups, property_groups
from tokens.extraction.naming import authored_name, measure_slug, shortened
from tokens.extraction.places import Layers, Place, Places, Stylesheet
from tokens.extraction.results import (
    Extraction,
    Provenance,
    Source,
    Token,
    Warning,
    replaced,
)
from tokens.extraction.scanner import scan_stylesheet
from tokens.extraction.values import Reader, color_finding, custom_finding
from tokens.extraction.variables import (
    Variables,
    all_names,
    has_reference,
    pure_reference,
)

#: A declaration counts as a use of at most this many custom properties that it reaches.
_REACH = 64
_LISTED = 10


class Limits(NamedTuple):
    """What one extraction may hold; whatever is beyond is cut and named in `truncated`."""

    tokens: int = 20_000
    name: int = 200
    value: int = 2_000
    scopes: int = 200


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


def extract(stylesheets: Iterable[Stylesheet], limits: Limits = Limits()) -> Extraction:
    """The design tokens of `stylesheets`, given in cascade order.

    Never raises on any text: what cannot be read is left out and counted in `warnings`.
    """
    return _Collector(list(stylesheets), limits).extraction()


class _Collector:
    """The state of one extraction; its methods run in the order they stand here."""

    def __init__(self, sheets: list[Stylesheet], limits: Limits) -> None:
        self.sheets = sheets
        self.limits = limits
        self.layers = Layers()
        self.written: dict[tuple[str, str], Written] = {}
        self.definitions: dict[str, list[Definition]] = {}
        self.truncated: set[str] = set()
        self.warned: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.literals: dict[tuple[str, str], _Literal] = {}
        # Contexts are memoised by identity: they have to live until the end.
        self._scans: list[Any] = []

    def extraction(self) -> Extraction:
        for index, sheet in enumerate(self.sheets):
            self._scan(index, sheet)
        self._cascade()
        self._decide_types()
        self._read_values()
        self._count_reach()
        tokens = self._tokens()
        warnings = tuple(
            Warning(code, count, self.examples[code])
            for code, count in sorted(self.warned.items())
        )
        return Extraction(tokens, warnings, tuple(sorted(self.truncated)))

    def warn(self, code: str, example: str) -> None:
        """Count a warning; of its examples the smallest text stays."""
        self.warned[code] += 1
        example = example[:200]
        if code not in self.examples or example < self.examples[code]:
            self.examples[code] = example

    def _scan(self, index: int, sheet: Stylesheet) -> None:
        scanned = scan_stylesheet(sheet.text)
        places = Places(sheet)
        self._scans.append(scanned)
        self.layers.add(scanned.at_rules, places)
        written = self.written
        longest = self.limits.value
        for context, name, value, important, line in scanned.declarations:
            place = places.of(context)
            if name[:2] == "--":
                self._define(name, Definition(value, important, place, index, line))
                continue
            if place.kind == "property":
                if name == "initial-value":
                    property_name = place.at_rules[-1].partition(" ")[2].strip()
                    self._define(
                        property_name, Definition(value, False, place, index, line)
                    )
                continue
            key = (name, value)
            entry = written.get(key)
            if entry is None:
                if not property_groups(name) and not has_reference(value):
                    continue
                if len(value) > longest:
                    self.truncated.add("values")
                    self.warn("value.too_long", f"{name}: {value[:80]}")
                    continue
                entry = written[key] = Written(name, value)
            entry.uses.append(Use(place, index, line))
        self._breakpoints(index, sheet, scanned.at_rules, places)

    def _define(self, name: str, definition: Definition) -> None:
        if len(definition.value) > self.limits.value:
            self.truncated.add("values")
            self.warn("value.too_long", f"{name}: {definition.value[:80]}")
        elif len(name) > self.limits.name + 2:
            self.truncated.add("names")
            self.warn("name.too_long", name)
        elif name.startswith("--") and len(name) > 2:
            self.definitions.setdefault(name, []).append(definition)

    def _breakpoints(
        self, index: int, sheet: Stylesheet, at_rules: Sequence[Any], places: Places
    ) -> None:
        queries = [
            (rule.prelude, rule.name == "container", places.of(rule.context), rule.line)
            for rule in at_rules
            if rule.block and rule.name in ("media", "container")
        ]
        if sheet.media:
            queries.append((f"@media {sheet.media}", False, places.of(None), 1))
        for prelude, container, place, line in queries:
            group = "container-breakpoint" if container else "breakpoint"
            for width in set(conditions.widths(prelude, container=container)):
                slug = measure_slug(width)
                finding = Finding(group, "dimension", effects.dimension(width), slug)
                key = ("@container" if container else "@media", prelude)
                entry = self.written.setdefault(key, Written(*key))
                entry.uses.append(Use(place, index, line))
                self._literal(finding, entry)

    def _cascade(self) -> None:
        self.cascaded: dict[str, Cascaded] = {}
        texts: dict[str, str] = {}
        for name, definitions in self.definitions.items():
            found = cascade(definitions, self.layers)
            self.cascaded[name] = found
            for definition in definitions:
                if definition.place.kind == "property":
                    found.initial = definition.value
            if found.default is not None:
                texts[name] = found.default
            elif found.initial is not None:
                texts[name] = found.initial
        self.texts = texts
        self.variables = Variables(texts, longest=self.limits.value)
        for name in texts:
            if self.variables.text(name) is None:
                initial = self.cascaded[name].initial
                if initial is not None and not has_reference(initial):
                    texts[name] = initial
        if any(self.variables.text(name) is None for name in texts):
            self.variables = Variables(texts, longest=self.limits.value)
        if self.variables.too_long:
            self.truncated.add("values")
        for name in self.variables.cyclic:
            self.warn("variable.cycle", name)
        for name in self.variables.too_long:
            self.warn("variable.too_long", name)

    def _decide_types(self) -> None:
        """The type of each set of pure aliases, decided once; then the group of each name."""
        variables = self.variables
        target: dict[str, str] = {}
        for name, text in self.texts.items():
            reference = pure_reference(text)
            if reference and variables.text(reference.name) is not None:
                target[name] = reference.name
        self.alias_of = target
        consumers: dict[str, set[str]] = defaultdict(set)
        wrappers: dict[str, set[str | None]] = defaultdict(set)
        for entry in self.written.values():
            if has_reference(entry.value):
                groups = property_groups(entry.name)
                for name, wrapper in set(all_names(entry.value)):
                    consumers[name].update(groups)
                    wrappers[name].add(wrapper)
        for definitions in self.definitions.values():
            for value in {definition.value for definition in definitions}:
                if has_reference(value) and not pure_reference(value):
                    for name, wrapper in all_names(value):
                        wrappers[name].add(wrapper)
        order = variables.order
        for name in reversed(order):
            if name in target:
                consumers[target[name]] |= consumers[name]
                wrappers[target[name]] |= wrappers[name]
        named: dict[str, set[str]] = defaultdict(set)
        origin: dict[str, str] = {}
        for name in order:
            origin[name] = origin[target[name]] if name in target else name
            named[origin[name]].update(named_groups(name))
        self.types: dict[str, placing.Typed] = {}
        self.groups: dict[str, str] = {}
        decided: dict[str, placing.Typed | None] = {}
        for name in order:
            text = variables.text(name)
            if not text:
                continue
            first = origin[name]
            if first not in decided:
                decided[first] = placing.decide(
                    text,
                    frozenset(named[first]),
                    frozenset(consumers[first]),
                    frozenset(wrappers[first]),
                )
            typed = decided[first]
            if typed is None:
                continue
            group = placing.group_of(
                typed.type, named_groups(name), consumers[name] or consumers[first]
            )
            if self._finding(name, typed, group, self.texts[name]) is not None:
                self.types[name] = typed
                self.groups[name] = group
        self.reader = Reader(variables, self.types)

    def _finding(
        self, name: str, typed: placing.Typed, group: str, authored: str
    ) -> Finding | None:
        """The typed value that `authored` has as a definition of custom property `name`."""
        variables = self.variables
        text = variables.resolve(authored)
        if not text:
            return None
        if typed.channels:
            color = parse_color(f"{typed.channels}({text})")
            return color_finding(color) if color else None
        if typed.type in ("shadow", "gradient", "fontFamily"):
            known = self.types
            whole = pure_reference(authored) is not None
            layers = variables.expand(text if whole else authored, known)
            if not layers:
                return None
            if typed.type == "shadow":
                return effects.shadow(group, layers)
            if typed.type == "gradient":
                return effects.gradient(text if whole else authored, variables, known)
            return fonts.family(layers)
        return custom_finding(group, typed.type, text)

    def _literal(self, finding: Finding, entry: Written) -> None:
        key = (finding.group, shortened(finding.slug))
        literal = self.literals.get(key)
        if literal is None:
            literal = self.literals[key] = _Literal(finding)
        else:
            literal.merge(finding)
        if entry not in literal.entries[-1:]:
            literal.entries.append(entry)

    def _read_values(self) -> None:
        read = self.reader.read
        for entry in list(self.written.values()):
            for finding in read(entry.name, entry.value):
                self._literal(finding, entry)
        self.references: dict[tuple[str, str], str | None] = {}
        self.defined: dict[str, list[Written]] = {}
        for name, definitions in self.definitions.items():
            by_value: dict[str, Written] = {}
            for one in definitions:
                entry = by_value.setdefault(one.value, Written(name, one.value))
                entry.uses.append(Use(one.place, one.sheet, one.line))
            self.defined[name] = list(by_value.values())
            default = self.texts.get(name)
            for value, entry in by_value.items():
                self._read_definition(name, value, entry, is_default=value == default)

    def _read_definition(
        self, name: str, value: str, entry: Written, *, is_default: bool
    ) -> None:
        """Literals in a custom property; of a value that is not the default, the value itself."""
        typed = self.types.get(name)
        reference = pure_reference(value)
        if not is_default and typed:
            if reference and reference.name in self.types:
                if self.types[reference.name].type == typed.type:
                    self.references[name, value] = self._path_of(reference.name)
            else:
                group = self.groups[name]
                for choice in self._choices(value):
                    finding = self._finding(name, typed, group, choice)
                    if finding is not None:
                        self._literal(finding, entry)
                        self.references[name, value] = self._literal_key(finding)
        own = parse_color(value) if typed and is_default else None
        if own is None and (
            "(" in value or "#" in value or (typed is None and parse_color(value))
        ):
            for color in self.reader.colors(value):
                self._literal(color_finding(color), entry)
        elif typed and typed.type == "shadow":
            for color in self.reader.colors(value):
                self._literal(color_finding(color), entry)

    def _choices(self, value: str) -> list[str]:
        return [value]

    def _literal_key(self, finding: Finding) -> str:
        return f"{finding.group}.{shortened(finding.slug)}"

    def _path_of(self, name: str) -> str:
        return f"{self.groups[name]}.{authored_name(name)}"

    def _count_reach(self) -> None:
        """For every custom property, the declarations that reach it through var()."""
        self.reaching: dict[str, list[Written]] = defaultdict(list)
        near: dict[str, tuple[str, ...]] = {}
        entries = [*self.written.values()]
        entries += (entry for group in self.defined.values() for entry in group)
        for entry in entries:
            if not has_reference(entry.value):
                continue
            reached: dict[str, None] = {}
            for name, _ in all_names(entry.value):
                if name not in near:
                    near[name] = self._near(name)
                reached.update(dict.fromkeys(near[name]))
            reached.pop(entry.name, None)
            for name in reached:
                self.reaching[name].append(entry)

    def _near(self, name: str) -> tuple[str, ...]:
        """`name` and what it reaches, breadth first, at most `_REACH` names."""
        reached = {name: None}
        queue = [name]
        for one in queue:
            for other in self.variables.mentions.get(one, ()):
                if other not in reached and len(reached) < _REACH:
                    reached[other] = None
                    queue.append(other)
        return tuple(reached)

    def _tokens(self) -> tuple[Token, ...]:
        taken = {(group, authored_name(name)) for name, group in self.groups.items()}
        names: dict[str, str] = {}
        for group, slug in self.literals:
            name = slug
            while (group, name) in taken:
                name += "~"
            names[f"{group}.{slug}"] = f"{group}.{name}"
        tokens = [self._declared(name, names) for name in self.groups]
        tokens += (
            self._in_place(literal, names[f"{group}.{slug}"])
            for (group, slug), literal in self.literals.items()
        )
        tokens.sort(key=lambda token: (ORDER[token.group], token.name))
        return tuple(tokens)

    def _declared(self, name: str, names: Mapping[str, str]) -> Token:
        typed, group = self.types[name], self.groups[name]
        finding = self._finding(name, typed, group, self.texts[name])
        assert finding is not None  # a group is only given to what has a finding
        target = self.alias_of.get(name)
        value, refs = finding.value, finding.refs
        if target in self.types and self.types[target].type == typed.type:
            value, refs = "{" + self._path_of(target) + "}", ()
        else:
            value = self._with_aliases(finding)
        cascaded = self.cascaded[name]

        def reference(authored: str) -> str | None:
            if authored == self.texts[name]:
                return "{" + self._path_of(name) + "}"
            path = self.references.get((name, authored))
            return "{" + names.get(path, path) + "}" if path else None

        def referenced(values: Mapping[str, str]) -> dict[str, str]:
            found = {key: reference(values[key]) for key in sorted(values)}
            return {key: one for key, one in found.items() if one}

        scopes = referenced(cascaded.scopes)
        if len(scopes) > self.limits.scopes:
            self.truncated.add("scopes")
            scopes = dict(list(scopes.items())[: self.limits.scopes])
        modes = {
            axis: found
            for axis in sorted(cascaded.modes)
            if (found := referenced(cascaded.modes[axis]))
        }
        details = dict(finding.details)
        if typed.channels:
            details["channels"] = typed.channels
        own = [use for entry in self.defined[name] for use in entry.uses]
        return Token(
            group,
            authored_name(name),
            typed.type,
            value,
            _provenance(
                self.reaching.get(name, []), own, self.texts[name], self.sheets
            ),
            declared=name,
            modes=modes,
            responsive=referenced(cascaded.responsive),
            scopes=scopes,
            refs=tuple(self._path_of(one) for one in refs if one in self.types),
            details=details,
        )

    def _in_place(self, literal: _Literal, path: str) -> Token:
        finding = literal.finding
        group, _, name = path.partition(".")
        own = [use for entry in literal.entries for use in entry.uses]
        authored = Counter[str]()
        for entry in literal.entries:
            authored[entry.value] += len(entry.uses)
        best = min(authored, key=lambda text: (-authored[text], text))
        return Token(
            group,
            name,
            finding.type,
            self._with_aliases(finding),
            _provenance(literal.entries, own, best, self.sheets),
            refs=tuple(self._path_of(one) for one in finding.refs if one in self.types),
            details=dict(finding.details),
        )

    def _with_aliases(self, finding: Finding) -> Any:
        value = finding.value
        for path, name in finding.aliases:
            typed = self.types.get(name)
            kind = "color" if path[-1] == "color" else "dimension"
            if typed and typed.type == kind and not typed.channels:
                value = replaced(value, path, "{" + self._path_of(name) + "}")
        return value


class _Literal:
    """A typed value written in place, with the distinct declarations that write it."""

    __slots__ = ("entries", "finding")

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.entries: list[Written] = []

    def merge(self, other: Finding) -> None:
        """Of two spellings the one with more aliases stays, ties by text: never by order."""
        if (-len(other.aliases), other.aliases, other.refs) < (
            -len(self.finding.aliases),
            self.finding.aliases,
            self.finding.refs,
        ):
            self.finding = other


def _provenance(
    entries: Iterable[Written],
    own: list[Use],
    authored: str,
    sheets: list[Stylesheet],
) -> Provenance:
    properties: Counter[str] = Counter()
    selectors: Counter[str] = Counter()
    for entry in entries:
        properties[entry.name] += len(entry.uses)
        selectors.update([use.place.selector for use in entry.uses])
    sources = sorted({(use.sheet, use.line, use.place.at_rules) for use in own})
    return Provenance(
        usage=properties.total(),
        declarations=len(own),
        authored=authored,
        properties=_most_used(properties),
        selectors=_most_used(selectors),
        sources=tuple(
            Source(sheets[sheet].url, line, " ".join(at_rules))
            for sheet, line, at_rules in sources[:_LISTED]
        ),
    )


def _most_used(counted: Counter[str]) -> tuple[str, ...]:
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple(text for text, _ in ordered[:_LISTED] if text)
