"""The modes of a document as documents of their own: what differs in each, and what follows it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from tokens.exports.css_values import Speller
from tokens.exports.reading import Entry, Tokens

#: Values of all modes together: a hostile sheet would have each of its modes change all
#: its aliases.
MODE_VALUES = 50_000
# Switches that meet in one rule; a hostile one's subsets would be too many.
_COMBINED = 5


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

    A reference in a mode names a token as it is in that mode. Where that leads round in a
    circle, it is what the token is by default. Where several contexts are combined, those
    of fewer of them hold too. Beyond `MODE_VALUES` values in all, a mode has only the
    tokens with values of their own.
    """
    found: dict[tuple[str, str], dict[str, Entry]] = {}
    for entry in tokens:
        for axis, context, value in entry.modes():
            changed = found.setdefault((axis, context), {})
            changed[entry.path] = replace(entry, value=value)
    users = _users(tokens) if found else {}
    rank = {path: number for number, path in enumerate(tokens.entries)}
    made, room = [], MODE_VALUES
    for axis, context in sorted(found, key=lambda key: (key[0].count("+"), key)):
        changed = found[axis, context]
        beneath = [found[key] for key in _parts(axis, context) if key in found]
        view = _view(tokens, changed, beneath)
        followers = list(_followers(changed, users, room))
        room -= len(changed) + len(followers)
        paths = (*changed, *sorted(followers, key=rank.__getitem__))
        made.append(Mode(axis, context, view, paths, frozenset(changed)))
    return made


def _view(
    tokens: Tokens, changed: dict[str, Entry], beneath: list[dict[str, Entry]]
) -> Tokens:
    """The document with the values of a mode, circles replaced by what is default."""
    view = tokens.with_entries(ChainMap(changed, *beneath, tokens.entries))
    circles = [
        path
        for path, entry in changed.items()
        if tokens.target(entry.value) is not None and view.end(entry.value) is None
    ]
    for path in circles:
        end = tokens.end(changed[path].value)
        if end is None:
            del changed[path]
        else:
            changed[path] = replace(changed[path], value=end.value)
    return tokens.with_entries(view.entries) if circles else view


def _parts(axis: str, context: str) -> list[tuple[str, str]]:
    """The modes whose contexts are some of a combined one's, those of more of them first."""
    pairs = list(zip(axis.split("+"), context.split("+"), strict=False))
    if len(pairs) > _COMBINED:
        return []
    return [
        ("+".join(axis for axis, _ in some), "+".join(context for _, context in some))
        for size in range(len(pairs) - 1, 0, -1)
        for some in combinations(pairs, size)
    ]


def resolved_modes(speller: Speller) -> Iterator[tuple[Mode, dict[str, str]]]:
    """Each mode with the resolved text of what it changes, by path."""
    for mode in modes(speller.tokens):
        inside = speller.within(mode.tokens)
        texts = {
            path: text
            for path in mode.paths
            if path in speller.resolved
            and (text := inside.resolve(mode.tokens.entries[path])) is not None
        }
        if texts:
            yield mode, texts


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
    own: Mapping[str, Entry], users: dict[str, list[str]], room: int
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
