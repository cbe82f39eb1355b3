"""DTCG documents in the formats of other tools: pure text, no Django.

`export(document, name)` gives the text; `FORMATS` says what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from tokens.exports import (
    css,
    plain,
    preprocessors,
    scripts,
    style_dictionary,
    tailwind,
)

__all__ = ["FORMATS", "Format", "UnknownFormat", "export"]


class Format(NamedTuple):
    """One format: what it is for people and for HTTP, and the function that writes it."""

    media_type: str
    file_name: str
    description: str
    render: Callable[[Mapping[str, Any]], str]


def _of_screens(module: str, function: str) -> Callable[[Mapping[str, Any]], str]:
    """A renderer that computes colours: coloraide, which it needs, is loaded when it is used."""

    def render(document: Mapping[str, Any]) -> str:
        found = getattr(import_module(f"tokens.exports.{module}"), function)
        return str(found(document))

    return render


FORMATS: dict[str, Format] = {
    "dtcg": Format(
        "application/design-tokens+json",
        "tokens.json",
        "the DTCG 2025.10 document itself, always in the same order",
        plain.dtcg,
    ),
    "resolver": Format(
        "application/json",
        "tokens.resolver.json",
        "a DTCG 2025.10 resolver document with a modifier for each axis of modes",
        plain.resolver,
    ),
    "json": Format(
        "application/json",
        "tokens.flat.json",
        "one flat JSON object from group.name to the value",
        plain.json,
    ),
    "css": Format(
        "text/css",
        "tokens.css",
        "CSS custom properties with modes as media queries and selectors",
        css.css,
    ),
    "scss": Format(
        "text/x-scss",
        "_tokens.scss",
        "Sass variables in the order of their use",
        preprocessors.scss,
    ),
    "less": Format(
        "text/x-less",
        "tokens.less",
        "Less variables",
        preprocessors.less,
    ),
    "tailwind-v4": Format(
        "text/css",
        "theme.css",
        "a Tailwind CSS 4 theme (@theme)",
        tailwind.tailwind_v4,
    ),
    "tailwind-v3": Format(
        "text/javascript",
        "tailwind.config.cjs",
        "a Tailwind CSS 3 configuration (CommonJS)",
        tailwind.tailwind_v3,
    ),
    "js": Format(
        "text/javascript",
        "tokens.mjs",
        "a JavaScript module with tokens and modes",
        scripts.js,
    ),
    "ts": Format(
        "text/x-typescript",
        "tokens.ts",
        "a TypeScript module of literal types",
        scripts.ts,
    ),
    "style-dictionary": Format(
        "application/json",
        "style-dictionary.json",
        "tokens for Style Dictionary 5, with references",
        style_dictionary.style_dictionary,
    ),
    "tokens-studio": Format(
        "application/json",
        "tokens-studio.json",
        "sets and themes for Tokens Studio for Figma",
        _of_screens("tokens_studio", "tokens_studio"),
    ),
    "figma": Format(
        "application/json",
        "figma-variables.json",
        "the body of a request that creates Figma variables",
        _of_screens("figma", "figma"),
    ),
    "swift": Format(
        "text/x-swift",
        "Tokens.swift",
        "constants for SwiftUI",
        _of_screens("swift", "swift"),
    ),
    "kotlin": Format(
        "text/x-kotlin",
        "Tokens.kt",
        "constants for Jetpack Compose",
        _of_screens("kotlin", "kotlin"),
    ),
    "android": Format(
        "application/xml",
        "tokens.xml",
        "Android resources for values/",
        _of_screens("android", "android"),
    ),
    "android-night": Format(
        "application/xml",
        "tokens-night.xml",
        "Android resources for values-night/: what differs in the dark",
        _of_screens("android", "android_night"),
    ),
    "flutter": Format(
        "text/x-dart",
        "tokens.dart",
        "constants for Flutter",
        _of_screens("flutter", "flutter"),
    ),
    "design-md": Format(
        "text/markdown",
        "DESIGN.md",
        "the tokens as front matter and what is known of them as prose, for agents",
        _of_screens("design_md", "design_md"),
    ),
    "yaml": Format(
        "application/yaml",
        "tokens.yaml",
        "groups of names with type, value and alias",
        plain.yaml,
    ),
    "csv": Format(
        "text/csv",
        "tokens.csv",
        "a table with one row per token",
        plain.csv,
    ),
}


class UnknownFormat(ValueError):
    """A format that there is not; the message names those that there are."""

    def __init__(self, name: str) -> None:
        known = ", ".join(FORMATS)
        super().__init__(f"There is no format {name!r}. Known formats: {known}.")


def export(document: Mapping[str, Any], format_name: str) -> str:
    """A DTCG document as the text of a format.

    What a format cannot say is left out of it. Raises UnknownFormat.
    """
    chosen = FORMATS.get(format_name)
    if chosen is None:
        raise UnknownFormat(format_name)
    return chosen.render(document)
