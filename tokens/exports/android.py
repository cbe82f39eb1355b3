"""Android resources: colours, dimensions, numbers and text styles as XML."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tokens.exports.colors import Rgb
from tokens.exports.comments import remark, without_dashes
from tokens.exports.css_values import number
from tokens.exports.modes import Mode, dark
from tokens.exports.naming import word
from tokens.exports.native import Constant, Language, Program
from tokens.exports.native_values import TEXT_GROUPS, Layer, Stop, Type, Unheld
from tokens.exports.reading import Entry, Json

# The type of the resource, and after a point what an alias must share beyond it.
_KINDS = {
    "color": "color",
    "dimension": "dimen",
    "number": "dimen.float",
    "fontWeight": "integer.weight",
    "fontFamily": "string.families",
    "duration": "integer.milliseconds",
    "strokeStyle": "string",
    "typography": "style",
}


class Android(Language):
    """The types of resources; what has none is not held."""

    def name(self, entry: Entry) -> tuple[str, str]:
        """Small letters, digits and underscores; resources of one type share a namespace."""
        words = f"{word(entry.group, 'group')}_{word(entry.name)}"
        name = words.lower().replace("-", "_")
        return (f"n{name}" if name[0].isdigit() else name), ""

    def reference(self, group: str, name: str, kind: str) -> str:
        """As `@color/name`."""
        return f"@{kind.partition('.')[0]}/{name}"

    def kind(self, type_: str, group: str) -> str:
        """Lengths of text are sp, all others dp."""
        if type_ == "dimension" and group in TEXT_GROUPS:
            return "dimen.text"
        return _KINDS.get(type_, "")

    def color(self, value: Rgb) -> str:
        """#AARRGGBB in sRGB."""
        red, green, blue, alpha = value.levels()
        return f"#{alpha:02X}{red:02X}{green:02X}{blue:02X}"

    def length(self, pixels: float, kind: str) -> str:
        """dp, or sp for text."""
        return self.number(pixels) + ("sp" if kind == "dimen.text" else "dp")

    def number(self, value: float) -> str:
        """A number."""
        return number(round(value, 6))

    def weight(self, value: float) -> str:
        """A whole weight."""
        return str(round(value))

    def string(self, value: str) -> str:
        """Text as string resources have it."""
        clean = "".join(one if one.isprintable() else " " for one in value)
        for sign in "\\'\"":
            clean = clean.replace(sign, "\\" + sign)
        return escape(f"\\{clean}" if clean[:1] in ("@", "?") else clean)

    def strings(self, values: list[str]) -> str:
        """The texts with commas between."""
        return self.string(", ".join(values))

    def duration(self, milliseconds: float) -> str:
        """Whole milliseconds."""
        return str(round(milliseconds))

    def easing(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """An interpolator would be a file of its own."""
        raise Unheld("easing")

    def shadow(self, layers: list[Layer], *, of_text: bool) -> str:
        """None."""
        raise Unheld("text-shadow" if of_text else "shadow")

    def gradient(self, kind: str, degrees: float | None, stops: list[Stop]) -> str:
        """A gradient would be a drawable, a file of its own."""
        raise Unheld("gradient")

    def border(self, color: str, width: str, style: str) -> str:
        """A border would be a drawable, a file of its own."""
        raise Unheld("border")

    def typography(self, type_: Type) -> str:
        """The items of a style; a font family would need the font's own file."""
        leading = type_.leading * type_.size if type_.is_multiple else type_.leading
        items = {
            "textSize": self.length(type_.size, "dimen.text"),
            "textFontWeight": self.weight(type_.weight),
            "lineHeight": self.length(leading, "dimen.text"),
            # In em.
            "letterSpacing": self.number(type_.tracking / (type_.size or 1)),
        }
        return "".join(
            f'\n        <item name="android:{name}">{text}</item>'
            for name, text in items.items()
        )

    def transition(self, duration: str, delay: str, easing: str) -> str:
        """None."""
        raise Unheld("transition")


def android(document: Mapping[str, Json]) -> str:
    """A `resources` document for `values/`, aliases as `@color/name`."""
    program = Program(document, Android())
    constants = _constants(program, None)
    return _resources(program.header(), constants)


def android_night(document: Mapping[str, Json]) -> str:
    """The same for `values-night/`: what is another value in the dark.

    That is what `prefers-color-scheme: dark` says, else the site's own switch to `dark`.
    """
    program = Program(document, Android())
    night = dark(program.modes)
    if night is None:
        return _resources(["The site has no values for the dark."], [])
    # Aliases of these follow them.
    own = [one for one in _constants(program, night) if one.path in night.own]
    return _resources([f"Values of the mode {remark(night.label)}."], own)


def _constants(program: Program, mode: Mode | None) -> list[Constant]:
    return [one for group in program.groups(mode) for one in group.constants]


def _resources(header: list[str], constants: list[Constant]) -> str:
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines += [f"<!-- {without_dashes(line)} -->" for line in header]
    lines.append("<resources>")
    for constant in constants:
        if constant.note:
            lines.append(f"    <!-- {without_dashes(constant.note)} -->")
        lines.append(f"    {_element(constant)}")
    lines.append("</resources>")
    return "\n".join(lines) + "\n"


def _element(constant: Constant) -> str:
    name, text = f'name="{constant.name}"', constant.text
    if constant.kind == "style":
        if constant.is_alias:
            return f'<style {name} parent="{text}" />'
        return f"<style {name}>{text}\n    </style>"
    if constant.kind == "dimen.float":
        return f'<item {name} type="dimen" format="float">{text}</item>'
    tag = constant.kind.partition(".")[0]
    # The words are the site's, not a translator's.
    fixed = ' translatable="false"' if tag == "string" else ""
    return f"<{tag} {name}{fixed}>{text}</{tag}>"
