"""Figma variables: the body of POST /v1/files/:file_key/variables of its REST API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tokens.exports.colors import rgb
from tokens.exports.comments import remark
from tokens.exports.css_values import Unspellable
from tokens.exports.css_values import color as css_color
from tokens.exports.modes import Mode, modes
from tokens.exports.naming import assigned, identifier, word
from tokens.exports.reading import Entry, Json, Tokens
from tokens.readings import read_length, read_number, read_time, read_weight

#: Limits of a collection: the API refuses as a whole what is beyond them.
MODES = 40
VARIABLES = 5000
MODE_NAME = 40
#: Where Figma offers a variable of a group; nowhere for groups that are not here.
_SCOPES = {
    "color": ("ALL_FILLS", "STROKE_COLOR", "EFFECT_COLOR"),
    "font-family": ("FONT_FAMILY",),
    "font-size": ("FONT_SIZE",),
    "font-weight": ("FONT_WEIGHT",),
    "letter-spacing": ("LETTER_SPACING",),
    "spacing": ("GAP",),
    "size": ("WIDTH_HEIGHT",),
    "radius": ("CORNER_RADIUS",),
    "border-width": ("STROKE_FLOAT",),
    "opacity": ("OPACITY",),
    "blur": ("EFFECT_FLOAT",),
    "dimension": ("ALL_SCOPES",),
}
_TYPES = {
    "color": "COLOR",
    "dimension": "FLOAT",
    "number": "FLOAT",
    "fontWeight": "FLOAT",
    "duration": "FLOAT",
    "fontFamily": "STRING",
    "strokeStyle": "STRING",
}


def figma(document: Mapping[str, Json]) -> str:
    """Variables of every token of a simple type, aliases as aliases; composites are left out.

    Tokens with modes are in a collection of their own, with a mode for each context.
    Lengths are pixels, times milliseconds, opacities percent; colours are in sRGB, and a
    font is the first of its list.
    """
    tokens = Tokens(document)
    found = modes(tokens)[: MODES - 1]
    moving = {path for mode in found for path in mode.own}
    body = _Body(tokens, found)
    body.add("tokens", [entry for entry in tokens if entry.path not in moving], [])
    body.add("themes", [entry for entry in tokens if entry.path in moving], found)
    return json.dumps(body.arrays, separators=(",", ":")) + "\n"


class _Body:
    """The arrays of the request; ids are temporary, which the API allows."""

    def __init__(self, tokens: Tokens, found: Sequence[Mode]) -> None:
        self.arrays: dict[str, list[Json]] = {
            "variableCollections": [],
            "variableModes": [],
            "variables": [],
            "variableModeValues": [],
        }
        self._tokens = tokens
        held = [entry for entry in tokens if _is_held(tokens, entry)]
        self._ids = {entry.path: f"v{number}" for number, entry in enumerate(held)}
        self._names = assigned(
            {
                entry.path: f"{word(entry.group, 'group')}/{word(entry.name)}"
                for entry in held
            }
        )
        self._mode_names = assigned({mode.label: _mode_name(mode) for mode in found})

    def add(self, name: str, entries: Sequence[Entry], found: Sequence[Mode]) -> None:
        """Collections of some variables; several where one cannot hold them all."""
        held = [entry for entry in entries if entry.path in self._ids]
        for start in range(0, len(held), VARIABLES):
            part = f" {start // VARIABLES + 1}" if start else ""
            self._collection(name + part, held[start : start + VARIABLES], found)

    def _collection(
        self, name: str, entries: Sequence[Entry], found: Sequence[Mode]
    ) -> None:
        collection = f"c{len(self.arrays['variableCollections'])}"
        places = [f"{collection}m{number}" for number in range(len(found) + 1)]
        self.arrays["variableCollections"].append(
            {"action": "CREATE", "id": collection, "name": name}
            | {"initialModeId": places[0]}
        )
        names = ["default", *(self._mode_names[mode.label] for mode in found)]
        for place, mode_name in zip(places, names, strict=True):
            # Figma makes the first with the collection, under a name of its own.
            action = "UPDATE" if place == places[0] else "CREATE"
            self.arrays["variableModes"].append(
                {"action": action, "id": place, "name": mode_name}
                | {"variableCollectionId": collection}
            )
        for entry in entries:
            self.arrays["variables"].append(self._variable(entry, collection))
            default = self._written(entry, entry.value)
            for place, mode in zip(places, (None, *found), strict=True):
                # Every mode has a value: Figma's own would stand there else.
                value = default
                if mode is not None and entry.path in mode.own:
                    other = mode.tokens.entries[entry.path].value
                    value = self._written(entry, other)
                self.arrays["variableModeValues"].append(
                    {"variableId": self._ids[entry.path], "modeId": place}
                    | {"value": default if value is None else value}
                )

    def _variable(self, entry: Entry, collection: str) -> dict[str, Json]:
        variable: dict[str, Json] = {
            "action": "CREATE",
            "id": self._ids[entry.path],
            "name": self._names[entry.path],
            "variableCollectionId": collection,
            "resolvedType": _TYPES[entry.type],
            "scopes": list(_SCOPES.get(entry.group, ())),
        }
        note = " ".join(filter(None, (_lost(entry), remark(entry.note))))
        if note:
            variable["description"] = note
        if entry.declared:
            code = f"var(--{identifier(entry.declared[2:])})"
            variable["codeSyntax"] = {"WEB": code}
        return variable

    def _written(self, entry: Entry, value: Json) -> Json:
        target = self._tokens.target(value)
        if (
            target is not None
            and target.path in self._ids
            and _measure(target) == _measure(entry)
        ):
            return {"type": "VARIABLE_ALIAS", "id": self._ids[target.path]}
        end = self._tokens.end(value)
        try:
            return _value(entry, end.value if end else value)
        except Unspellable:
            return None


def _is_held(tokens: Tokens, entry: Entry) -> bool:
    end = tokens.end(entry.value)
    try:
        _value(entry, end.value if end else entry.value)
    except Unspellable:
        return False
    return True


def _measure(entry: Entry) -> tuple[str, str]:
    """What an alias and its target must have in common."""
    return entry.type, "percent" if entry.group == "opacity" else ""


def _value(entry: Entry, value: Json) -> Json:
    """A value as Figma has it; raises Unspellable for what it has no variable for."""
    match entry.type:
        case "color":
            color = rgb(value)
            parts = zip("rgba", color[:4], strict=True)
            return {name: round(part, 6) for name, part in parts}
        case "dimension":
            return _known(read_length(value), value)
        case "number":
            number = _known(read_number(value), value)
            return round(number * 100, 6) if entry.group == "opacity" else number
        case "fontWeight":
            return _known(read_weight(value), value)
        case "duration":
            return _known(read_time(value), value)
        case "fontFamily":
            names = [value] if isinstance(value, str) else value
            if isinstance(names, list) and names and isinstance(names[0], str):
                return _text(names[0])
        case "strokeStyle" if isinstance(value, str):
            return _text(value)
    raise Unspellable(value)


def _known(found: float | None, value: Json) -> float:
    if found is None:
        raise Unspellable(value)
    return round(found, 6)


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def _lost(entry: Entry) -> str:
    """What the site says and a variable cannot: a wide colour, the other fonts of a list."""
    value = entry.value
    if isinstance(value, str):
        return ""
    if entry.type == "color":
        return css_color(value) if rgb(value).mapped else ""
    if entry.type == "fontFamily" and len(value) > 1:
        return remark(", ".join(map(str, value)))
    return ""


def _mode_name(mode: Mode) -> str:
    """Axis and context where they are short enough; a hash may follow."""
    label = remark(mode.label)
    if len(label) <= MODE_NAME:
        return label
    return remark(mode.context)[: MODE_NAME - len("-12345678")]
