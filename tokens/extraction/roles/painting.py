"""The colours that declarations paint: var() resolved in a mode, the selector's own ones first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tokens.extraction.colors import Color, parse_color
from tokens.extraction.components import arguments, words
from tokens.extraction.custom_properties import CustomProperties
from tokens.extraction.naming import color_slug, label, shortened
from tokens.extraction.roles.perception import Levels, cut
from tokens.extraction.variables import (
    Variables,
    all_names,
    has_reference,
    pure_reference,
)

#: Aliases that are followed.
_CHAIN = 16
_IMAGES = ("url(", "gradient(", "image(", "image-set(")


class Paint(NamedTuple):
    """A colour on the screen, and the token that it comes from."""

    levels: Levels
    alpha: float
    clipped: bool
    path: str | None


class Painter:
    """Reads values as colours; `paths` are those of the colour tokens."""

    def __init__(self, custom: CustomProperties, paths: Iterable[str]) -> None:
        self.custom = custom
        self.paths = frozenset(paths)
        self._paints: dict[tuple[int, str], Paint | None] = {}
        self._locals: dict[tuple[str, str], str | None] = {}
        self._both: dict[tuple[str, str], list[str]] = {}
        self._homes: dict[str, frozenset[str] | None] = {}

    def paint(self, value: str, variables: Variables) -> Paint | None:
        """The colour of a `local` value, also of a `background`; None when it is none."""
        key = (id(variables) if "(" in value else 0, value)
        if key not in self._paints:
            self._paints[key] = self._read(value, variables)
        return self._paints[key]

    def _read(self, value: str, variables: Variables) -> Paint | None:
        text = variables.resolve(value)
        if not text:
            return None
        color = parse_color(text) or _of_shorthand(text)
        return self._seen(color, value) if color else None

    def is_image(self, value: str, variables: Variables) -> bool:
        """Whether a `background` or `background-image` has one, which may hide the colour."""
        text = variables.resolve(value) if "(" in value else None
        return text is not None and any(one in text.lower() for one in _IMAGES)

    def local(self, value: str, selector: str) -> str | None:
        """`value` with the custom properties that the selector sets itself.

        None where one of them is only a part of the value, or is set by other selectors
        alone: what that is worth there is not known.
        """
        if not has_reference(value):
            return value
        key = (value, selector)
        if key not in self._locals:
            self._locals[key] = self._localized(value, selector)
        return self._locals[key]

    def _localized(self, value: str, selector: str) -> str | None:
        for _ in range(_CHAIN):
            reference = pure_reference(value)
            if reference is None:
                known = (self._own(name, selector) for name, _ in all_names(value))
                return value if all(one is None for one in known) else None
            own = self._own(reference.name, selector)
            if own is None:
                return value
            found = own or reference.fallback
            if found is None or not has_reference(found):
                return found
            value = found
        return None

    def setters(self, name: str, other: str) -> list[str]:
        """The selectors below the root that set two custom properties, in order of text."""
        if (name, other) not in self._both:
            both = self._setters(name) & self._setters(other)
            limit = self.custom.gathered.limits.scopes
            self._both[name, other] = sorted(both)[:limit]
        return self._both[name, other]

    def _setters(self, name: str) -> frozenset[str]:
        cascaded = self.custom.cascaded.get(name)
        if cascaded is None:
            return frozenset()
        return (self._home(name) or frozenset()).union(cascaded.scopes)

    def _own(self, name: str, selector: str) -> str | None:
        """What a selector makes of a custom property: None for the root's value.

        Empty where the root has none and the selector sets none.
        """
        cascaded = self.custom.cascaded.get(name)
        if cascaded is None:
            return None
        value = cascaded.scopes.get(selector)
        if value is not None:
            return value
        home = self._home(name)
        if home is None:
            return None
        return self.custom.texts.get(name, "") if selector in home else ""

    def _home(self, name: str) -> frozenset[str] | None:
        """Where the default of a custom property comes from that the root never sets."""
        if name not in self._homes:
            home: set[str] = set()
            rooted = False
            for one in self.custom.gathered.definitions.get(name, ()):
                if one.place.kind == "property" or one.place.roots:
                    rooted = True
                    break
                if one.value == self.custom.texts.get(name):
                    home.add(label(one.place.selector))
            self._homes[name] = None if rooted else frozenset(home)
        return self._homes[name]

    def _seen(self, color: Color, value: str) -> Paint:
        path = self._path(color, value)
        digits = color.hex_digits()
        if digits:
            red, green, blue = bytes.fromhex(digits)
            return Paint((red, green, blue), color.alpha, False, path)
        components = tuple(one or 0 for one in color.components)
        return Paint(cut(color.space, components), color.alpha, True, path)

    def _path(self, color: Color, value: str) -> str | None:
        reference = pure_reference(value)
        if reference and reference.name in self.custom.types:
            return self.custom.path(reference.name)
        path = f"color.{shortened(color_slug(color))}"
        return path if path in self.paths else None


def _of_shorthand(text: str) -> Color | None:
    """The colour of a `background` value: a word of its last layer."""
    for word in words(arguments(text)[-1]):
        color = parse_color(word)
        if color is not None:
            return color
    return None
