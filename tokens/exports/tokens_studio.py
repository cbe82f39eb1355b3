"""Tokens Studio for Figma: a set of all tokens, and a set and a theme per mode."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tokens.exports.colors import rgb
from tokens.exports.comments import remark
from tokens.exports.css_values import Speller, Unspellable, number
from tokens.exports.css_values import color as css_color
from tokens.exports.modes import modes
from tokens.exports.naming import assigned, word
from tokens.exports.reading import Entry, Json, Tokens

#: The set of the values of the default.
BASE = "global"
#: Groups and their types in Tokens Studio; those of other groups follow `_TYPES`.
_GROUPS = {
    "font-family": "fontFamilies",
    "font-size": "fontSizes",
    "font-weight": "fontWeights",
    "line-height": "lineHeights",
    "letter-spacing": "letterSpacing",
    "spacing": "spacing",
    "size": "sizing",
    "radius": "borderRadius",
    "border-width": "borderWidth",
    "opacity": "opacity",
}
_TYPES = {
    "color": "color",
    "gradient": "color",
    "dimension": "dimension",
    "number": "number",
    "fontFamily": "fontFamilies",
    "fontWeight": "fontWeights",
    "shadow": "boxShadow",
    "border": "border",
    "typography": "typography",
    "strokeStyle": "strokeStyle",
}
_HEX = re.compile(r"#[0-9a-f]{6}|rgba\([^()]*\)")
_FAMILY = re.compile(r"[A-Za-z0-9_-]+(?: [A-Za-z0-9_-]+)*")
_HSL = re.compile(r"hsl\(([^ ()]+) ([^ ()]+%) ([^ ()]+%)\)")


class _Studio:
    """Writes tokens as Tokens Studio has them; references name paths, whatever their set."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        wanted = {
            entry.path: f"{word(entry.group, 'group')}.{word(entry.name)}"
            for entry in tokens
        }
        self.names = assigned(wanted)
        self._speller = Speller(tokens, lambda to: f"{{{self.names[to.path]}}}")

    def token(self, entry: Entry, value: Json) -> dict[str, Json] | None:
        """Type, value and description; None for what cannot be written."""
        if entry.path not in self._speller.resolved:
            return None
        try:
            written = self._value(entry.type, value, entry)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None
        token: dict[str, Json] = {"$type": _type(entry), "$value": written}
        note = remark(entry.note)
        if entry.type == "color" and (lost := self._lost(value)):
            note = f"{lost} {note}".strip()
        return token | ({"$description": note} if note else {})

    def _lost(self, value: Json) -> str:
        """What a colour was that is in sRGB here."""
        if self._tokens.target(value) is not None or not rgb(value).mapped:
            return ""
        return css_color(value)

    def _value(self, type_: str, value: Json, entry: Entry) -> Json:
        found = self._tokens.target(value)
        if found is not None:
            end = self._tokens.end(value)
            if end is None:
                raise Unspellable(value)
            if found.path in self._speller.resolved:
                return f"{{{self.names[found.path]}}}"
            return self._value(type_, end.value, entry)
        match type_:
            case "color":
                return _color(value)
            case "number" if entry.group == "line-height":
                # Tokens Studio takes a bare number for pixels.
                return f"{_percent(value)}%"
            case "fontFamily" if _is_plain(value):
                return ", ".join([value] if isinstance(value, str) else value)
            case "shadow":
                layers = [value] if isinstance(value, Mapping) else value
                return [self._layer(layer, entry) for layer in layers]
            case "border":
                return {
                    "color": self._value("color", value["color"], entry),
                    "width": self._part("dimension", value["width"]),
                    "style": self._part("strokeStyle", value["style"]),
                }
            case "typography":
                return self._typography(value, entry)
            case "gradient" if entry.facts.get("gradient"):
                text = self._speller.text(entry, value)
            case _:
                text = self._speller.text(Entry(entry.group, "", type_, value), value)
        if text is None:
            raise Unspellable(value)
        return text

    def _part(self, type_: str, value: Json) -> Json:
        return self._value(type_, value, Entry("", "", type_, value))

    def _layer(self, layer: Json, entry: Entry) -> dict[str, Json]:
        zero = {"value": 0, "unit": "px"}
        lengths = {
            name: self._part("dimension", layer.get(member, zero))
            for name, member in (("x", "offsetX"), ("y", "offsetY"))
            + (("blur", "blur"), ("spread", "spread"))
        }
        inset = layer.get("inset") is True
        return {
            "color": self._value("color", layer["color"], entry),
            "type": "innerShadow" if inset else "dropShadow",
            **lengths,
        }

    def _typography(self, value: Json, entry: Entry) -> dict[str, Json]:
        leading = value["lineHeight"]
        end = self._tokens.end(leading)
        measured = isinstance(end.value if end else leading, Mapping)
        kind = "dimension" if measured else "number"
        line = Entry("line-height", "", kind, leading)
        written = {
            "fontFamily": self._part("fontFamily", value["fontFamily"]),
            "fontWeight": self._part("fontWeight", value["fontWeight"]),
            "fontSize": self._part("dimension", value["fontSize"]),
            "lineHeight": self._value(kind, leading, line),
        }
        if "letterSpacing" in value:
            spacing = self._part("dimension", value["letterSpacing"])
            written["letterSpacing"] = spacing
        return written


def tokens_studio(document: Mapping[str, Json]) -> str:
    """One file of sets with `$themes` and `$metadata`; aliases are references.

    A mode is a set of the values that differ, named `axis/context`, and a theme in the
    group of its axis. Colours that are neither hex, `rgba()` nor `hsl()` are in sRGB.
    """
    tokens = Tokens(document)
    studio = _Studio(tokens)
    sets: dict[str, dict[str, Json]] = {BASE: {}}
    for entry in tokens:
        _put(sets[BASE], studio, entry, entry.value)
    found = modes(tokens)
    names = assigned(
        {
            f"{mode.axis}\n{mode.context}": f"{word(mode.axis, 'axis')}/"
            f"{word(mode.context, 'context')}"
            for mode in found
        }
    )
    themes: dict[str, list[dict[str, Json]]] = {}
    for mode in found:
        name = names[f"{mode.axis}\n{mode.context}"]
        sets[name] = {}
        for path in mode.paths:
            if path in mode.own:
                _put(
                    sets[name],
                    studio,
                    tokens.entries[path],
                    mode.tokens.entries[path].value,
                )
        axis = name.partition("/")[0]
        themes.setdefault(axis, [_theme(axis, "default", {})]).append(
            _theme(axis, name.partition("/")[2], {name: "enabled"})
        )
    file = {
        **sets,
        "$themes": [theme for group in themes.values() for theme in group],
        "$metadata": {"tokenSetOrder": list(sets)},
    }
    return json.dumps(file, indent=2) + "\n"


def _put(holder: dict[str, Json], studio: _Studio, entry: Entry, value: Json) -> None:
    token = studio.token(entry, value)
    if token is not None:
        group, _, name = studio.names[entry.path].partition(".")
        holder.setdefault(group, {})[name] = token


def _theme(group: str, name: str, sets: dict[str, str]) -> dict[str, Json]:
    return {
        "id": f"{group}-{name}",
        "name": name,
        "group": group,
        "selectedTokenSets": {BASE: "source" if sets else "enabled", **sets},
    }


def _type(entry: Entry) -> str:
    if entry.type == "gradient" and _kind(entry) != "linear":
        return "other"
    found = _GROUPS.get(entry.group) or _TYPES.get(entry.type, "other")
    # A group of a stranger's document may hold anything.
    simple = entry.type in ("dimension", "number", "fontFamily", "fontWeight")
    return found if simple else _TYPES.get(entry.type, "other")


def _kind(entry: Entry) -> str:
    facts = entry.facts.get("gradient")
    return str(facts.get("kind", "linear")) if isinstance(facts, Mapping) else "linear"


def _color(value: Json) -> str:
    """A colour as Tokens Studio computes with it."""
    text = css_color(value)
    if _HEX.fullmatch(text):
        return text
    if found := _HSL.fullmatch(text):
        return f"hsl({', '.join(found.groups())})"
    red, green, blue, _ = (color := rgb(value)).levels()
    if color.alpha == 1:
        return f"#{red:02x}{green:02x}{blue:02x}"
    return f"rgba({red}, {green}, {blue}, {number(color.alpha)})"


def _is_plain(families: Json) -> bool:
    """Whether the names need no quotes, which Figma would take for part of them."""
    names = [families] if isinstance(families, str) else families
    return bool(names) and all(_FAMILY.fullmatch(name) for name in names)


def _percent(value: Json) -> str:
    return number(round(float(number(value)) * 100, 6))
