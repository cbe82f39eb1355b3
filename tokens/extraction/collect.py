"""From stylesheets to an extraction: every literal and custom property, weighed by its uses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from tokens.extraction.cascade import Definition
from tokens.extraction.custom_properties import CustomProperties
from tokens.extraction.findings import Finding
from tokens.extraction.fluid import clamp
from tokens.extraction.garbage import no_collection
from tokens.extraction.gathering import (
    DEFAULT_LIMITS,
    Gathered,
    Limits,
)
from tokens.extraction.groups import ORDER
from tokens.extraction.naming import (
    authored_name,
    shortened,
)
from tokens.extraction.places import Stylesheet
from tokens.extraction.reach import reaching
from tokens.extraction.results import (
    Extraction,
    Token,
    Untyped,
)
from tokens.extraction.roles import roles
from tokens.extraction.single_words import width_finding
from tokens.extraction.summary import evidence
from tokens.extraction.typography import typography
from tokens.extraction.untyped import reason
from tokens.extraction.usage import Stand, Written, provenance
from tokens.extraction.values import Reader
from tokens.extraction.variables import all_names, has_reference

_LISTED = 10
_LAYERED = frozenset(("shadow", "gradient"))


def extract(
    stylesheets: Iterable[Stylesheet], limits: Limits = DEFAULT_LIMITS
) -> Extraction:
    """The design tokens of `stylesheets`, given in cascade order.

    Never raises on any text: what cannot be read is left out and counted in `warnings`.
    """
    with no_collection():
        return _Collector(list(stylesheets), limits).extraction()


class _Literal:
    """A typed value written in place, with the distinct declarations that write it."""

    __slots__ = ("entries", "finding")

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.entries: dict[int, Written] = {}

    def merge(self, other: Finding) -> None:
        """Of two spellings the one with more aliases stays, ties by text: never by order."""
        if _preference(other) < _preference(self.finding):
            self.finding = other


def _preference(finding: Finding) -> tuple[Any, ...]:
    return -len(finding.aliases), finding.aliases, finding.refs, repr(finding)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.group, shortened(finding.slug)


def _size(finding: Finding) -> int:
    """How many tokens a literal counts for: each layer of a shadow, each stop of a gradient."""
    return len(finding.value) if finding.type in _LAYERED else 1


def _likeness(finding: Finding) -> str:
    """What findings of one value in one group have in common; colours of one hex are alike."""
    value = finding.value
    if finding.type == "color" and "hex" in value:
        value = (value["hex"], value.get("alpha", 1))
    return f"{finding.group} {value}"


class _Collector:
    """The state of one extraction."""

    def __init__(self, sheets: list[Stylesheet], limits: Limits) -> None:
        self.gathered = Gathered(sheets, limits)
        self.custom = CustomProperties(self.gathered)
        self.reader = Reader(self.custom.variables, self.custom.types)
        self.literals: dict[tuple[str, str], _Literal] = {}
        self.untyped: dict[tuple[str, str], _Literal] = {}
        #: Distinct declarations of each custom property, and those that reach it.
        self.defined: dict[str, list[Written]] = {}
        self.reaching: dict[str, list[Written]] = {}
        #: Per name (kind, axis, context, the custom property or the literal that stands there).
        self.elsewhere: dict[
            str, list[tuple[str, str, str, str | tuple[str, str]]]
        ] = {}

    def extraction(self) -> Extraction:
        """Read everything, then make the tokens."""
        for width in self.gathered.widths:
            self._add(width_finding(width.group, width.measure), width.written)
        for entry in self.gathered.written.values():
            for finding in self.reader.read(entry.name, entry.value):
                self._add(finding, entry)
        for rule in self.gathered.font_rules.values():
            style = typography(rule.declarations, self.reader)
            if style:
                lines = [f"{one.name}: {one.value}" for one in rule.declarations]
                written = Written("font", "; ".join(lines))
                written.stands.append(Stand([rule.use]))
                self._add(style, written)
        for name in self.gathered.definitions:
            self._read_definitions(name)
        entries = [*self.gathered.written.values()]
        entries += (entry for group in self.defined.values() for entry in group)
        self.reaching = reaching(entries, self.custom.variables)
        tokens = self._tokens()
        self.custom.warn()
        truncated = tuple(sorted(self.gathered.truncated))
        warnings = self.gathered.warnings
        untyped = self._untyped()
        literals: dict[str, list[Written]] = defaultdict(list)
        for (group, _), literal in (*self.literals.items(), *self.untyped.items()):
            literals[group] += literal.entries.values()
        known = evidence(tokens, untyped, literals, self.gathered, self.custom)
        found = roles(tokens, self._written, self.gathered, self.custom)
        return Extraction(
            tokens,
            warnings,
            untyped,
            truncated,
            known.summary,
            known.tiers,
            known.confidence,
            roles=found.summary,
            labels=found.labels,
        )

    def _add(self, finding: Finding, entry: Written) -> tuple[str, str]:
        key = _key(finding)
        literals = self.literals if finding.type else self.untyped
        literal = literals.get(key)
        if literal is None:
            literal = literals[key] = _Literal(finding)
        elif finding is not literal.finding and (
            finding.aliases or finding.refs or finding.details
        ):
            literal.merge(finding)
        literal.entries[id(entry)] = entry
        return key

    def _read_definitions(self, name: str) -> None:
        """The literals in a custom property: all but its own default value."""
        custom = self.custom
        definitions: dict[str, list[Definition]] = {}
        for one in self.gathered.definitions[name]:
            definitions.setdefault(one.value, []).append(one)
        most = self.gathered.limits.values
        if len(definitions) > most:
            self.gathered.truncated.add("values")
            by_use = sorted(definitions, key=lambda one: (-len(definitions[one]), one))
            definitions = {value: definitions[value] for value in by_use[:most]}
        entries = {value: Written(name, value) for value in definitions}
        for value, uses in definitions.items():
            entries[value].stands.append(Stand(uses))
        self.defined[name] = list(entries.values())
        own = None
        if name in custom.types:
            # What the default is elsewhere too is no other value.
            if custom.target(name) is None:
                own = _key(custom.findings[name])
            self._read_alternatives(name, entries, own)
        typed = custom.types.get(name)
        for value, entry in entries.items():
            is_default = value == custom.texts.get(name)
            for finding in self.reader.written(value, computed=is_default):
                if _key(finding) != own:
                    self._add(finding, entry)
            if typed and typed.type in ("transition", "border"):
                for finding in self.reader.read(typed.type, value):
                    if finding.group != typed.type:
                        self._add(finding, entry)
            if not is_default and not has_reference(value):
                overridden = custom.literal(name, value)
                if overridden and _key(overridden) != own:
                    self._add(overridden, entry)

    def _read_alternatives(
        self, name: str, entries: dict[str, Written], own: tuple[str, str] | None
    ) -> None:
        custom = self.custom
        found = self.elsewhere[name] = []
        target = custom.target(name)
        first = next(iter(entries.values()))
        for other in custom.alternatives(name):
            entry = entries.get(other.authored, first)
            if has_reference(other.authored):
                reader = Reader(custom.environment(other), custom.types)
                for finding in reader.written(other.authored, computed=True):
                    if _key(finding) != own:
                        self._add(finding, entry)
            value = custom.alternative(name, other)
            if value is None or value == target:
                continue
            stands: str | tuple[str, str]
            if isinstance(value, str):
                stands = value
            elif _key(value) == own:
                continue
            else:
                stands = self._add(value, entry)
            found.append((other.kind, other.axis, other.context, stands))

    def _tokens(self) -> tuple[Token, ...]:
        custom = self.custom
        taken = {(group, authored_name(name)) for name, group in custom.groups.items()}
        names: dict[tuple[str, str], str] = {}
        for group, slug in self.literals:
            name = slug
            while (group, name) in taken:
                name += "~"
            names[group, slug] = name
        self._cut(names)
        same: dict[str, list[str]] = defaultdict(list)
        for name in custom.groups:
            if custom.target(name) is None:
                same[_likeness(custom.findings[name])].append(custom.path(name))
        tokens = [self._declared(name, names) for name in custom.groups]
        tokens += (
            self._in_place(self.literals[key], key[0], name, same)
            for key, name in names.items()
        )
        tokens.sort(key=lambda token: (ORDER[token.group], token.name))
        return tuple(tokens)

    def _cut(self, names: dict[tuple[str, str], str]) -> None:
        """Leave out literals beyond the limit of tokens, those that nothing refers to first."""
        room = self.gathered.limits.tokens - len(self.custom.groups)
        sizes = {key: _size(self.literals[key].finding) for key in names}
        if sum(sizes.values()) <= room:
            return
        self.gathered.truncated.add("tokens")
        by_need = sorted(
            names,
            key=lambda key: (
                -sum(entry.count for entry in self.literals[key].entries.values()),
                ORDER[key[0]],
                key,
            ),
        )
        for key in by_need:
            if sizes[key] > room:
                del names[key]
            else:
                room -= sizes[key]

    def _declared(self, name: str, names: dict[tuple[str, str], str]) -> Token:
        custom = self.custom
        finding = custom.findings[name]
        typed = custom.types[name]
        target = custom.target(name)
        modes: dict[str, dict[str, str]] = {}
        conditional: dict[str, dict[str, str]] = {"responsive": {}, "scopes": {}}
        for kind, axis, context, stands in self.elsewhere.get(name, ()):
            if isinstance(stands, str):
                reference = "{" + custom.path(stands) + "}"
            elif stands in names:
                reference = "{" + f"{stands[0]}.{names[stands]}" + "}"
            else:
                continue
            if kind == "modes":
                modes.setdefault(axis, {})[context] = reference
            else:
                conditional[kind][context] = reference
        details = dict(finding.details)
        if typed.channels:
            details["channels"] = typed.channels
        return Token(
            group=custom.groups[name],
            name=authored_name(name),
            type=typed.type,
            value="{" + custom.path(target) + "}"
            if target
            else custom.with_aliases(finding),
            provenance=provenance(
                self.reaching.get(name, ()),
                self.defined[name],
                custom.texts[name],
                self.gathered.sheets,
            ),
            declared=name,
            modes=modes,
            responsive=conditional["responsive"],
            scopes=conditional["scopes"],
            refs=() if target else self._paths(finding),
            details=details,
            remark=custom.remark(name) if self.gathered.remarked else None,
        )

    def _in_place(
        self,
        literal: _Literal,
        group: str,
        name: str,
        same: dict[str, list[str]],
    ) -> Token:
        finding = literal.finding
        entries = list(literal.entries.values())
        authored: Counter[str] = Counter()
        for entry in entries:
            authored[entry.value] += entry.count
        most_used = min(authored, key=lambda text: (-authored[text], text))
        return Token(
            group=group,
            name=name,
            type=finding.type,
            value=self.custom.with_aliases(finding),
            provenance=provenance(entries, entries, most_used, self.gathered.sheets),
            refs=self._paths(finding),
            same_as=tuple(sorted(same.get(_likeness(finding), ()))[:_LISTED]),
            details=dict(finding.details),
        )

    def _written(self, token: Token) -> Iterable[Written]:
        """The declarations that reach a token, and those that give it its own value."""
        name = token.declared
        if name:
            value = self.custom.texts[name]
            own = [entry for entry in self.defined[name] if entry.value == value]
            return (*self.reaching.get(name, ()), *own)
        return self.literals[token.group, token.name.rstrip("~")].entries.values()

    def _untyped(self) -> tuple[Untyped, ...]:
        """What DTCG has no type for: literals, and custom properties that are no tokens."""
        found: list[Untyped] = []
        for (group, name), literal in self.untyped.items():
            usage = sum(entry.count for entry in literal.entries.values())
            why = dict(literal.finding.details)["reason"]
            authored = literal.finding.value
            refs = self._taken(authored)
            three = clamp(self.custom.variables.resolve(authored) or "")
            found.append(
                Untyped(group, name, authored, why, usage, refs=refs, clamp=three)
            )
        custom = self.custom
        for name, authored in custom.texts.items():
            text = custom.variables.text(name)
            if name in custom.types or not text:
                continue
            found.append(
                Untyped(
                    custom.untyped_group(name),
                    authored_name(name),
                    authored,
                    reason(text) or "value",
                    sum(entry.count for entry in self.reaching.get(name, ())),
                    declared=name,
                    refs=self._taken(authored),
                    clamp=clamp(text),
                )
            )
        found.sort(key=lambda one: (ORDER.get(one.group, len(ORDER)), one.name))
        return tuple(found[: self.gathered.limits.tokens])

    def _taken(self, authored: str) -> tuple[str, ...]:
        """The tokens that a text takes in by var()."""
        if not has_reference(authored):
            return ()
        names = [one for one, _ in all_names(authored) if one in self.custom.types]
        return tuple(self.custom.path(one) for one in dict.fromkeys(names))

    def _paths(self, finding: Finding) -> tuple[str, ...]:
        custom = self.custom
        return tuple(custom.path(one) for one in finding.refs if one in custom.types)
