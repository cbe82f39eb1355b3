"""The tokens of a DTCG document, in one order, with their aliases followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from tokens.canonical import group_rank
from tokens.extraction.document import VENDOR

Json = Any

#: Characters of a description that exports carry.
_NOTE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One token, or one untyped value: then `type` is empty and `value` is its CSS text."""

    group: str
    name: str
    type: str
    value: Json
    #: Our members of `$extensions`: declared, modes, channels, gradient and others.
    facts: Mapping[str, Json] = field(default_factory=dict)
    #: Its `$description` on one line, and what `$deprecated` says, "" where neither is.
    note: str = ""

    @property
    def path(self) -> str:
        """`group.name`, as references spell it."""
        return f"{self.group}.{self.name}"

    @property
    def declared(self) -> str:
        """The custom property that declares it, dashes included, or an empty string."""
        found = self.facts.get("declared")
        named = isinstance(found, str) and found.startswith("--") and len(found) > 2
        return str(found) if named else ""

    def modes(self) -> Iterator[tuple[str, str, Json]]:
        """(axis, context, value) of each mode, sorted."""
        for axis, contexts in sorted(_mapping(self.facts.get("modes")).items()):
            for context, value in sorted(_mapping(contexts).items()):
                yield axis, context, value


class Tokens:
    """The entries of a document by path, in the order of the groups and by code point."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self.entries: MutableMapping[str, Entry] = {}
        for group in sorted(document, key=group_rank):
            if group.startswith("$"):
                continue
            for name, token in sorted(_mapping(document[group]).items()):
                if isinstance(token, Mapping) and "$value" in token:
                    entry = Entry(
                        group,
                        name,
                        str(token.get("$type", "")),
                        token["$value"],
                        _facts(token),
                        _note(token),
                    )
                    self.entries[entry.path] = entry
        self._ends: dict[str, Entry | None] = {}
        self.untyped = list(_untyped(document, set(self.entries)))

    def with_entries(self, entries: MutableMapping[str, Entry]) -> Tokens:
        """The same document with other values; paths stay as they are."""
        other = copy(self)
        other.entries = entries
        other._ends = {}
        return other

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def target(self, value: Json) -> Entry | None:
        """The token that a value such as `{color.brand}` names; None for what is no alias of one."""
        return self.entries.get(value[1:-1]) if _is_reference(value) else None

    def end(self, value: Json) -> Entry | None:
        """The last token of a chain of aliases; None where it has no end."""
        passed: dict[str, Entry] = {}
        entry, onward = self.target(value), value
        while entry and entry.path not in self._ends and entry.path not in passed:
            passed[entry.path] = entry
            onward = entry.value
            entry = self.target(onward)
        if entry is not None:
            # A circle has no end.
            end = self._ends.get(entry.path)
        elif _is_reference(onward):
            end = None
        else:
            end = passed[next(reversed(passed))] if passed else None
        self._ends.update(dict.fromkeys(passed, end))
        return end

    def in_dependency_order(self) -> list[Entry]:
        """All tokens, each after those that its value refers to."""
        ordered: dict[str, Entry] = {}
        for first in self:
            stack = [(first, False)]
            entered: set[str] = set()
            while stack:
                entry, ready = stack.pop()
                if ready:
                    ordered.setdefault(entry.path, entry)
                elif entry.path not in ordered and entry.path not in entered:
                    entered.add(entry.path)
                    stack.append((entry, True))
                    stack.extend((one, False) for one in self.used(entry.value))
        return list(ordered.values())

    def used(self, value: Json) -> Iterator[Entry]:
        """The tokens that a value refers to, in whole or in its members."""
        if isinstance(value, Mapping):
            value = list(value.values())
        if not isinstance(value, list):
            value = [value]
        for one in value:
            if (found := self.target(one)) is not None:
                yield found
            elif isinstance(one, Mapping):
                for member in one.values():
                    if (found := self.target(member)) is not None:
                        yield found


def with_tracking(document: Mapping[str, Json]) -> Tokens:
    """The tokens for a format that writes a text style as `font`.

    The shorthand has no place for letter spacing (css-fonts-4, 2.7): where it is not zero,
    it is an entry of its own, `typography.NAME-letter-spacing`.
    """
    tokens = Tokens(document)
    entries: dict[str, Entry] = {}
    for entry in tokens:
        entries[entry.path] = entry
        if entry.type == "typography" and isinstance(entry.value, Mapping):
            spacing = entry.value.get("letterSpacing")
            end = tokens.end(spacing)
            name = f"{entry.name}-letter-spacing"
            tracking = Entry(entry.group, name, "dimension", spacing)
            is_zero = _mapping(end.value if end else spacing).get("value", 0) == 0
            if not is_zero and tracking.path not in tokens.entries:
                entries[tracking.path] = tracking
    return tokens.with_entries(entries)


def _is_reference(value: Json) -> bool:
    return isinstance(value, str) and value[:1] == "{" and value[-1:] == "}"


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _facts(holder: Mapping[str, Json]) -> Mapping[str, Json]:
    return _mapping(_mapping(holder.get("$extensions")).get(VENDOR))


def _note(token: Mapping[str, Json]) -> str:
    parts = []
    deprecated, description = token.get("$deprecated"), token.get("$description")
    said = description if isinstance(description, str) else ""
    # A comment that says it all is both members.
    is_said = "deprecated" in said.lower()
    if deprecated is True and not is_said:
        parts.append("Deprecated.")
    elif isinstance(deprecated, str) and not (is_said and deprecated in said):
        parts.append(f"Deprecated: {deprecated}")
    parts.append(said)
    return " ".join(" ".join(parts).split())[:_NOTE]


def _untyped(document: Mapping[str, Json], taken: set[str]) -> Iterator[Entry]:
    groups = _mapping(_facts(document).get("untyped"))
    for group in sorted(groups, key=group_rank):
        for name, value in sorted(_mapping(groups[group]).items()):
            facts = _mapping(value)
            authored = facts.get("authored")
            if isinstance(authored, str) and f"{group}.{name}" not in taken:
                yield Entry(group, name, "", authored, facts)
