"""Facts about a document as a whole: tiers, leftovers, coverage, the prefix, fonts, fluid sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tokens.extraction.confidence import confidence
from tokens.extraction.custom_properties import NOBODY, CustomProperties
from tokens.extraction.fluid import pairs
from tokens.extraction.font_faces import font_faces
from tokens.extraction.gathering import Gathered
from tokens.extraction.groups import GROUPS, property_groups
from tokens.extraction.naming import authored_name
from tokens.extraction.results import Token, Untyped
from tokens.extraction.usage import Written
from tokens.extraction.variables import all_names, has_reference

#: Lists are cut after so many entries; their `count` is that of all.
_LISTED = 200
#: Dashes before and in a prefix.
_DEEPEST = 6
_TIERS = ("primitive", "semantic", "component")
_TYPES = {group.name: frozenset(group.types) for group in GROUPS}
#: Axes of preferences: all others are themes, by a class or an attribute.
_PREFERENCES = frozenset(
    ("color-scheme", "contrast", "motion", "transparency", "forced-colors")
    + ("gamut", "dynamic-range", "inverted-colors")
)


class Evidence(NamedTuple):
    """What is known beyond the tokens: of the document, and by token path."""

    summary: Mapping[str, Any]
    tiers: Mapping[str, str]
    confidence: Mapping[str, float]


def evidence(
    tokens: Sequence[Token],
    untyped: Sequence[Untyped],
    literals: Mapping[str, Iterable[Written]],
    gathered: Gathered,
    custom: CustomProperties,
) -> Evidence:
    """All of it, sorted: nothing depends on the order of the rules.

    `literals` are the declarations of each group that write a value of their own.
    """
    tiers = _tiers(tokens, custom)
    summary: dict[str, Any] = {}
    if tiers:
        counted = Counter(tiers.values())
        summary["tiers"] = {tier: counted[tier] for tier in _TIERS}
    for key, found in (
        ("undefined", sorted(custom.variables.undefined)),
        ("unused", _unused(tokens, untyped)),
        ("duplicates", _duplicates(tokens)),
        ("fonts", font_faces(gathered.font_faces, gathered.sheets)),
        ("fluid", _fluid(untyped)),
    ):
        if found:
            summary[key] = {"count": len(found), "items": found[:_LISTED]}
    for key, one in (
        ("coverage", _coverage(literals, gathered, custom)),
        ("prefix", prefix(gathered.definitions)),
    ):
        if one:
            summary[key] = one
    axes = {axis for token in tokens for axis in token.modes}
    if not _PREFERENCES.issuperset(part for axis in axes for part in axis.split("+")):
        summary["assumes"] = ["theme-on-root"]
    consumers = custom.used_by
    return Evidence(
        summary,
        tiers,
        {
            token.path: confidence(token, consumers.get(token.declared or "", NOBODY))
            for token in tokens
        },
    )


def _tiers(tokens: Iterable[Token], custom: CustomProperties) -> dict[str, str]:
    """The tier of each declared token, by path.

    Primitive: a value of its own. Semantic: an alias of such a one, whole or in a part.
    Component: an alias of an alias, or declared below the root only.
    """
    depths: dict[str, int] = {}
    mentions = custom.variables.mentions
    for name in custom.variables.order:
        if name in custom.types:
            depth = 0
            for one in mentions.get(name, ()):
                if one in depths and depths[one] >= depth:
                    depth = depths[one] + 1
            depths[name] = min(depth, 2)
    found: dict[str, str] = {}
    roots: dict[int, bool] = {}
    for token in tokens:
        declared = token.declared
        if declared is None:
            continue
        depth = depths.get(declared, 0)
        if depth < 2:
            for definition in custom.gathered.definitions[declared]:
                place = definition.place
                # One rule declares many: its place is judged once.
                at_root = roots.get(id(place))
                if at_root is None:
                    registered = place.kind == "property"
                    at_root = roots[id(place)] = registered or bool(place.roots)
                if at_root:
                    break
            else:
                depth = 2
        found[token.path] = _TIERS[depth]
    return found


def _unused(tokens: Iterable[Token], untyped: Iterable[Untyped]) -> list[str]:
    """The custom properties that nothing takes in."""
    names = [
        token.declared
        for token in tokens
        if token.declared and not token.provenance.usage
    ]
    names += [one.declared for one in untyped if one.declared and not one.usage]
    return sorted(names)


def _duplicates(tokens: Iterable[Token]) -> list[dict[str, Any]]:
    """Values written in place though a custom property holds them, most used first; zero is none."""
    found = [
        token
        for token in tokens
        if token.same_as and token.declared is None and not _is_zero(token.value)
    ]
    found.sort(key=lambda token: (-token.provenance.usage, token.path))
    return [
        {
            "token": token.path,
            "same_as": list(token.same_as),
            "usage": token.provenance.usage,
        }
        for token in found
    ]


def _is_zero(value: Any) -> bool:
    if isinstance(value, dict):
        value = value.get("value")
    return bool(value == 0)


def _coverage(
    literals: Mapping[str, Iterable[Written]],
    gathered: Gathered,
    custom: CustomProperties,
) -> dict[str, dict[str, Any]]:
    """Per group how many declarations take their value by var(), and of how many.

    A shorthand counts in each group that it gives a value to. Custom properties are not
    counted themselves: they are where values come from.
    """
    by_variable: Counter[str] = Counter()
    in_place: Counter[str] = Counter()
    referring: set[int] = set()
    for entry in gathered.written.values():
        if has_reference(entry.value):
            referring.add(id(entry))
            for group in _groups_taken(entry, custom):
                by_variable[group] += entry.count
    for group, entries in literals.items():
        distinct = {id(entry): entry for entry in entries}
        in_place[group] = sum(
            [
                entry.count
                for key, entry in distinct.items()
                if key not in referring and group in property_groups(entry.name)
            ]
        )
    found: dict[str, dict[str, Any]] = {}
    for group in _TYPES:
        total = by_variable[group] + in_place[group]
        if total:
            found[group] = {
                "declarations": total,
                "by_variable": by_variable[group],
                "ratio": round(by_variable[group] / total, 3),
            }
    return found


def _groups_taken(entry: Written, custom: CustomProperties) -> Iterable[str]:
    """The groups of a property to which a custom property in its value gives a value."""
    groups = property_groups(entry.name)
    types = {
        typed.type
        for name, _ in all_names(entry.value)
        if (typed := custom.types.get(name)) is not None
    }
    if not types:
        # Of what has no type nothing more is known than where it is used.
        return groups[:1]
    fitting = [group for group in groups if types & _TYPES[group]]
    return fitting or groups[:1]


def _fluid(untyped: Iterable[Untyped]) -> list[dict[str, Any]]:
    found = []
    for one in untyped:
        ends = pairs(one.clamp) if one.clamp else None
        if ends:
            found.append({"value": f"{one.group}.{one.name}", "pairs": ends})
    return found


def prefix(names: Iterable[str]) -> dict[str, Any] | None:
    """What most names of custom properties begin with, up to a dash: `bs-`; None without a majority.

    It is as long as nine in ten of those that share its beginning have it.
    """
    names = list(names)
    total = len(names)
    found = "--"
    shared = names
    while found.count("-") < _DEEPEST:
        start = len(found)
        heads = Counter([name[: name.find("-", start) + 1] for name in shared])
        del heads[""]
        if not heads:
            break
        head = min(heads, key=lambda one: (-heads[one], one))
        enough = max(total / 2, 1) if found == "--" else len(shared) * 0.9
        if heads[head] <= enough:
            break
        found = head
        shared = [name for name in shared if name.startswith(head)]
    if found == "--":
        return None
    return {
        "prefix": authored_name(found),
        "count": len(shared),
        "share": round(len(shared) / total, 3),
    }
