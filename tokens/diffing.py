"""Two DTCG documents to the changes between them. Pure: no Django, no database.

What counts is a token's path, ``$type``, ``$value`` and its modes, scopes and
responsive values. Usage, provenance, labels and confidence move with every deploy of a
site and change nothing here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Literal

from tokens.canonical import canonical, group_rank
from tokens.catalogue import EXTENSION
from tokens.spelling import value_text

Document = Mapping[str, Any]
Content = dict[str, Any]
ChangeType = Literal["added", "removed", "modified", "renamed"]

CHANGE_TYPES: tuple[ChangeType, ...] = ("added", "removed", "modified", "renamed")
#: Members of our extension that are part of what a token is.
CONDITIONAL = ("modes", "scopes", "responsive")


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
                group: _counts(changes) for group, changes in self._by_group().items()
            },
        }

    @property
    def markdown(self) -> str:
        """The changelog for people, a section per group, ending in a newline."""
        lines = [f"{self.summary}{', breaking' if self.breaking else ''}"]
        for group, changes in self._by_group().items():
            lines += ["", f"### {group}", ""]
            lines += [_markdown_line(change) for change in changes]
        return "\n".join(lines) + "\n"

    def _by_group(self) -> dict[str, list[Change]]:
        groups = groupby(self.changes, key=lambda change: change.category)
        return {group: list(changes) for group, changes in groups}


def diff(old: Document | None, new: Document) -> Diff:
    """Compare two documents; without an old one every token is added.

    Values are equal when their canonical JSON is: key order and ``1.0`` against ``1``
    do not matter. A token is renamed when exactly one removed and one added token of
    its group have its ``$type`` and ``$value``.
    """
    before = dict(_tokens(old or {}))
    after = dict(_tokens(new))
    removed = {path: before[path] for path in before if path not in after}
    added = {path: after[path] for path in after if path not in before}
    renames = _renames(removed, added)
    changes = [
        Change(path, "renamed", removed.pop(old_path), added.pop(path), old_path)
        for old_path, path in renames
    ]
    changes += [Change(path, "removed", removed[path], None) for path in removed]
    changes += [Change(path, "added", None, added[path]) for path in added]
    changes += [
        Change(path, "modified", content, after[path])
        for path, content in before.items()
        if path in after and not _same(content, after[path])
    ]
    return Diff(tuple(sorted(changes, key=_order)))


def _tokens(document: Document) -> Iterator[tuple[str, Content]]:
    """Each token's path and content; a ``$type`` of a group is inherited."""
    pending: list[tuple[str, Any, Any]] = [("", document, None)]
    while pending:
        path, node, inherited = pending.pop()
        if not isinstance(node, Mapping):
            continue
        type_ = node.get("$type", inherited)
        if "$value" in node:
            yield path, _content(node, type_)
            continue
        for name, child in node.items():
            if name == "$root" or not name.startswith("$"):
                pending.append((f"{path}.{name}" if path else name, child, type_))


def _content(token: Mapping[str, Any], type_: Any) -> Content:
    content = {"$type": type_, "$value": token["$value"]}
    extensions = token.get("$extensions")
    ours = extensions.get(EXTENSION) if isinstance(extensions, Mapping) else None
    if isinstance(ours, Mapping):
        content |= {key: ours[key] for key in CONDITIONAL if ours.get(key)}
    return content


def _same(one: Content, other: Content) -> bool:
    # Most tokens are simply equal; Python's equality is coarser than JSON's only in
    # that True == 1, which no token type confuses.
    return one == other or canonical(one) == canonical(other)


def _renames(
    removed: dict[str, Content], added: dict[str, Content]
) -> list[tuple[str, str]]:
    """Old and new paths of the tokens whose match is unique."""
    sides: tuple[dict[bytes, list[str]], ...] = (defaultdict(list), defaultdict(list))
    for side, tokens in zip(sides, (removed, added), strict=True):
        for path, content in tokens.items():
            group = path.partition(".")[0]
            side[canonical([group, content["$type"], content["$value"]])].append(path)
    gone, come = sides
    return [
        (paths[0], come[value][0])
        for value, paths in gone.items()
        if len(paths) == 1 and len(come.get(value, ())) == 1
    ]


def _order(change: Change) -> tuple[tuple[bool, int, str], str]:
    return group_rank(change.category), change.path


def _type(content: Content | None) -> Any:
    return content["$type"] if content else None


def _counts(changes: Iterable[Change]) -> dict[str, int]:
    found = Counter(change.change_type for change in changes)
    return {kind: found[kind] for kind in CHANGE_TYPES}


def _markdown_line(change: Change) -> str:
    where, old, new = _code(change.path), change.old_value, change.new_value
    if change.old_path is not None:
        what = f"{_code(change.old_path)} → {where}"
    elif old is None or new is None:
        what = f"{where}: {_spell(new or old or {})}"
    elif _spell(old) == _spell(new):
        what = f"{where}: {_spell(new)}, in modes or scopes"
    else:
        what = f"{where}: {_spell(old)} → {_spell(new)}"
    return f"- {change.change_type} {what}{' (breaking)' if change.breaking else ''}"


def _spell(content: Content) -> str:
    value = content.get("$value")
    # A text is mostly an alias, which value_text expects resolved.
    text = value if isinstance(value, str) else value_text(str(_type(content)), value)
    return _code(text)


def _code(text: str) -> str:
    """A Markdown code span of any text: its fence is longer than any run inside."""
    text = " ".join(text.split()) or " "
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{text}{pad}{fence}"
