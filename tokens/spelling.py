"""DTCG values as one line of text, close to how CSS would write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tokens.readings import read_number

Json = Any

VALUE_CHARS = 400


def alias_target(value: Json) -> str:
    """The path inside `{group.name}`, or an empty string for what is no alias."""
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        return value[1:-1]
    return ""


def value_text(type_: str, value: Json) -> str:
    """A value as one line of text, close to how CSS would write it; an alias as it is."""
    if alias_target(value):
        return str(value)[:VALUE_CHARS]
    try:
        text = _spell(type_, value)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        # Not the shape of its type: show the JSON rather than guess.
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_CHARS else text[: VALUE_CHARS - 1] + "…"


def _spell(type_: str, value: Json) -> str:
    match type_:
        case "color":
            return _spell_colour(value)
        case "dimension" | "duration":
            return f"{_digits(value['value'])}{value['unit']}"
        case "fontFamily":
            return value if isinstance(value, str) else ", ".join(value)
        case "cubicBezier":
            return f"cubic-bezier({', '.join(_digits(part) for part in value)})"
        case "shadow":
            layers = [value] if isinstance(value, Mapping) else value
            return ", ".join(_spell_shadow(layer) for layer in layers)
        case "gradient":
            return ", ".join(
                f"{_spell_colour(stop['color'])} {_digits(stop['position'] * 100)}%"
                for stop in value
            )
        case "typography":
            size = _spell("dimension", value["fontSize"])
            leading = value["lineHeight"]
            kind = "dimension" if isinstance(leading, Mapping) else "number"
            family = _spell("fontFamily", value["fontFamily"])
            weight = _spell("fontWeight", value["fontWeight"])
            return f"{weight} {size}/{_spell(kind, leading)} {family}"
        case "transition":
            duration = _spell("duration", value["duration"])
            easing = _spell("cubicBezier", value["timingFunction"])
            return f"{duration} {easing} {_spell('duration', value['delay'])}"
        case "border":
            width, style = _spell("dimension", value["width"]), value["style"]
            return f"{width} {_spell('strokeStyle', style)} {_spell_colour(value['color'])}"
    if isinstance(value, str):
        return value
    if read_number(value) is not None:
        return _digits(value)
    return json.dumps(value, ensure_ascii=False)


def _spell_colour(value: Json) -> str:
    alpha = value.get("alpha", 1)
    if value["colorSpace"] == "srgb" and value.get("hex"):
        return str(value["hex"]) + ("" if alpha == 1 else f" / {_digits(alpha * 100)}%")
    space = value["colorSpace"]
    parts = [part if part == "none" else _digits(part) for part in value["components"]]
    named = (
        space if space in {"hsl", "hwb", "lab", "lch", "oklab", "oklch"} else "color"
    )
    inside = " ".join(parts if named == space else [space, *parts])
    return f"{named}({inside}{'' if alpha == 1 else f' / {_digits(alpha)}'})"


def _spell_shadow(layer: Json) -> str:
    parts = ("offsetX", "offsetY", "blur", "spread")
    lengths = [_spell("dimension", layer[part]) for part in parts if part in layer]
    inset = ["inset"] if layer.get("inset") else []
    return " ".join([*inset, *lengths, _spell_colour(layer["color"])])


def _digits(number: Json) -> str:
    """A number with the digits that matter to a reader."""
    return f"{float(number):.6g}"
