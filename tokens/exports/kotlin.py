"""Kotlin: constants for Jetpack Compose in an object per group."""

from __future__ import annotations

from collections.abc import Mapping

from tokens.exports.colors import Rgb
from tokens.exports.css_values import number
from tokens.exports.native import Language, Program
from tokens.exports.native_values import TEXT_GROUPS, Layer, Stop, Type
from tokens.exports.reading import Json

_RESERVED = frozenset(
    ("as", "break", "class", "continue", "do", "dynamic", "else", "false", "for")
    + ("fun", "if", "in", "interface", "is", "null", "object", "package", "return")
    + ("super", "this", "throw", "true", "try", "typealias", "typeof", "val", "var")
    + ("when", "while")
)
_TYPES = {
    "color": "Color",
    "dimension": "Dp",
    "number": "Float",
    "fontWeight": "FontWeight",
    "fontFamily": "List<String>",
    "duration": "Int",
    "cubicBezier": "CubicBezierEasing",
    "strokeStyle": "String",
    "shadow": "List<BoxShadow>",
    "gradient": "GradientStops",
    "border": "TokenBorder",
    "typography": "TextStyle",
    "transition": "TokenTransition",
}
_SUPPORT = """\
@file:Suppress("unused", "MagicNumber", "MaxLineLength", "LargeClass", "MemberVisibilityCanBePrivate")

package tokens

import androidx.compose.animation.core.CubicBezierEasing
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Brush
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Shadow
import androidx.compose.ui.graphics.colorspace.ColorSpaces
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp
import kotlin.math.PI
import kotlin.math.abs
import kotlin.math.cos
import kotlin.math.sin

/** A layer of a shadow of a box. */
data class BoxShadow(
    val color: Color,
    val x: Dp,
    val y: Dp,
    val blur: Dp,
    val spread: Dp,
    val inset: Boolean,
)

/** A gradient; [degrees] is the angle of a linear one as CSS counts it, 0 upwards and clockwise. */
data class GradientStops(
    val kind: String,
    val degrees: Float?,
    val stops: List<Pair<Float, Color>>,
) {
    /** The linear gradient as CSS draws it in a box of this size; null for another kind. */
    fun linear(size: Size): Brush? {
        if (kind != "linear" || degrees == null) return null
        val angle = degrees * PI.toFloat() / 180f
        val x = sin(angle)
        val y = -cos(angle)
        val half = (abs(x) * size.width + abs(y) * size.height) / 2f
        val center = Offset(size.width / 2f, size.height / 2f)
        return Brush.linearGradient(
            *stops.toTypedArray(),
            start = Offset(center.x - x * half, center.y - y * half),
            end = Offset(center.x + x * half, center.y + y * half),
        )
    }
}

/** A border; [style] is the word of CSS. */
data class TokenBorder(val width: Dp, val style: String, val color: Color)

/** A transition, times in milliseconds. */
data class TokenTransition(val duration: Int, val delay: Int, val easing: CubicBezierEasing)
"""


class Kotlin(Language):
    """Compose's types, and data classes for what it has none for."""

    reserved = _RESERVED
    wide = True
    # The initialiser of a class has at most 64 KiB of bytecode (JVM specification, 4.7.3).
    group_size = 3000

    def kind(self, type_: str, group: str) -> str:
        """Lengths of text are of another type than those of boxes."""
        if type_ == "dimension" and group in TEXT_GROUPS:
            return "TextUnit"
        if type_ == "shadow" and group == "text-shadow":
            return "List<Shadow>"
        return _TYPES.get(type_, "")

    def color(self, value: Rgb) -> str:
        """In sRGB, 8 bits each, or in Display P3 where sRGB does not hold it."""
        if value.space != "srgb":
            parts = ", ".join(map(self.number, value[:4]))
            return f"Color({parts}, ColorSpaces.DisplayP3)"
        red, green, blue, alpha = value.levels()
        return f"Color(0x{alpha:02X}{red:02X}{green:02X}{blue:02X})"

    def length(self, pixels: float, kind: str) -> str:
        """dp, or sp for text."""
        unit = "sp" if kind == "TextUnit" else "dp"
        return f"{_number(pixels)}.{unit}"

    def number(self, value: float) -> str:
        """A Float."""
        return f"{number(round(value, 6))}f"

    def weight(self, value: float) -> str:
        """A whole weight."""
        return f"FontWeight({round(value)})"

    def string(self, value: str) -> str:
        """A literal without templates, in ASCII."""
        return f'"{"".join(map(_character, value))}"'

    def strings(self, values: list[str]) -> str:
        """A list."""
        return f"listOf({', '.join(map(self.string, values))})"

    def duration(self, milliseconds: float) -> str:
        """Whole milliseconds."""
        return str(round(milliseconds))

    def easing(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """Control points."""
        return f"CubicBezierEasing({', '.join(map(self.number, (x1, y1, x2, y2)))})"

    def shadow(self, layers: list[Layer], *, of_text: bool) -> str:
        """A list of layers; those of text in pixels, as Compose has them."""
        written = []
        for color, x, y, blur, spread, inset in layers:
            if of_text:
                offset = f"Offset({self.number(x)}, {self.number(y)})"
                written.append(f"Shadow({color}, {offset}, {self.number(blur)})")
            else:
                lengths = ", ".join(
                    self.length(one, "Dp") for one in (x, y, blur, spread)
                )
                written.append(f"BoxShadow({color}, {lengths}, {str(inset).lower()})")
        return f"listOf({', '.join(written)})"

    def gradient(self, kind: str, degrees: float | None, stops: list[Stop]) -> str:
        """Kind, angle and stops."""
        angle = "null" if degrees is None else self.number(degrees)
        inside = ", ".join(f"{self.number(place)} to {color}" for color, place in stops)
        return f'GradientStops("{kind}", {angle}, listOf({inside}))'

    def border(self, color: str, width: str, style: str) -> str:
        """Width, style and colour."""
        return f"TokenBorder({width}, {self.string(style)}, {color})"

    def typography(self, type_: Type) -> str:
        """A TextStyle; a font family would need the font's own file."""
        leading = (
            f"{_number(type_.leading)}.em"
            if type_.is_multiple
            else self.length(type_.leading, "TextUnit")
        )
        return (
            f"TextStyle(fontSize = {self.length(type_.size, 'TextUnit')}, "
            f"fontWeight = {self.weight(type_.weight)}, lineHeight = {leading}, "
            f"letterSpacing = {self.length(type_.tracking, 'TextUnit')})"
        )

    def transition(self, duration: str, delay: str, easing: str) -> str:
        """Times and curve."""
        return f"TokenTransition({duration}, {delay}, {easing})"


def kotlin(document: Mapping[str, Json]) -> str:
    """Constants of every token, aliases as names; each mode has objects of its own."""
    program = Program(document, Kotlin())
    groups = program.groups()
    lines = [f"// {line}" for line in program.header()]
    if any(entry.type == "typography" for entry in program.tokens):
        lines.append(
            "// Text styles are without their families, which need font resources."
        )
    lines += ["", *_SUPPORT.splitlines()]
    for group in groups:
        lines += ["", f"object {group.name} {{"]
        for constant in group.constants:
            if constant.note:
                lines.append(f"    /** {constant.note} */")
            declared = f"    val {constant.name}: {constant.kind}"
            # Objects are initialised when they are first used: a getter has no order.
            lines.append(
                f"{declared} get() = {constant.text}"
                if constant.is_alias
                else f"{declared} = {constant.text}"
            )
        lines.append("}")
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    text = number(round(value, 6))
    # A minus before `1.dp` would apply to the whole.
    return f"({text})" if text.startswith("-") else text


def _character(character: str) -> str:
    if character in '"\\$':
        return "\\" + character
    if " " <= character <= "~":
        return character
    if "\ud800" <= character <= "\udfff":
        character = "\ufffd"
    units = character.encode("utf-16-be")
    return "".join(
        f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)
    )
