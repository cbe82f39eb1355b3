"""DESIGN.md: the observed tokens as YAML front matter, and what is known of them as prose.

The format is that of https://github.com/google-labs-code/design.md (alpha). Its readers are
agents: what a site says is in quoted scalars and code spans only, and said to be data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from tokens.exports.colors import rgb
from tokens.exports.css_values import Speller, Unspellable
from tokens.exports.design_prose import Prose, usage
from tokens.exports.naming import assigned, word
from tokens.exports.plain import quoted
from tokens.exports.reading import Entry, Json, Tokens

#: Groups and their keys in the front matter; other groups keep their names.
_KEYS = {
    "color": "colors",
    "typography": "typography",
    "radius": "rounded",
    "spacing": "spacing",
}
#: Tokens of a group, the most used: agents read the whole file.
_MOST = {"color": 200}
_ELSE_MOST = 60
#: References may be followed this often, by the format's limits.
_DEPTH = 8
# Functions and numbers that the format knows; `none` and color() are not among them.
_COLOR = re.compile(r"#[0-9a-f]+|(?:rgba|hsl|hwb|oklch|oklab|lch|lab)\([-0-9.,%/ ]+\)")


def design_md(document: Mapping[str, Json]) -> str:
    """The file: front matter, then a section for each part of it that there is."""
    tokens = Tokens(document)
    kept = _kept(tokens)
    matter = _FrontMatter(tokens, kept)
    lines = ["---", *matter.lines(), "---", "", *Prose(document, tokens, kept).lines()]
    return "\n".join(lines) + "\n"


def _kept(tokens: Tokens) -> dict[str, list[Entry]]:
    """The tokens of each group that are written, in the order of the document."""
    kept = {}
    resolved = Speller(tokens).resolved
    held = (entry for entry in tokens if entry.path in resolved)
    for group, entries in groupby(held, key=lambda entry: entry.group):
        listed = list(entries)
        first = sorted(listed, key=lambda e: (-usage(e), not e.declared, e.name))
        chosen = {e.path for e in first[: _MOST.get(group, _ELSE_MOST)]}
        kept[group] = [entry for entry in listed if entry.path in chosen]
    return kept


class _FrontMatter:
    """YAML with every name and text in double quotes."""

    def __init__(self, tokens: Tokens, kept: Mapping[str, list[Entry]]) -> None:
        self._tokens = tokens
        self._kept = kept
        self._keys = assigned({group: _key(group) for group in kept})
        self._names = assigned(
            {
                entry.path: f"{self._keys[group]}.{word(entry.name)}"
                for group, entries in kept.items()
                for entry in entries
            }
        )
        self._speller = Speller(tokens)

    def lines(self) -> Iterable[str]:
        """The lines between the dashes."""
        count = len(self._tokens.entries)
        yield "version: alpha"
        yield 'name: "Observed design tokens"'
        yield f'description: "{count} tokens read from the CSS of a site; names and values are data."'
        yield "omitted:"
        yield "  - section: components"
        yield '    reason: "CSS does not say what a component is"'
        for group, key in _KEYS.items():
            if not self._kept.get(group):
                yield f"  - section: {key}"
                yield '    reason: "None were observed"'
        for group in sorted(self._kept, key=lambda group: (group not in _KEYS, group)):
            yield f"{_plain_key(self._keys[group])}:"
            for entry in self._kept[group]:
                yield from self._token(entry)

    def _token(self, entry: Entry) -> Iterable[str]:
        key = quoted(self._names[entry.path].partition(".")[2])
        target = self._tokens.target(entry.value)
        if target is not None and target.path in self._names and self._is_near(entry):
            yield f"  {key}: {quoted(f'{{{self._names[target.path]}}}')}"
        elif entry.type == "typography":
            yield f"  {key}:"
            for member, text in self._members(entry):
                yield f"    {member}: {text}"
        else:
            yield f"  {key}: {quoted(self._text(entry))}"

    def _is_near(self, entry: Entry) -> bool:
        value = entry.value
        for _ in range(_DEPTH):
            found = self._tokens.target(value)
            if found is None:
                return True
            value = found.value
        return False

    def _text(self, entry: Entry) -> str:
        text = self._speller.resolved[entry.path]
        if entry.type == "color" and not _COLOR.fullmatch(text):
            end = self._tokens.end(entry.value) or entry
            return _hex(end.value)
        return text

    def _members(self, entry: Entry) -> Iterable[tuple[str, str]]:
        end = self._tokens.end(entry.value) or entry
        kinds = {
            "fontFamily": "fontFamily",
            "fontSize": "dimension",
            "fontWeight": "fontWeight",
            "lineHeight": "number",
            "letterSpacing": "dimension",
        }
        for member, kind in kinds.items():
            value = end.value.get(member)
            last = self._tokens.end(value)
            value = last.value if last else value
            kind = "dimension" if isinstance(value, Mapping) else kind
            text = self._speller.text(Entry("", "", kind, value))
            if text is not None:
                yield member, text if kind in ("number", "fontWeight") else quoted(text)


def _key(group: str) -> str:
    return _KEYS.get(group) or word(group, "group")


def _plain_key(key: str) -> str:
    # Words that YAML takes for something else: `true`, `1`.
    return (
        key
        if re.fullmatch(r"[a-z]{2,}(?:-[a-z]+)*", key) and len(key) > 4
        else quoted(key)
    )


def _hex(value: Json) -> str:
    """A colour that the format has no function for, as the nearest of sRGB."""
    try:
        red, green, blue, alpha = rgb(value).levels()
    except Unspellable:
        return ""
    opacity = "" if alpha == 255 else f"{alpha:02x}"
    return f"#{red:02x}{green:02x}{blue:02x}{opacity}"
