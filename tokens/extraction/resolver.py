"""The modes of an extraction as a DTCG 2025.10 resolver document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tokens.extraction.document import VENDOR

_DEFAULT = "default"
_COPIED = ("$type", "$value", "$description", "$deprecated")


def resolver(document: Mapping[str, Any]) -> dict[str, Any]:
    """The resolver document of a DTCG document that has modes in its `$extensions`.

    One set of all tokens, and one modifier per axis with the tokens that each context
    replaces. The default context of an axis is `light` where it has dark, else
    `default`; it replaces nothing where the sheet does not define it, and makes a second
    context. What is no token is left out.
    """
    base: dict[str, Any] = {}
    axes: dict[str, dict[str, dict[str, Any]]] = {}
    for group, names in document.items():
        if group.startswith("$") or not isinstance(names, Mapping):
            continue
        for name, token in names.items():
            if not isinstance(token, Mapping) or "$value" not in token:
                continue
            copied = {key: token[key] for key in _COPIED if key in token}
            base.setdefault(group, {})[name] = copied
            for axis, contexts in _member(token, "$extensions", VENDOR, "modes"):
                for context, reference in _member(contexts):
                    replaced = axes.setdefault(axis, {}).setdefault(context, {})
                    typed = {"$type": token["$type"]} if "$type" in token else {}
                    replaced.setdefault(group, {})[name] = typed | {"$value": reference}
    modifiers: dict[str, Any] = {}
    for axis in sorted(axes):
        found: dict[str, list[Any]] = {
            name: [axes[axis][name]] for name in sorted(axes[axis])
        }
        # Without a preference a page is light: the axis of a dark theme has that default.
        # What has only a light theme beside its own values is not light by itself.
        default = "light" if "dark" in found else _DEFAULT
        found.setdefault(default, [{}])
        if len(found) > 1:
            modifiers[axis] = {"contexts": found, "default": default}
    resolved: dict[str, Any] = {
        "version": "2025.10",
        "sets": {"tokens": {"sources": [base]}},
        "resolutionOrder": [{"$ref": "#/sets/tokens"}],
    }
    if modifiers:
        resolved["modifiers"] = modifiers
        resolved["resolutionOrder"] += [
            {"$ref": f"#/modifiers/{_pointer(axis)}"} for axis in modifiers
        ]
    return resolved


def _member(value: Any, *path: str) -> list[tuple[str, Any]]:
    """The items of the object at a path; none where there is no object."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return list(value.items()) if isinstance(value, Mapping) else []


def _pointer(name: str) -> str:
    """A JSON pointer member in a URI fragment (RFC 6901 sections 3 and 6)."""
    from urllib.parse import quote

    # A URI has no lone surrogates, and neither has a stored document.
    text = re.sub("[\ud800-\udfff]", "\ufffd", name)
    # What a fragment may hold as it is (RFC 3986, 3.5): some readers decode nothing.
    safe = "!$&'()*+,;=:@"
    return quote(text.replace("~", "~0").replace("/", "~1"), safe=safe)
