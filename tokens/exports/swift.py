"""Swift: constants for SwiftUI in a namespace per group."""

from __future__ import annotations

from collections.abc import Mapping

from tokens.exports.colors import Rgb
from tokens.exports.comments import remark
from tokens.exports.css_values import number
from tokens.exports.modes import dark
from tokens.exports.native import Language, Program
from tokens.exports.native_values import Layer, Stop, Type, Unheld
from tokens.exports.reading import Json

_WEIGHTS = {
    100: "ultraLight",
    200: "thin",
    300: "light",
    400: "regular",
    500: "medium",
    600: "semibold",
    700: "bold",
    800: "heavy",
    900: "black",
}
_RESERVED = frozenset(
    ("as", "associatedtype", "await", "break", "case", "catch", "class", "continue")
    + ("default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough")
    + ("false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init")
    + ("inout", "internal", "is", "let", "nil", "operator", "precedencegroup")
    + ("private", "protocol", "public", "repeat", "rethrows", "return", "self")
    + ("static", "struct", "subscript", "super", "switch", "throw", "throws", "true")
    + ("try", "typealias", "var", "where", "while")
    # The function below that colours are written with: a member would hide it.
    + ("dynamic",)
)
_TYPES = {
    "color": "Color",
    "dimension": "CGFloat",
    "number": "Double",
    "fontWeight": "Font.Weight",
    "fontFamily": "[String]",
    "duration": "Double",
    "cubicBezier": "TokenEasing",
    "strokeStyle": "String",
    "shadow": "[TokenShadow]",
    "gradient": "TokenGradient",
    "border": "TokenBorder",
    "typography": "TokenTypography",
    "transition": "TokenTransition",
}
_SUPPORT = """\
#if canImport(UIKit) && !os(watchOS)
import UIKit
#elseif canImport(AppKit)
import AppKit
#endif

/// A layer of a shadow, lengths in points; `blur` is the radius that CSS has, twice a standard deviation.
public struct TokenShadow: Sendable {
    public let color: Color
    public let x: CGFloat
    public let y: CGFloat
    public let blur: CGFloat
    public let spread: CGFloat
    public let inset: Bool
}

/// The stops of a gradient; `degrees` is the angle of a linear one as CSS counts it, 0 upwards and clockwise.
public struct TokenGradient: Sendable {
    public enum Kind: Sendable { case linear, radial, conic }
    public let kind: Kind
    public let degrees: Double?
    public let stops: [Gradient.Stop]

    /// The linear gradient as CSS draws it in a box of this size; nil for another kind.
    public func linear(in size: CGSize) -> LinearGradient? {
        guard kind == .linear, let degrees, size.width > 0, size.height > 0 else { return nil }
        let angle = degrees * .pi / 180
        let (x, y) = (CGFloat(sin(angle)), CGFloat(-cos(angle)))
        let half = (abs(x) * size.width + abs(y) * size.height) / 2
        let (dx, dy) = (x * half / size.width, y * half / size.height)
        return LinearGradient(
            stops: stops,
            startPoint: UnitPoint(x: 0.5 - dx, y: 0.5 - dy),
            endPoint: UnitPoint(x: 0.5 + dx, y: 0.5 + dy)
        )
    }
}

/// A border; `style` is the word of CSS.
public struct TokenBorder: Sendable {
    public let width: CGFloat
    public let style: String
    public let color: Color
}

/// A text style: `leading` is the height of a line and `tracking` the space between letters, in points.
public struct TokenTypography: Sendable {
    public let families: [String]
    public let size: CGFloat
    public let weight: Font.Weight
    public let leading: CGFloat
    public let tracking: CGFloat
}

/// A cubic Bezier curve.
public struct TokenEasing: Sendable {
    public let x1: Double
    public let y1: Double
    public let x2: Double
    public let y2: Double

    public func animation(duration: Double) -> Animation {
        .timingCurve(x1, y1, x2, y2, duration: duration)
    }
}

/// A transition, times in seconds.
public struct TokenTransition: Sendable {
    public let duration: Double
    public let delay: Double
    public let easing: TokenEasing

    public var animation: Animation {
        easing.animation(duration: duration).delay(delay)
    }
}

private func dynamic(light: Color, dark: Color) -> Color {
    #if canImport(UIKit) && !os(watchOS)
    return Color(UIColor { $0.userInterfaceStyle == .dark ? UIColor(dark) : UIColor(light) })
    #elseif canImport(AppKit)
    return Color(NSColor(name: nil) {
        $0.bestMatch(from: [.aqua, .darkAqua]) == .darkAqua ? NSColor(dark) : NSColor(light)
    })
    #else
    return light
    #endif
}
"""


class Swift(Language):
    """SwiftUI's types, and structures for what it has none for."""

    reserved = _RESERVED
    wide = True

    def kind(self, type_: str, group: str) -> str:
        """One type for each DTCG type."""
        return _TYPES.get(type_, "")

    def color(self, value: Rgb) -> str:
        """In sRGB, or in Display P3 where sRGB does not hold it."""
        space = "sRGB" if value.space == "srgb" else "displayP3"
        red, green, blue, alpha = (number(round(part, 6)) for part in value[:4])
        return f"Color(.{space}, red: {red}, green: {green}, blue: {blue}, opacity: {alpha})"

    def length(self, pixels: float, kind: str) -> str:
        """Points."""
        return number(round(pixels, 6))

    def number(self, value: float) -> str:
        """A Double."""
        return number(value)

    def weight(self, value: float) -> str:
        """One of the nine that SwiftUI has."""
        if value not in _WEIGHTS:
            raise Unheld("font weight between the hundreds")
        return f".{_WEIGHTS[int(value)]}"

    def string(self, value: str) -> str:
        """A literal without interpolation, in ASCII."""
        return f'"{"".join(map(_character, value))}"'

    def strings(self, values: list[str]) -> str:
        """An array."""
        return f"[{', '.join(map(self.string, values))}]"

    def duration(self, milliseconds: float) -> str:
        """Seconds."""
        return number(round(milliseconds / 1000, 9))

    def easing(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """Control points."""
        points = zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True)
        return f"TokenEasing({', '.join(f'{name}: {number(one)}' for name, one in points)})"

    def shadow(self, layers: list[Layer], *, of_text: bool) -> str:
        """An array of layers."""
        written = []
        for layer in layers:
            lengths = zip(("x", "y", "blur", "spread"), layer[1:5], strict=True)
            sizes = ", ".join(
                f"{name}: {number(round(one, 6))}" for name, one in lengths
            )
            inset = str(layer.inset).lower()
            written.append(
                f"TokenShadow(color: {layer.color}, {sizes}, inset: {inset})"
            )
        return f"[{', '.join(written)}]"

    def gradient(self, kind: str, degrees: float | None, stops: list[Stop]) -> str:
        """Kind, angle and stops."""
        angle = "nil" if degrees is None else number(round(degrees, 6))
        inside = ", ".join(
            f"Gradient.Stop(color: {stop.color}, location: {number(stop.place)})"
            for stop in stops
        )
        return f"TokenGradient(kind: .{kind}, degrees: {angle}, stops: [{inside}])"

    def border(self, color: str, width: str, style: str) -> str:
        """Width, style and colour."""
        return (
            f"TokenBorder(width: {width}, style: {self.string(style)}, color: {color})"
        )

    def typography(self, type_: Type) -> str:
        """Families, size, weight, line height and tracking."""
        leading = type_.leading * type_.size if type_.is_multiple else type_.leading
        return (
            f"TokenTypography(families: {self.strings(type_.families)}, "
            f"size: {number(round(type_.size, 6))}, weight: {self.weight(type_.weight)}, "
            f"leading: {number(round(leading, 6))}, "
            f"tracking: {number(round(type_.tracking, 6))})"
        )

    def transition(self, duration: str, delay: str, easing: str) -> str:
        """Times and curve."""
        return (
            f"TokenTransition(duration: {duration}, delay: {delay}, easing: {easing})"
        )


def swift(document: Mapping[str, Json]) -> str:
    """Constants of every token, aliases as names; colours follow the dark appearance.

    The values of a mode are in namespaces of their own. A colour with another value in
    the dark is dynamic: it is that of `prefers-color-scheme: dark`, else of the site's own
    switch to `dark`.
    """
    program = Program(document, Swift())
    groups = program.groups()
    night = dark(program.modes)
    dimmed = {
        constant.path: constant.text
        for group in groups
        if night and group.mode is night
        for constant in group.constants
        if constant.kind == "Color" and constant.path in night.own
    }
    lines = [f"// {line}" for line in program.header()]
    if night and dimmed:
        lines.append(
            f"// Dynamic colours are dark as in the mode {remark(night.label)}."
        )
    lines += ["", "import SwiftUI", *_SUPPORT.splitlines()]
    for group in groups:
        lines += ["", f"public enum {group.name} {{"]
        for constant in group.constants:
            text = constant.text
            if group.mode is None and constant.path in dimmed:
                text = f"dynamic(light: {text}, dark: {dimmed[constant.path]})"
            if constant.note:
                lines.append(f"    /// {constant.note}")
            declared = f"public static let {constant.name}: {constant.kind}"
            lines.append(f"    {declared} = {text}")
        lines.append("}")
    return "\n".join(lines) + "\n"


def _character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if " " <= character <= "~":
        return character
    code = 0xFFFD if "\ud800" <= character <= "\udfff" else ord(character)
    return f"\\u{{{code:x}}}"
