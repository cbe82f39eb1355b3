"""Tokens as constants of a program: what Swift, Kotlin and Dart have in common.

A `Language` says how values are written. A `Program` says what there is to write: which
constants under which names, which refer to which, and what the language cannot hold.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from tokens.exports.colors import Rgb
from tokens.exports.comments import remark
from tokens.exports.css_values import Unspellable
from tokens.exports.css_values import color as css_color
from tokens.exports.modes import Mode, modes
from tokens.exports.naming import assigned, camel
from tokens.exports.native_values import Layer, Stop, Type, Unheld, Values
from tokens.exports.reading import Entry, Json, Tokens

#: What a constant of these types takes of a limit on the size of a group.
_WEIGHTS = {"shadow": 20, "gradient": 20, "typography": 20, "border": 5}


class Language(ABC):
    """How a language writes values. Methods get checked values and give expressions.

    They raise Unheld for what the language has no place for; the message says what it is.
    """

    #: Names that mean something to the language or to its objects.
    reserved: frozenset[str] = frozenset()
    #: Whether it has colours of Display P3.
    wide = False
    #: Constants of a simple type that one group may hold; None for any number.
    group_size: int | None = None

    def name(self, entry: Entry) -> tuple[str, str]:
        """The name of a constant, and where no other may have the same."""
        name = camel(entry.name)
        if name[0].isdigit() or name in self.reserved:
            group = camel(entry.group, "group")
            group = f"n{group}" if group[0].isdigit() else group
            name = group + name[:1].upper() + name[1:]
        return name, entry.group

    def reference(self, group: str, name: str, kind: str) -> str:
        """The name of a constant as other constants spell it."""
        return f"{group}.{name}"

    @abstractmethod
    def kind(self, type_: str, group: str) -> str:
        """The language's type for a DTCG type in a group."""

    @abstractmethod
    def color(self, value: Rgb) -> str:
        """A colour."""

    @abstractmethod
    def length(self, pixels: float, kind: str) -> str:
        """A length as one of the language's types."""

    @abstractmethod
    def number(self, value: float) -> str:
        """A number."""

    @abstractmethod
    def weight(self, value: float) -> str:
        """A font weight from 1 to 1000."""

    @abstractmethod
    def string(self, value: str) -> str:
        """A string."""

    @abstractmethod
    def strings(self, values: list[str]) -> str:
        """A list of strings."""

    @abstractmethod
    def duration(self, milliseconds: float) -> str:
        """A time."""

    @abstractmethod
    def easing(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """A cubic Bezier curve."""

    @abstractmethod
    def shadow(self, layers: list[Layer], *, of_text: bool) -> str:
        """The layers of a shadow, the first in front."""

    @abstractmethod
    def gradient(self, kind: str, degrees: float | None, stops: list[Stop]) -> str:
        """A gradient; `degrees` as CSS counts them, where its line has them."""

    @abstractmethod
    def border(self, color: str, width: str, style: str) -> str:
        """A border."""

    @abstractmethod
    def typography(self, type_: Type) -> str:
        """A text style."""

    @abstractmethod
    def transition(self, duration: str, delay: str, easing: str) -> str:
        """A transition."""


class Constant(NamedTuple):
    """One constant: its name, its type and its value as the language writes them."""

    path: str
    name: str
    kind: str
    text: str
    #: What the site says of it, and the colour that is mapped; safe in a comment.
    note: str
    #: Whether `text` is only the name of another constant.
    is_alias: bool


class Group(NamedTuple):
    """The constants of one group; `mode` is None for the values of the default."""

    name: str
    mode: Mode | None
    constants: list[Constant]


class Program:
    """The constants of a document in a language."""

    def __init__(self, document: Mapping[str, Json], language: Language) -> None:
        self.language = language
        self.tokens = Tokens(document)
        self.modes = modes(self.tokens)
        #: What the language has no place for, with how many.
        self.unheld: Counter[str] = Counter()
        #: Tokens with a colour outside what the language has.
        self.mapped = 0
        self._names = self._name_constants()
        self._homes: dict[str, dict[str, str]] = {}
        self._name_groups()

    def groups(self, *wanted: Mode | None) -> list[Group]:
        """The groups of some modes, None for the values of the default; of all without any."""
        return [
            group
            for mode in (wanted or (None, *self.modes))
            for group in self._groups_of(mode)
        ]

    def reference(self, path: str, mode: Mode | None) -> str:
        """The name of a constant: of the mode where it has one there."""
        home = self._homes[_key(mode)].get(path) if mode else None
        entry = self.tokens.entries[path]
        kind = self.language.kind(entry.type, entry.group)
        group = home or self._homes[""][path]
        return self.language.reference(group, self._names[path], kind)

    def header(self) -> list[str]:
        """What a reader of the file has to know of the groups made, a line each."""
        lines = [
            "Design tokens as a site's CSS has them. A rem is taken as 16 pixels.",
        ]
        if self.mapped:
            space = "Display P3" if self.language.wide else "sRGB"
            lines.append(
                f"Values with a colour outside {space}, which is the nearest inside: {self.mapped}."
            )
        left_out = [f"{what} {count}" for what, count in sorted(self.unheld.items())]
        if self.tokens.untyped:
            left_out.append(f"values without a type {len(self.tokens.untyped)}")
        if left_out:
            lines.append(f"Not in this file: {', '.join(left_out)}.")
        return lines

    def _groups_of(self, mode: Mode | None) -> Iterator[Group]:
        view = mode.tokens if mode else self.tokens
        paths: Iterable[str] = mode.paths if mode else self.tokens.entries
        homes = self._homes[_key(mode)]
        groups: dict[str, list[Constant]] = {}
        for path in paths:
            constant = self._constant(view.entries[path], mode)
            if constant is not None:
                groups.setdefault(homes[path], []).append(constant)
        for name, constants in groups.items():
            yield Group(name, mode, constants)

    def _constant(self, entry: Entry, mode: Mode | None) -> Constant | None:
        view = mode.tokens if mode else self.tokens
        kind = self.language.kind
        try:
            end = view.end(entry.value) or entry
            values = Values(self, mode)
            text = values.written(entry.type, replace(end, group=entry.group))
        except (Unheld, Unspellable) as error:
            what = (
                str(error) if isinstance(error, Unheld) else f"unreadable {entry.type}"
            )
            self.unheld[remark(what)] += 1
            return None
        self.mapped += values.mapped
        own = kind(entry.type, entry.group)
        target = view.target(entry.value)
        is_alias = target is not None and kind(target.type, target.group) == own
        if target is not None and is_alias:
            text = self.reference(target.path, mode)
        note = remark(entry.note)
        if values.mapped and entry.type == "color" and not is_alias:
            note = f"{css_color(end.value)} {note}".strip()
        return Constant(entry.path, self._names[entry.path], own, text, note, is_alias)

    def _name_constants(self) -> dict[str, str]:
        wanted = {}
        for entry in self.tokens:
            name, scope = self.language.name(entry)
            wanted[entry.path] = f"{scope}\n{name}"
        names = assigned(wanted, separator="_")
        return {path: name.rpartition("\n")[2] for path, name in names.items()}

    def _name_groups(self) -> None:
        wanted: dict[str, str] = {}
        places: dict[str, dict[str, str]] = {}
        for mode in (None, *self.modes):
            key = _key(mode)
            prefix = _type_name(mode.axis) + _type_name(mode.context) if mode else ""
            filled: Counter[str] = Counter()
            # Also of a mode with nothing in it, as one of circles only.
            held = places.setdefault(key, {})
            for path in mode.paths if mode else self.tokens.entries:
                entry = self.tokens.entries[path]
                part = 1
                if self.language.group_size:
                    part += filled[entry.group] // self.language.group_size
                    filled[entry.group] += _WEIGHTS.get(entry.type, 1)
                place = f"{key}\n{entry.group}\n{part}"
                number = "" if part == 1 else str(part)
                wanted[place] = f"{prefix}{_type_name(entry.group)}Tokens{number}"
                held[path] = place
        names = assigned(wanted, fold=str.lower, separator="_")
        self._homes = {
            key: {path: names[place] for path, place in found.items()}
            for key, found in places.items()
        }


def _key(mode: Mode | None) -> str:
    return f"{mode.axis}={mode.context}" if mode else ""


def _type_name(text: str) -> str:
    """A word with capitals that can begin the name of a type."""
    name = camel(text, "group")
    return f"N{name}" if name[0].isdigit() else name[:1].upper() + name[1:]
