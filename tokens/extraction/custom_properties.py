"""Every custom property as a token: its cascaded value, type, group, modes and references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from tokens.extraction import effects, fonts, motion, placing, strokes
from tokens.extraction.cascade import Cascade, Cascaded
from tokens.extraction.colors import parse_color
from tokens.extraction.comments import Declared
from tokens.extraction.derived import DARK, SCHEME, followers
from tokens.extraction.findings import MEMBER_TYPES, Finding
from tokens.extraction.gathering import Gathered
from tokens.extraction.groups import (
    ORDER,
    named_groups,
    names_family,
    property_groups,
)
from tokens.extraction.naming import authored_name
from tokens.extraction.remarks import Remark
from tokens.extraction.results import replaced
from tokens.extraction.single_words import color_finding, custom_finding
from tokens.extraction.variables import (
    WIDE,
    Variables,
    all_names,
    has_reference,
    pure_reference,
    scheme_choices,
)

NOBODY: frozenset[str] = frozenset()
#: Environments with more custom properties of their own than this many contexts are not resolved.
_ENVIRONMENTS = 64


class Alternative(NamedTuple):
    """A value that a custom property has elsewhere than by default."""

    #: "modes", "responsive" or "scopes".
    kind: str
    axis: str
    context: str
    authored: str


class CustomProperties:
    """The custom properties of all stylesheets, in their default environment and in others."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.cascaded: dict[str, Cascaded] = {}
        #: The authored default value of each.
        self.texts: dict[str, str] = {}
        #: Those that are tokens, with their type and their group.
        self.types: dict[str, placing.Typed] = {}
        self.groups: dict[str, str] = {}
        #: The default value of each token.
        self.findings: dict[str, Finding] = {}
        #: Those whose default is one var() of another that has a value.
        self.alias_of: dict[str, str] = {}
        #: The values of those that have one in a mode, by axis and context.
        self.by_mode: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._literals: dict[tuple[placing.Typed, str, str], Finding | None] = {}
        self._environments: dict[tuple[str, str], Variables] = {}
        self._cascade()
        self.variables = self._resolved()
        self._decide()
        self._follows = followers(self.by_mode, self.variables)
        #: What derived values are in a mode.
        self._there: dict[tuple[str, str, str], Finding | None] = {}

    def path(self, name: str) -> str:
        """The token path of a custom property that is a token."""
        return f"{self.groups[name]}.{authored_name(name)}"

    def _cascade(self) -> None:
        cascade = Cascade(self.gathered.layers)
        for name, definitions in self.gathered.definitions.items():
            found = cascade.of(definitions)
            choices = scheme_choices(found.default or "")
            if choices:
                found.default = choices[0]
                found.modes.setdefault(SCHEME, {}).setdefault(DARK, choices[1])
            self.cascaded[name] = found
            if found.default is not None:
                self.texts[name] = found.default
                for axis, contexts in found.modes.items():
                    for context, text in contexts.items():
                        self.by_mode[axis, context][name] = text

    def _resolved(self) -> Variables:
        """The default environment; where a value is invalid, the @property initial value."""
        gathered = self.gathered
        variables = Variables(self.texts, longest=gathered.limits.value)
        invalid = {
            name: initial
            for name in self.texts
            if (initial := self.cascaded[name].initial) is not None
            and variables.text(name) is None
            and initial != self.texts[name]
        }
        if invalid:
            self.texts.update(invalid)
            variables = Variables(self.texts, longest=gathered.limits.value)
        return variables

    def warn(self) -> None:
        """Report what has no value, could not be substituted or never applies."""
        for name, cascaded in self.cascaded.items():
            for axis, context in cascaded.shadowed:
                self.gathered.warn("mode.shadowed", f"{name} ({axis}: {context})")
        for name, text in self.texts.items():
            if not text or text.lower() in WIDE:
                code = "variable.reset" if text else "variable.empty"
                self.gathered.warn(code, name)
        for name in self.variables.cyclic:
            self.gathered.warn("variable.cycle", name)
        for name in self.variables.undefined:
            self.gathered.warn("variable.undefined", name)
        for name in self.variables.too_long:
            self.gathered.truncated.add("values")
            self.gathered.warn("variable.too_long", name)

    def _decide(self) -> None:
        """The type of each set of pure aliases, decided once; then the group of each name."""
        variables = self.variables
        for name, text in self.texts.items():
            reference = pure_reference(text)
            if reference and variables.text(reference.name) is not None:
                self.alias_of[name] = reference.name
        consumers, wrappers = self._consumers()
        #: The groups of the properties that use each.
        self.used_by = consumers
        origin: dict[str, str] = {}
        named: dict[str, set[str]] = defaultdict(set)
        families: set[str] = set()
        for name in variables.order:
            origin[name] = origin.get(self.alias_of.get(name, name), name)
            named[origin[name]].update(named_groups(name))
            if names_family(name):
                families.add(origin[name])
        decided: dict[str, placing.Typed | None] = {}
        for name in variables.order:
            resolved = variables.text(name)
            if not resolved:
                continue
            first = origin[name]
            if first not in decided:
                uses = consumers.get(first, NOBODY)
                decided[first] = placing.decide(
                    resolved,
                    frozenset(named[first]),
                    # Such a name is as clear as a use.
                    uses | {"font-family"} if first in families else uses,
                    wrappers.get(first, frozenset()),
                )
            typed = decided[first]
            if typed is None:
                continue
            used_by = consumers.get(name) or consumers.get(first, NOBODY)
            group = placing.group_of(typed.type, named_groups(name), used_by, resolved)
            found = self.read(typed, group, self.texts[name], variables)
            if found is not None:
                self.types[name] = typed
                self.groups[name] = group
                self.findings[name] = found

    def _consumers(
        self,
    ) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str | None]]]:
        """Per name the groups of the properties that use it, and the functions put around it.

        Uses of an alias are uses of what it stands for.
        """
        consumers: dict[str, set[str]] = defaultdict(set)
        wrappers: dict[str, set[str | None]] = defaultdict(set)
        for entry in self.gathered.written.values():
            if has_reference(entry.value):
                groups = property_groups(entry.name)
                for name, wrapper in set(all_names(entry.value)):
                    consumers[name].update(groups)
                    wrappers[name].add(wrapper)
        for definitions in self.gathered.definitions.values():
            for value in {definition.value for definition in definitions}:
                if has_reference(value) and not pure_reference(value):
                    for name, wrapper in all_names(value):
                        wrappers[name].add(wrapper)
        for name in reversed(self.variables.order):
            target = self.alias_of.get(name)
            if target and name in wrappers:
                consumers[target] |= consumers[name]
                wrappers[target] |= wrappers[name]
        return (
            {name: frozenset(groups) for name, groups in consumers.items()},
            {name: frozenset(functions) for name, functions in wrappers.items()},
        )

    def read(
        self, typed: placing.Typed, group: str, authored: str, variables: Variables
    ) -> Finding | None:
        """The value of `authored` as a token of that type and group; None when it is none."""
        text = variables.resolve(authored)
        if not text:
            return None
        if typed.channels:
            color = parse_color(f"{typed.channels}({text})") or parse_color(text)
            return color_finding(color) if color else None
        if typed.type not in placing.COMPOSITES:
            return custom_finding(group, typed.type, text)
        # The parts of an alias belong to what it stands for: read the text behind it.
        source = text if pure_reference(authored) else authored
        if typed.type == "gradient":
            return effects.gradient(source, variables, self.types)
        layers = variables.expand(source, self.types)
        if not layers:
            return None
        if typed.type == "shadow":
            return effects.shadow(group, layers)
        if typed.type == "border":
            return strokes.border(layers[0]) if len(layers) == 1 else None
        if typed.type == "transition":
            return motion.transition(layers[0]) if len(layers) == 1 else None
        return fonts.family(layers)

    def literal(self, name: str, text: str) -> Finding | None:
        """What `text`, which takes in no other, is in `name` whatever its default is."""
        typed = self.types.get(name)
        if typed:
            found = self.read(typed, self.groups[name], text, self.variables)
            if found is not None:
                return found
        named, uses = named_groups(name), self.used_by.get(name, NOBODY)
        typed = placing.decide(text, frozenset(named), uses, frozenset())
        if typed is None:
            return None
        group = placing.group_of(typed.type, named, uses, text)
        return self.read(typed, group, text, self.variables)

    def with_aliases(self, finding: Finding) -> Any:
        """The value of a finding, references in the places that tokens supplied whole."""
        value = finding.value
        for path, name in finding.aliases:
            typed = self.types.get(name)
            kind = MEMBER_TYPES[str(path[-1])]
            if typed and typed.type == kind and not typed.channels:
                value = replaced(value, path, "{" + self.path(name) + "}")
        return value

    def untyped_group(self, name: str) -> str:
        """The group that a custom property which is no token would belong to; else `other`."""
        named = named_groups(name)
        if named:
            return named[0]
        if self.texts[name][:4].lower() == "url(" or self.texts[name][:1] in "\"'":
            return "other"
        return min(self.used_by.get(name, ()), key=ORDER.__getitem__, default="other")

    def target(self, name: str) -> str | None:
        """The token that the default value of `name` is an alias of."""
        other = self.alias_of.get(name)
        if other in self.types and self.types[other].type == self.types[name].type:
            return other
        return None

    def alternatives(self, name: str) -> Iterator[Alternative]:
        """The values of `name` in modes, under width conditions and in scopes, sorted."""
        cascaded = self.cascaded[name]
        limit = self.gathered.limits.scopes
        modes = [
            Alternative("modes", axis, context, authored)
            for axis, contexts in cascaded.modes.items()
            for context, authored in contexts.items()
        ]
        modes += (
            Alternative("modes", axis, context, self.texts[name])
            for axis, context in self._follows.get(name, ())
            if self._differs(name, axis, context)
        )
        if len(modes) > limit:
            self.gathered.truncated.add("scopes")
        yield from sorted(modes)[:limit]
        for kind, values in (
            ("responsive", cascaded.responsive),
            ("scopes", cascaded.scopes),
        ):
            if len(values) > limit:
                self.gathered.truncated.add("scopes")
            for context, authored in sorted(values.items())[:limit]:
                yield Alternative(kind, "", context, authored)

    def _differs(self, name: str, axis: str, context: str) -> bool:
        """Whether the default value of a token is another one in a mode; an alias never is."""
        if name not in self.types or self.target(name) is not None:
            return False
        authored = self.texts[name]
        there = self.environment(Alternative("modes", axis, context, authored))
        found = self.read(self.types[name], self.groups[name], authored, there)
        if found is None:
            return False
        self._there[name, axis, context] = self._steady(found, there)
        here = self.findings[name]
        return found != here and self.with_aliases(found) != self.with_aliases(here)

    def alternative(self, name: str, other: Alternative) -> Finding | str | None:
        """What `name` is there: another custom property's name, a literal, or None."""
        if not has_reference(other.authored):
            return self._literal(self.types[name], self.groups[name], other.authored)
        key = (name, other.axis, other.context)
        if other.authored == self.texts[name] and key in self._there:
            return self._there[key]
        choices = scheme_choices(other.authored)
        authored = choices[other.context == DARK] if choices else other.authored
        typed = self.types[name]
        reference = pure_reference(authored)
        if reference and reference.name in self.types:
            if self.types[reference.name].type != typed.type:
                return None
            return None if self._leads_to(reference.name, name) else reference.name
        there = self.environment(other)
        found = self.read(typed, self.groups[name], authored, there)
        return found and self._steady(found, there)

    def _literal(
        self, typed: placing.Typed, group: str, authored: str
    ) -> Finding | None:
        """What `read` gives for a value without var(), read once: themes repeat their colours."""
        key = (typed, group, authored)
        if key not in self._literals:
            self._literals[key] = self.read(typed, group, authored, self.variables)
        return self._literals[key]

    def _steady(self, found: Finding, there: Variables) -> Finding:
        """Without aliases of what is another value by default: its token is read by default."""
        text, default = there.text, self.variables.text
        if there is self.variables or not found.aliases:
            return found
        kept = [one for one in found.aliases if text(one[1]) == default(one[1])]
        return found._replace(aliases=tuple(kept))

    def remark(self, name: str) -> Remark | None:
        """What a comment says of the declaration that gives `name` its default value.

        Of several that say the same value there the root's own comes first, ties by text.
        """
        found: list[tuple[bool, Remark]] = []
        for one in self.gathered.definitions[name]:
            said = self.gathered.remarks[one.sheet]
            remark = said and said.get(Declared(one.line, name, one.value))
            if not remark:
                continue
            choices = scheme_choices(one.value)
            if self.texts[name] == (choices[0] if choices else one.value):
                plain = any(not member.modes for member in one.place.roots)
                found.append((not plain, remark))
        return min(found)[1] if found else None

    def _leads_to(self, start: str, name: str) -> bool:
        """Whether `start` is an alias of `name`: a reference back would be a circle."""
        current: str | None = start
        while current is not None and current != name:
            current = self.alias_of.get(current)
        return current == name

    def environment(self, other: Alternative) -> Variables:
        """The custom properties as they are where `other` applies.

        A mode has an environment of its own; scopes and widths are taken to change nothing
        else, since which of them meet is not in the sheet.
        """
        axis, context = key = other.axis, other.context
        if other.kind != "modes" or not has_reference(other.authored):
            return self.variables
        if key not in self._environments:
            if len(self._environments) >= _ENVIRONMENTS:
                return self.variables
            self._environments[key] = self.variables.changed(
                self.by_mode.get(key, {}), dark=context == DARK
            )
        return self._environments[key]
