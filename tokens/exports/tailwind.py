"""Tailwind CSS: a theme for version 4, a configuration for version 3."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tokens.exports.css import Properties, rule
from tokens.exports.css_values import Speller
from tokens.exports.naming import assigned, word
from tokens.exports.reading import Entry, Json, with_tracking
from tokens.exports.scripts import literal

#: Groups and their namespaces in a theme (Tailwind CSS 4, "Theme variables").
_NAMESPACES = {
    "color": "color",
    "font-family": "font",
    "font-size": "text",
    "font-weight": "font-weight",
    "line-height": "leading",
    "letter-spacing": "tracking",
    "spacing": "spacing",
    "radius": "radius",
    "shadow": "shadow",
    "text-shadow": "text-shadow",
    "easing": "ease",
    "aspect-ratio": "aspect",
    "blur": "blur",
    "breakpoint": "breakpoint",
    "container-breakpoint": "container",
}
#: Groups and their keys in a configuration (Tailwind CSS 3, "Theme configuration").
_KEYS = {
    "color": "colors",
    "font-family": "fontFamily",
    "font-size": "fontSize",
    "font-weight": "fontWeight",
    "line-height": "lineHeight",
    "letter-spacing": "letterSpacing",
    "spacing": "spacing",
    "radius": "borderRadius",
    "border-width": "borderWidth",
    "shadow": "boxShadow",
    "gradient": "backgroundImage",
    "duration": "transitionDuration",
    "delay": "transitionDelay",
    "easing": "transitionTimingFunction",
    "z-index": "zIndex",
    "opacity": "opacity",
    "aspect-ratio": "aspectRatio",
    "blur": "blur",
    "breakpoint": "screens",
}
_UNDERSCORES = re.compile(r"[-_]*_[-_]+|[-_]+_")


def tailwind_v4(document: Mapping[str, Json]) -> str:
    """`@theme` with the namespaces that make utilities; the other tokens in `:root`."""
    tokens = with_tracking(document)
    wanted = {entry.path: _property(entry) for entry in [*tokens, *tokens.untyped]}
    sheet = Properties(tokens, assigned(wanted), bare=False)
    theme = sheet.declarations(tokens, lambda entry: entry.group in _NAMESPACES)
    others = sheet.declarations(tokens, lambda entry: entry.group not in _NAMESPACES)
    # Custom properties have other names here than in the site's own text.
    others += sheet.untyped(
        entry for entry in tokens.untyped if "var(" not in str(entry.value).lower()
    )
    lines = [*rule("@theme", theme), *rule(":root", others)]
    lines += [*sheet.widths(), *sheet.modes()]
    return "\n".join(lines) + "\n"


def _property(entry: Entry) -> str:
    namespace = _NAMESPACES.get(entry.group, word(entry.group, "group"))
    # Two dashes within a name mean a companion value: `--text-sm--line-height`.
    return f"--{namespace}-{_name(entry)}"


def _name(entry: Entry) -> str:
    """The token's name in words, without its group's name in front: `color-red` is `red`."""
    # Tailwind CSS finds no class whose name has two underscores in a row.
    name = _UNDERSCORES.sub("_", word(entry.name))
    bare = name.removeprefix(_NAMESPACES.get(entry.group, entry.group) + "-")
    return bare.lstrip("-_") or name


def tailwind_v3(document: Mapping[str, Json]) -> str:
    """A configuration (CommonJS) whose `theme.extend` has the tokens, aliases resolved."""
    tokens = with_tracking(document)
    resolved = Speller(tokens).resolved
    kept = [tokens.entries[path] for path in resolved]
    names = assigned(
        {
            entry.path: f"{_KEYS[entry.group]}.{_name(entry)}"
            for entry in kept
            if entry.group in _KEYS
        }
    )
    theme: dict[str, dict[str, str]] = {}
    for path, name in names.items():
        key, _, member = name.partition(".")
        theme.setdefault(key, {})[member] = resolved[path]
    body = literal({"content": {}, "theme": {"extend": theme}})
    body = body.replace('"content": {}', '"content": []', 1)
    return f"/** @type {{import('tailwindcss').Config}} */\nmodule.exports = {body};\n"
