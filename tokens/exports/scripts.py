"""JavaScript and TypeScript modules: values by group and name, modes beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tokens.exports.css_values import Speller
from tokens.exports.modes import resolved_modes
from tokens.exports.plain import plain
from tokens.exports.reading import Json, with_tracking


def js(document: Mapping[str, Json]) -> str:
    """An ES module with `tokens` and `modes`; aliases are resolved."""
    tokens, modes = _values(document)
    return f"export const tokens = {tokens};\n\nexport const modes = {modes};\n"


def ts(document: Mapping[str, Json]) -> str:
    """The same as constants of literal types, with the union of the tokens' paths."""
    tokens, modes = _values(document)
    return (
        f"export const tokens = {tokens} as const;\n\n"
        f"export const modes = {modes} as const;\n\n"
        "export type Tokens = typeof tokens;\n"
        "export type TokenPath = {\n"
        "  [G in keyof Tokens & string]: `${G}.${keyof Tokens[G] & string}`;\n"
        "}[keyof Tokens & string];\n"
    )


def literal(value: Json, indent: str = "") -> str:
    """A JavaScript literal of objects, strings and numbers, in ASCII."""
    if not isinstance(value, Mapping):
        # `</script>` would end a script element that the module is put into.
        return json.dumps(value).replace("<", "\\u003c")
    if not value:
        return "{}"
    inner = indent + "  "
    members = ",\n".join(
        f"{inner}{_key(key)}: {literal(value[key], inner)}" for key in value
    )
    return f"{{\n{members},\n{indent}}}"


def _key(key: str) -> str:
    # Without brackets this key would set the object's prototype.
    return '["__proto__"]' if key == "__proto__" else literal(key)


def _values(document: Mapping[str, Json]) -> tuple[str, str]:
    tokens = with_tracking(document)
    speller = Speller(tokens)
    groups: dict[str, dict[str, Json]] = {}
    modes: dict[str, dict[str, dict[str, Json]]] = {}
    for path, text in speller.resolved.items():
        entry = tokens.entries[path]
        groups.setdefault(entry.group, {})[entry.name] = plain(entry, text)
    for mode, texts in resolved_modes(speller):
        modes.setdefault(mode.axis, {})[mode.context] = {
            path: plain(tokens.entries[path], text) for path, text in texts.items()
        }
    return literal(groups), literal(modes)
