"""JSON, YAML and CSV: the tokens as plain values, aliases resolved."""

from __future__ import annotations

import csv as csv_writer
import io
import json as json_writer
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from tokens.canonical import canonical
from tokens.exports.css_values import Speller
from tokens.exports.modes import Mode, resolved_modes
from tokens.exports.reading import Entry, Json, with_tracking
from tokens.extraction.resolver import resolver as resolver_document

_NUMBERS = ("number", "fontWeight")
# Spreadsheets take a cell that begins so for a formula, East Asian ones in full width too.
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_AMOUNT = re.compile(r"-?[0-9.]+[a-z%]*")
_YAML_ESCAPED = re.compile(
    '[\\x00-\\x1f"\\\\\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ud800-\\udfff\\ufffe\\uffff]'
)
#: YAML 1.2 allows a simple key 1024 characters.
_SIMPLE_KEY = 1000


def dtcg(document: Mapping[str, Json]) -> str:
    """The document itself, in canonical order."""
    return canonical(document, indent=2).decode() + "\n"


def resolver(document: Mapping[str, Json]) -> str:
    """The resolver document of its modes (DTCG 2025.10, Resolver)."""
    return canonical(resolver_document(document), indent=2).decode() + "\n"


def plain(entry: Entry, text: str) -> str | int | float:
    """A number where the token is one, else CSS text."""
    if entry.type in _NUMBERS and re.fullmatch(r"-?[0-9.]+", text):
        return float(text) if "." in text else int(text)
    return text


def json(document: Mapping[str, Json]) -> str:
    """One object: `group.name` to the value."""
    tokens = with_tracking(document)
    resolved = Speller(tokens).resolved
    flat = {path: plain(tokens.entries[path], text) for path, text in resolved.items()}
    return json_writer.dumps(flat, indent=2) + "\n"


def csv(document: Mapping[str, Json]) -> str:
    """A table: path, group, name, type, value, alias, custom property and usage (RFC 4180)."""
    tokens = with_tracking(document)
    out = io.StringIO()
    table = csv_writer.writer(out)
    table.writerow(
        ("path", "group", "name", "type", "value", "alias", "custom_property", "usage")
    )
    for path, text in Speller(tokens).resolved.items():
        entry = tokens.entries[path]
        target = tokens.target(entry.value)
        cells = (
            path,
            entry.group,
            entry.name,
            entry.type,
            text,
            target.path if target else "",
            entry.declared,
            str(entry.facts.get("usage", "")),
        )
        table.writerow(map(_cell, cells))
    return out.getvalue()


def _cell(text: str) -> str:
    text = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if text.startswith("--") or (_FORMULA.match(text) and not _AMOUNT.fullmatch(text)):
        return "'" + text
    return text


def yaml(document: Mapping[str, Json]) -> str:
    """Groups of names with type, value and alias (YAML 1.2); strings are double-quoted."""
    tokens = with_tracking(document)
    speller = Speller(tokens)
    modes: dict[str, list[tuple[Mode, str]]] = {}
    for mode, texts in resolved_modes(speller):
        for path, text in texts.items():
            modes.setdefault(path, []).append((mode, text))
    lines: list[str] = []
    group = None
    for path, text in speller.resolved.items():
        entry = tokens.entries[path]
        if entry.group != group:
            group = entry.group
            lines.append(_key(group, ""))
        lines.append(_key(entry.name, "  "))
        lines += [
            f"    type: {quoted(entry.type)}",
            f"    value: {_scalar(entry, text)}",
        ]
        target = tokens.target(entry.value)
        if target is not None:
            lines.append(f"    alias: {quoted(target.path)}")
        if entry.note:
            lines.append(f"    description: {quoted(entry.note)}")
        if path in modes:
            lines += ["    modes:", *_modes(entry, modes[path])]
    return "\n".join(lines or ["{}"]) + "\n"


def _modes(entry: Entry, found: Iterable[tuple[Mode, str]]) -> Iterator[str]:
    """Values by axis and context."""
    for axis, contexts in groupby(sorted(found, key=_axis), key=_axis):
        yield _key(axis, "      ")
        for mode, text in contexts:
            yield f"{_key(mode.context, '        ')} {_scalar(entry, text)}"


def _axis(found: tuple[Mode, str]) -> str:
    return found[0].axis


def _scalar(entry: Entry, text: str) -> str:
    return text if isinstance(plain(entry, text), int | float) else quoted(text)


def _key(name: str, indent: str) -> str:
    key = quoted(name)
    if len(key) > _SIMPLE_KEY:
        return f"{indent}? {key}\n{indent}:"
    return f"{indent}{key}:"


def quoted(text: str) -> str:
    """A YAML string in double quotes, on one line."""
    return '"' + _YAML_ESCAPED.sub(_yaml_escape, text) + '"'


def _yaml_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\\uFFFD"
    return f"\\u{code:04X}" if code > 0xFF else f"\\x{code:02X}"
