"""Dart: constants for Flutter in a class per group."""

from __future__ import annotations

from collections.abc import Mapping

from tokens.exports.colors import Rgb
from tokens.exports.css_values import number
from tokens.exports.native import Language, Program
from tokens.exports.native_values import Layer, Stop, Type, Unheld
from tokens.exports.reading import Json

_RESERVED = frozenset(
    ("assert", "await", "break", "case", "catch", "class", "const", "continue")
    + ("default", "do", "else", "enum", "extends", "false", "final", "finally", "for")
    + ("if", "in", "is", "new", "null", "rethrow", "return", "super", "switch", "this")
    + ("throw", "true", "try", "var", "void", "while", "with", "yield")
    # Built-in identifiers, and members that every object has.
    + ("abstract", "as", "covariant", "deferred", "dynamic", "export", "extension")
    + ("external", "factory", "get", "implements", "import", "interface", "late")
    + ("library", "mixin", "operator", "part", "required", "set", "static", "typedef")
    + ("hashCode", "runtimeType", "toString", "noSuchMethod")
    # What the values are written with: a member would hide it.
    + ("double", "int", "bool")
)
_TYPES = {
    "color": "Color",
    "dimension": "double",
    "number": "double",
    "fontWeight": "FontWeight",
    "fontFamily": "List<String>",
    "duration": "Duration",
    "cubicBezier": "Cubic",
    "strokeStyle": "String",
    "shadow": "List<BoxShadow>",
    "gradient": "GradientStops",
    "border": "BorderSide",
    "typography": "TextStyle",
    "transition": "TokenTransition",
}
_SUPPORT = """\
// ignore_for_file: lines_longer_than_80_chars
import 'dart:math' as math;
import 'dart:ui' show ColorSpace;

import 'package:flutter/animation.dart';
import 'package:flutter/painting.dart';

/// A gradient; [degrees] is the angle of a linear one as CSS counts it, 0 upwards and clockwise.
class GradientStops {
  const GradientStops(this.kind, this.degrees, this.colors, this.stops);

  final String kind;
  final double? degrees;
  final List<Color> colors;
  final List<double> stops;

  /// The linear gradient as CSS draws it in a box of this size; null for another kind.
  LinearGradient? linear(Size size) {
    final angle = degrees;
    if (kind != 'linear' || angle == null || size.isEmpty) return null;
    final x = math.sin(angle * math.pi / 180);
    final y = -math.cos(angle * math.pi / 180);
    final length = x.abs() * size.width + y.abs() * size.height;
    final end = Alignment(x * length / size.width, y * length / size.height);
    return LinearGradient(begin: -end, end: end, colors: colors, stops: stops);
  }
}

/// A transition.
class TokenTransition {
  const TokenTransition(this.duration, this.delay, this.curve);

  final Duration duration;
  final Duration delay;
  final Cubic curve;
}
"""


class Flutter(Language):
    """Flutter's types, and classes for what it has none for."""

    reserved = _RESERVED
    wide = True

    def kind(self, type_: str, group: str) -> str:
        """Shadows of text have no spread."""
        if type_ == "shadow" and group == "text-shadow":
            return "List<Shadow>"
        return _TYPES.get(type_, "")

    def color(self, value: Rgb) -> str:
        """In sRGB, 8 bits each, or in Display P3 where sRGB does not hold it."""
        if value.space != "srgb":
            names = ("red", "green", "blue", "alpha")
            parts = ", ".join(
                f"{name}: {self.number(part)}"
                for name, part in zip(names, value[:4], strict=True)
            )
            return f"Color.from({parts}, colorSpace: ColorSpace.displayP3)"
        red, green, blue, alpha = value.levels()
        return f"Color(0x{alpha:02X}{red:02X}{green:02X}{blue:02X})"

    def length(self, pixels: float, kind: str) -> str:
        """Logical pixels."""
        return self.number(pixels)

    def number(self, value: float) -> str:
        """A double."""
        text = number(round(value, 6))
        return text if "." in text else f"{text}.0"

    def weight(self, value: float) -> str:
        """One of the nine that Flutter has."""
        if value % 100:
            raise Unheld("font weight between the hundreds")
        return f"FontWeight.w{int(value)}"

    def string(self, value: str) -> str:
        """A literal without interpolation, in ASCII."""
        return f"'{''.join(map(_character, value))}'"

    def strings(self, values: list[str]) -> str:
        """A list."""
        return f"[{', '.join(map(self.string, values))}]"

    def duration(self, milliseconds: float) -> str:
        """Whole microseconds."""
        return f"Duration(microseconds: {round(milliseconds * 1000)})"

    def easing(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """Control points."""
        return f"Cubic({', '.join(map(self.number, (x1, y1, x2, y2)))})"

    def shadow(self, layers: list[Layer], *, of_text: bool) -> str:
        """A list of layers; Flutter draws none inside a box."""
        written = []
        for color, x, y, blur, spread, inset in layers:
            if inset:
                raise Unheld("inset shadow")
            offset = f"Offset({self.number(x)}, {self.number(y)})"
            sizes = f"color: {color}, offset: {offset}, blurRadius: {self.number(blur)}"
            if of_text:
                written.append(f"Shadow({sizes})")
            else:
                written.append(
                    f"BoxShadow({sizes}, spreadRadius: {self.number(spread)})"
                )
        return f"[{', '.join(written)}]"

    def gradient(self, kind: str, degrees: float | None, stops: list[Stop]) -> str:
        """Kind, angle, colours and their places."""
        angle = "null" if degrees is None else self.number(degrees)
        colors = ", ".join(color for color, _ in stops)
        places = ", ".join(self.number(place) for _, place in stops)
        return f"GradientStops('{kind}', {angle}, [{colors}], [{places}])"

    def border(self, color: str, width: str, style: str) -> str:
        """A solid line, or none."""
        if style not in ("solid", "none"):
            raise Unheld(f"{style} border")
        return f"BorderSide(color: {color}, width: {width}, style: BorderStyle.{style})"

    def typography(self, type_: Type) -> str:
        """A TextStyle, with the families in their order."""
        height = (
            type_.leading if type_.is_multiple else type_.leading / (type_.size or 1)
        )
        first, *others = type_.families
        fallback = f", fontFamilyFallback: {self.strings(others)}" if others else ""
        return (
            f"TextStyle(fontFamily: {self.string(first)}{fallback}, "
            f"fontSize: {self.number(type_.size)}, "
            f"fontWeight: {self.weight(type_.weight)}, height: {self.number(height)}, "
            f"letterSpacing: {self.number(type_.tracking)})"
        )

    def transition(self, duration: str, delay: str, easing: str) -> str:
        """Times and curve."""
        return f"TokenTransition({duration}, {delay}, {easing})"


def flutter(document: Mapping[str, Json]) -> str:
    """Constants of every token, aliases as names; each mode has classes of its own."""
    program = Program(document, Flutter())
    groups = program.groups()
    lines = [f"// {line}" for line in program.header()]
    lines += _SUPPORT.splitlines()
    for group in groups:
        lines += ["", f"abstract final class {group.name} {{"]
        for constant in group.constants:
            if constant.note:
                lines.append(f"  /// {constant.note}")
            declared = f"static const {constant.kind} {constant.name}"
            lines.append(f"  {declared} = {constant.text};")
        lines.append("}")
    return "\n".join(lines) + "\n"


def _character(character: str) -> str:
    if character in "'\\$":
        return "\\" + character
    if " " <= character <= "~":
        return character
    code = 0xFFFD if "\ud800" <= character <= "\udfff" else ord(character)
    return f"\\u{{{code:x}}}"
