"""Which declarations reach a custom property, through others too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tokens.extraction.usage import Written
from tokens.extraction.variables import Variables, all_names, has_reference

#: A declaration counts as a use of at most this many custom properties beyond each it names:
#: counting them all takes quadratic time on a long chain.
_FARTHEST = 32


def reaching(
    entries: Iterable[Written], variables: Variables
) -> dict[str, list[Written]]:
    """For every custom property, those of `entries` that reach it through var()."""
    found: dict[str, list[Written]] = defaultdict(list)
    near = _near(variables)
    for entry in entries:
        if not has_reference(entry.value):
            continue
        names = dict.fromkeys(name for name, _ in all_names(entry.value))
        if len(names) == 1:
            reached: Iterable[str] = near.get(next(iter(names)), ())
        else:
            reached = {one: None for name in names for one in near.get(name, ())}
        for name in reached:
            if name != entry.name:
                found[name].append(entry)
    return found


def _near(variables: Variables) -> dict[str, tuple[str, ...]]:
    """For every custom property itself and what it reaches, at most `_FARTHEST` names."""
    near: dict[str, tuple[str, ...]] = {}
    for name in variables.order:
        others = variables.mentions.get(name, ())
        if len(others) == 1:
            near[name] = (name, *near.get(others[0], ())[: _FARTHEST - 1])
            continue
        reached = {name: None}
        for other in others:
            reached.update(dict.fromkeys(near.get(other, ())))
        near[name] = tuple(reached)[:_FARTHEST]
    return near
