"""Two documents side by side: which tokens went, came, changed, or only changed their name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from tokens.canonical import canonical, group_rank
from tokens.catalogue import EXTENSION
from tokens.diffing.changes import CONDITIONAL, Change, Content, Diff, Sides, Tokens
from tokens.diffing.references import redirected, references

Document = Mapping[str, Any]


def diff(old: Document | None, new: Document) -> Diff:
    """Compare two documents; without an old one every token is added.

    Values are equal when their canonical JSON is: key order and ``1.0`` against ``1``
    do not matter. A token is renamed when exactly one removed and one added token of
    its group have its ``$type`` and ``$value``. An alias that follows a renamed token to
    its new path has not changed. Raises ValueError for values nested deeper than
    `tokens.canonical.MAX_DEPTH`.
    """
    before = dict(tokens(old or {}))
    after = dict(tokens(new))
    removed = {path: before[path] for path in before if path not in after}
    added = {path: after[path] for path in after if path not in before}
    renames = _renames(removed, added)
    sides = Sides(before, after, renames)
    changes = [
        Change(path, "renamed", removed.pop(old_path), added.pop(path), old_path, sides)
        for old_path, path in renames.items()
    ]
    changes += [Change(path, "removed", removed[path], None) for path in removed]
    changes += [Change(path, "added", None, added[path]) for path in added]
    changes += [
        Change(path, "modified", content, after[path], sides=sides)
        for path, content in before.items()
        if path in after and not _same(content, after[path], renames)
    ]
    return Diff(tuple(sorted(changes, key=_order)))


def tokens(document: Document) -> Iterator[tuple[str, Content]]:
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


def _same(old: Content, new: Content, renames: Mapping[str, str]) -> bool:
    # Most tokens are simply equal; Python's equality is coarser than JSON's only in
    # that True == 1, which no token type confuses.
    if old == new:
        return True
    moved = redirected(old, renames) if renames else old
    return moved == new or canonical(moved) == canonical(new)


def _renames(removed: Tokens, added: Tokens) -> dict[str, str]:
    """Old to new paths of the tokens whose match is unique.

    Level by level, targets before the aliases of them: an alias of a renamed token is
    looked for as an alias of the new path. Renames are one to one, so tokens that are
    equal then are on the same level, and no order of the documents matters.
    """
    if not removed or not added:
        return {}
    come: dict[bytes, list[str]] = defaultdict(list)
    for path, content in added.items():
        come[_identity(path, content)].append(path)
    renames: dict[str, str] = {}
    for level in _levels(removed):
        gone: dict[bytes, list[str]] = defaultdict(list)
        for path in level:
            content = removed[path]
            if renames:
                content = content | {"$value": redirected(content["$value"], renames)}
            gone[_identity(path, content)].append(path)
        for identity, paths in gone.items():
            found = come.get(identity, ())
            if len(paths) == 1 and len(found) == 1:
                renames[paths[0]] = found[0]
                come[identity] = []
    return renames


def _levels(removed: Tokens) -> Iterator[list[str]]:
    """The removed tokens: those without aliases of each other first, circles last."""
    targets = {
        path: {found for found in references(content["$value"]) if found in removed}
        for path, content in removed.items()
    }
    aliases: dict[str, list[str]] = defaultdict(list)
    for path, found in targets.items():
        for target in found:
            aliases[target].append(path)
    waiting = {path: len(found) for path, found in targets.items()}
    level = [path for path, count in waiting.items() if not count]
    while level:
        yield level
        following = []
        for target in level:
            del waiting[target]
            for path in aliases[target]:
                waiting[path] -= 1
                if not waiting[path]:
                    following.append(path)
        level = following
    if waiting:
        yield list(waiting)


def _identity(path: str, content: Content) -> bytes:
    return canonical([path.partition(".")[0], content["$type"], content["$value"]])


def _order(change: Change) -> tuple[tuple[bool, int, str], str]:
    return group_rank(change.category), change.path
