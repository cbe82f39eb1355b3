"""DTCG values as expressions of a language, references to other constants in them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from tokens.exports.colors import rgb
from tokens.exports.css_values import Unspellable
from tokens.exports.modes import Mode
from tokens.exports.reading import Entry, Json
from tokens.readings import (
    read_length,
    read_list,
    read_number,
    read_time,
    read_weight,
)

if TYPE_CHECKING:
    from tokens.exports.native import Program

_DEGREES = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(deg|grad|rad|turn)")
_SIDES = {"": 180.0, "to top": 0.0, "to right": 90.0, "to bottom": 180.0}
_SIDES["to left"] = 270.0
_TURNS = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
# Far beyond what is drawn, and what numbers of 32 bits hold.
_LARGEST = 1e9
#: Groups whose lengths grow with the text size that a reader asks for.
TEXT_GROUPS = frozenset(("font-size", "line-height", "letter-spacing"))
_STYLE = re.compile(r"[a-z]{1,20}")
_WORD = re.compile(r"[a-z][a-zA-Z-]{0,40}")


class Unheld(ValueError):
    """A value that a language has no place for; the message says what it is."""


class Layer(NamedTuple):
    """A shadow: its colour as an expression, lengths in pixels."""

    color: str
    x: float
    y: float
    blur: float
    spread: float
    inset: bool


class Stop(NamedTuple):
    """A colour of a gradient as an expression, and its place from 0 to 1."""

    color: str
    place: float


class Type(NamedTuple):
    """A text style: lengths in pixels, `leading` as a multiple of the size if `is_multiple`."""

    families: list[str]
    size: float
    weight: float
    leading: float
    is_multiple: bool
    tracking: float


class Values:
    """Writes the values of a program in one mode; `mapped` says if a colour was."""

    def __init__(self, program: Program, mode: Mode | None) -> None:
        self._program = program
        self._language = program.language
        self._mode = mode
        self._tokens = mode.tokens if mode else program.tokens
        self.mapped = False

    def written(self, type_: str, entry: Entry) -> str:
        """The expression of an entry's value. Raises Unheld and Unspellable."""
        value, write = entry.value, self._language
        match type_:
            case "color":
                found = rgb(value, wide=write.wide)
                self.mapped |= found.mapped
                return write.color(found)
            case "dimension":
                return write.length(_length(value), write.kind(type_, entry.group))
            case "number":
                return write.number(_number(value))
            case "fontWeight":
                return write.weight(_known(read_weight(value), value))
            case "fontFamily":
                return write.strings(_families(value))
            case "duration":
                return write.duration(_known(read_time(value), value))
            case "cubicBezier":
                return write.easing(*_curve(value))
            case "strokeStyle":
                return write.string(_style(value))
            case "shadow":
                layers = [value] if isinstance(value, Mapping) else _list(value)
                of_text = entry.group == "text-shadow"
                return write.shadow(list(map(self._layer, layers)), of_text=of_text)
            case "gradient":
                return self._gradient(entry)
            case "border":
                members = _members(value)
                return write.border(
                    self._part("color", members["color"]),
                    self._part("dimension", members["width"], "border-width"),
                    _style(self._end(members["style"])),
                )
            case "typography":
                return self._typography(_members(value))
            case "transition":
                members = _members(value)
                return write.transition(
                    self._part("duration", members["duration"], "duration"),
                    self._part("duration", members["delay"], "delay"),
                    self._part("cubicBezier", members["timingFunction"]),
                )
        raise Unheld(f"type {type_}" if _WORD.fullmatch(type_) else "unknown type")

    def _end(self, value: Json) -> Json:
        end = self._tokens.end(value)
        return end.value if end else value

    def _part(self, type_: str, value: Json, group: str = "") -> str:
        """A member of a composite: a reference where it names a constant of the same type."""
        text = self.written(type_, Entry(group, "", type_, self._end(value)))
        target, kind = self._tokens.target(value), self._language.kind
        if target is None or kind(target.type, target.group) != kind(type_, group):
            return text
        return self._program.reference(target.path, self._mode)

    def _layer(self, layer: Json) -> Layer:
        members = _members(layer)
        x, y, blur, spread = (
            _length(self._end(members.get(name, {"value": 0, "unit": "px"})))
            for name in ("offsetX", "offsetY", "blur", "spread")
        )
        color = self._part("color", members["color"])
        return Layer(color, x, y, blur, spread, members.get("inset") is True)

    def _gradient(self, entry: Entry) -> str:
        facts = entry.facts.get("gradient")
        facts = facts if isinstance(facts, Mapping) else {}
        kind = facts.get("kind", "linear")
        if kind not in ("linear", "radial", "conic"):
            raise Unspellable(kind)
        if facts.get("repeating") is True:
            raise Unheld("repeating gradient")
        stops = [
            Stop(
                self._part("color", stop["color"]), _number(self._end(stop["position"]))
            )
            for stop in map(_members, _list(entry.value))
        ]
        line = facts.get("angle", "")
        degrees = _degrees(line) if kind == "linear" and isinstance(line, str) else None
        return self._language.gradient(kind, degrees, stops)

    def _typography(self, members: Mapping[str, Json]) -> str:
        leading = self._end(members["lineHeight"])
        is_multiple = not isinstance(leading, Mapping)
        spacing = members.get("letterSpacing", {"value": 0, "unit": "px"})
        weight = self._end(members["fontWeight"])
        return self._language.typography(
            Type(
                _families(self._end(members["fontFamily"])),
                _length(self._end(members["fontSize"])),
                _known(read_weight(weight), weight),
                _number(leading) if is_multiple else _length(leading),
                is_multiple,
                _length(self._end(spacing)),
            )
        )


def _known(found: float | None, value: Json) -> float:
    if found is None:
        raise Unspellable(value)
    if abs(found) > _LARGEST:
        raise Unheld("number too large")
    return found


def _number(value: Json) -> float:
    return _known(read_number(value), value)


def _length(value: Json) -> float:
    return _known(read_length(value), value)


def _list(value: Json) -> list[Json]:
    found = read_list(value)
    if found is None:
        raise Unspellable(value)
    return list(found)


class _Members(dict[str, Json]):
    """An object's members; one that is missing makes the value unreadable."""

    def __missing__(self, key: str) -> Json:
        raise Unspellable(key)


def _members(value: Json) -> _Members:
    if not isinstance(value, Mapping):
        raise Unspellable(value)
    return _Members(value)


def _families(value: Json) -> list[str]:
    names = [value] if isinstance(value, str) else _list(value)
    if not names or not all(isinstance(name, str) for name in names):
        raise Unspellable(value)
    return [str(name) for name in names]


def _curve(value: Json) -> tuple[float, float, float, float]:
    numbers = [_number(one) for one in _list(value)]
    if len(numbers) != 4:
        raise Unspellable(value)
    x1, y1, x2, y2 = numbers
    return x1, y1, x2, y2


def _style(value: Json) -> str:
    if isinstance(value, Mapping):
        raise Unheld("stroke style with its own dashes")
    if not isinstance(value, str) or not _STYLE.fullmatch(value):
        raise Unspellable(value)
    return value


def _degrees(line: str) -> float | None:
    """CSS degrees of a gradient line; None for a corner, whose angle depends on the box."""
    text = " ".join(line.lower().split())
    if text in _SIDES:
        return _SIDES[text]
    found = _DEGREES.fullmatch(text)
    return float(found[1]) * _TURNS[found[2]] if found else None
