"""What `diff` gives: the changes of tokens, one by one and summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any, Literal

from tokens.diffing import markdown
from tokens.diffing.colours import delta_e
from tokens.diffing.references import redirected
from tokens.spelling import alias_target

Content = dict[str, Any]
Tokens = Mapping[str, Content]
ConditionKind = Literal["mode", "scope", "responsive"]
#: Kind, axis and context.
ConditionKey = tuple[ConditionKind, str, str]
ChangeType = Literal["added", "removed", "modified", "renamed"]

CHANGE_TYPES: tuple[ChangeType, ...] = ("added", "removed", "modified", "renamed")
#: Members of our extension that are part of what a token is.
CONDITIONAL = ("modes", "scopes", "responsive")
#: Aliases followed from a token to its colour; chains of real sheets have under ten.
ALIAS_STEPS = 40


@dataclass(frozen=True, slots=True)
class Sides:
    """All tokens of both documents by path, and old to new paths of the renamed."""

    old: Tokens
    new: Tokens
    renames: Mapping[str, str]


#: The kinds of conditions in the order of a report.
KINDS = {"mode": 0, "scope": 1, "responsive": 2}
NO_SIDES = Sides({}, {}, {})


@dataclass(frozen=True, slots=True)
class ConditionChange:
    """A value that a token has under a condition only, as it was and as it is."""

    kind: ConditionKind
    #: The axis of a mode (``color-scheme``), empty for the other kinds.
    axis: str
    #: A context of the axis (``dark``), a selector, or a width condition.
    context: str
    #: None where the token had, or has, no value under the condition.
    old: Any
    new: Any
    #: deltaEOK of two colours, aliases resolved; else None.
    delta_e: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One token that differs between two documents."""

    #: Where the token is now, or was when it is removed: ``color.brand``.
    path: str
    change_type: ChangeType
    #: ``{"$type", "$value"}`` with ``modes``, ``scopes`` and ``responsive`` where the
    #: token has them; None for an added (old) or a removed (new) token.
    old_value: Content | None
    new_value: Content | None
    #: Only of a renamed token.
    old_path: str | None = None
    #: What the aliases of the values lead to; a stored change comes without.
    sides: Sides = field(default=NO_SIDES, repr=False, compare=False)

    @property
    def category(self) -> str:
        """The token's top-level group."""
        return self.path.partition(".")[0]

    @property
    def breaking(self) -> bool:
        """Whether a reference to the token by path and type no longer holds."""
        if self.change_type == "modified":
            return bool(_type(self.old_value) != _type(self.new_value))
        return self.change_type in ("removed", "renamed")

    @property
    def value_changed(self) -> bool:
        """Whether the token's own value is another one: not its modes, not a renamed target."""
        old, new = self.old_value, self.new_value
        if old is None or new is None:
            return False
        before, after = old.get("$value"), new.get("$value")
        return before != after and redirected(before, self.sides.renames) != after

    @property
    def delta_e(self) -> float | None:
        """deltaEOK (0 to about 1) of a modified colour, aliases resolved; else None."""
        if self.change_type != "modified" or not self.value_changed:
            return None
        return _distance(self.old_value, self.new_value, self.sides)

    @property
    def conditions(self) -> tuple[ConditionChange, ...]:
        """What changed under conditions: modes by axis and context, then scopes and widths."""
        if self.old_value is None or self.new_value is None:
            return ()
        before, after = _conditions(self.old_value), _conditions(self.new_value)
        order = sorted(
            before.keys() | after.keys(), key=lambda key: (KINDS[key[0]], key)
        )
        return tuple(
            self._condition(key, before.get(key), after.get(key))
            for key in order
            if before.get(key) != after.get(key)
            and redirected(before.get(key), self.sides.renames) != after.get(key)
        )

    def _condition(self, key: ConditionKey, old: Any, new: Any) -> ConditionChange:
        """The change of one condition: its values are of the token's own type."""
        before = {"$type": _type(self.old_value), "$value": old}
        after = {"$type": _type(self.new_value), "$value": new}
        return ConditionChange(*key, old, new, _distance(before, after, self.sides))


@dataclass(frozen=True)
class Diff:
    """All changes, by group in table order, then by path."""

    changes: tuple[Change, ...]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many changes of each type, zeros included."""
        return _counts(self.changes)

    @property
    def breaking(self) -> bool:
        """Whether any change is breaking."""
        return any(change.breaking for change in self.changes)

    @property
    def summary(self) -> str:
        """One line: ``3 added, 1 modified``, or ``no changes``."""
        parts = [f"{count} {kind}" for kind, count in self.counts.items() if count]
        return ", ".join(parts) or "no changes"

    @property
    def changelog(self) -> dict[str, Any]:
        """What token_versions.changelog_json holds: counts, in all and by group."""
        return {
            "summary": self.counts,
            "breaking": self.breaking,
            "groups": {
                group: _counts(changes) for group, changes in self.by_group.items()
            },
        }

    @property
    def markdown(self) -> str:
        """The changelog for people, a section per group, ending in a newline."""
        return markdown.changelog(self)

    @cached_property
    def by_group(self) -> dict[str, list[Change]]:
        """The changes of each group that has some."""
        groups = groupby(self.changes, key=lambda change: change.category)
        return {group: list(changes) for group, changes in groups}


def _conditions(content: Content) -> dict[ConditionKey, Any]:
    found: dict[ConditionKey, Any] = {}
    for axis, contexts in _members(content.get("modes")):
        for context, value in _members(contexts):
            found["mode", axis, context] = value
    for context, value in _members(content.get("scopes")):
        found["scope", "", context] = value
    for context, value in _members(content.get("responsive")):
        found["responsive", "", context] = value
    return found


def _members(node: Any) -> Iterator[tuple[str, Any]]:
    """The members of an object; what should be one and is not is a single member."""
    if isinstance(node, Mapping):
        yield from node.items()
    elif node is not None:
        yield "", node


def _distance(old: Content | None, new: Content | None, sides: Sides) -> float | None:
    """deltaEOK between what two tokens resolve to, None unless both are colours."""
    before, after = _resolved(old, sides.old), _resolved(new, sides.new)
    if before is None or after is None:
        return None
    if _type(before) != "color" or _type(after) != "color":
        return None
    return delta_e(before["$value"], after["$value"])


def _resolved(content: Content | None, tokens: Tokens) -> Content | None:
    """The token at the end of a token's aliases; None when they lead nowhere."""
    for _ in range(ALIAS_STEPS):
        if content is None:
            return None
        target = alias_target(content.get("$value"))
        if not target:
            return content
        content = tokens.get(target)
    return None


def _type(content: Content | None) -> Any:
    return content["$type"] if content else None


def _counts(changes: Iterable[Change]) -> dict[str, int]:
    found = Counter(change.change_type for change in changes)
    return {kind: found[kind] for kind in CHANGE_TYPES}
