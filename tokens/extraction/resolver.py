"""The modes of an extraction as a DTCG 2025.10 resolver document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokens.extraction.results import Extraction

_DEFAULT = "default"


def resolver(extraction: Extraction) -> dict[str, Any]:
    """One set of all tokens, and one modifier per axis with the tokens that each context replaces.

    The default context of an axis is `light` where it has light or dark, else `default`; it
    replaces nothing where the sheet does not define it, and makes a second context.
    """
    base: dict[str, Any] = {}
    axes: dict[str, dict[str, dict[str, Any]]] = {}
    for token in extraction.tokens:
        base.setdefault(token.group, {})[token.name] = {
            "$type": token.type,
            "$value": token.value,
        }
        for axis, contexts in token.modes.items():
            for context, reference in contexts.items():
                group = axes.setdefault(axis, {}).setdefault(context, {})
                group.setdefault(token.group, {})[token.name] = {
                    "$type": token.type,
                    "$value": reference,
                }
    modifiers: dict[str, Any] = {}
    for axis in sorted(axes):
        found: dict[str, list[Any]] = {
            name: [axes[axis][name]] for name in sorted(axes[axis])
        }
        # Without a preference a page is light: the axis of a dark theme has that default.
        default = "light" if {"light", "dark"} & set(found) else _DEFAULT
        found.setdefault(default, [{}])
        if len(found) > 1:
            modifiers[axis] = {"contexts": found, "default": default}
    document: dict[str, Any] = {
        "version": "2025.10",
        "sets": {"tokens": {"sources": [base]}},
        "resolutionOrder": [{"$ref": "#/sets/tokens"}],
    }
    if modifiers:
        document["modifiers"] = modifiers
        document["resolutionOrder"] += [
            {"$ref": f"#/modifiers/{_pointer(axis)}"} for axis in modifiers
        ]
    return document


def _pointer(name: str) -> str:
    """A JSON pointer member in a URI fragment (RFC 6901 sections 3 and 6)."""
    from urllib.parse import quote

    return quote(name.replace("~", "~0").replace("/", "~1"))
