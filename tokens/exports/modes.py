"""The modes of a document as documents of their own: what differs in each, and what follows it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tokens.exports.reading import Json, Tokens

#: Values of all modes together: a hostile sheet would have each of its modes change all
#: its aliases.
MODE_VALUES = 100_000


@dataclass(frozen=True, slots=True)
class Mode:
    """One context of an axis; `tokens` are the document's with the mode's values in them."""

    axis: str
    context: str
    tokens: Tokens
    #: Tokens with a value of their own in this mode, then those that take it over from
    #: them by an alias; each in the order of the document.
    paths: tuple[str, ...]
    #: Those of the first sort.
    own: frozenset[str]

    @property
    def label(self) -> str:
        """Axis and context, as `color-scheme: dark`."""
        pairs = zip(self.axis.split("+"), self.context.split("+"), strict=False)
        return ", ".join(f"{axis}: {context}" for axis, context in pairs)

    @property
    def is_dark(self) -> bool:
        """Whether a single switch says dark: the reader's preference or the site's own."""
        return self.context == "dark" and "+" not in self.axis


def modes(tokens: Tokens) -> list[Mode]:
    """The modes by axis and context, combined contexts after single ones.

    Beyond `MODE_VALUES` values in all, a mode has only the tokens with values of their own.
    """
    found: dict[tuple[str, str], dict[str, Json]] = {}
    for entry in tokens:
        for axis, context, value in entry.modes():
            values = found.setdefault((axis, context), {})
            values[entry.path] = tokens.steady(value)
    users = _users(tokens) if found else {}
    rank = {path: number for number, path in enumerate(tokens.entries)}
    made, room = [], MODE_VALUES
    for axis, context in sorted(found, key=lambda key: (key[0].count("+"), key)):
        own = found[axis, context]
        followers = list(_followers(own, users, room))
        room -= len(own) + len(followers)
        changed = {
            path: replace(tokens.entries[path], value=value)
            for path, value in own.items()
        }
        view = tokens.with_entries(ChainMap(changed, tokens.entries))
        paths = (*own, *sorted(followers, key=rank.__getitem__))
        made.append(Mode(axis, context, view, paths, frozenset(own)))
    return made


def dark(found: list[Mode]) -> Mode | None:
    """The mode that a platform's dark theme stands for: the reader's preference first."""
    candidates = [mode for mode in found if mode.is_dark]
    return min(
        candidates,
        key=lambda mode: (mode.axis != "color-scheme", -len(mode.paths), mode.axis),
        default=None,
    )


def _users(tokens: Tokens) -> dict[str, list[str]]:
    """The tokens that refer to each token, by path."""
    users: dict[str, list[str]] = {}
    for entry in tokens:
        for target in tokens.used(entry.value):
            users.setdefault(target.path, []).append(entry.path)
    return users


def _followers(
    own: dict[str, Json], users: dict[str, list[str]], room: int
) -> Iterator[str]:
    seen, waiting = set(own), list(own)
    while waiting:
        for path in users.get(waiting.pop(), ()):
            if path not in seen:
                if len(seen) >= room:
                    return
                seen.add(path)
                waiting.append(path)
                yield path
