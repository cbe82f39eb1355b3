"""From one resolved DTCG value to its specimen.

What cannot be read gets no specimen; nothing raises. Drawings have fixed frames: a length
that would leave its frame is cut and says so, the text beside it shows the true value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tokens.readings import (
    clamp,
    plain,
    read_angle,
    read_colour,
    read_families,
    read_length,
    read_list,
    read_number,
    read_time,
    read_weight,
)
from tokens.specimens import (
    Bar,
    Blur,
    Corner,
    Curve,
    Gradient,
    Lettering,
    Ratio,
    Shadow,
    ShadowLayer,
    Specimen,
    Stop,
    Stroke,
    Swatch,
    Veil,
)

FRAME_WIDTH, FRAME_HEIGHT = 240.0, 96.0
BAR_WIDTH = 480.0
#: What the whole bar stands for: px of spacing, px of a viewport, ms.
SPACING_FULL, VIEWPORT_FULL, DURATION_FULL = 240.0, 1920.0, 1000.0

_DASHES = {"dashed": "3 2", "dotted": "0.1 2"}


def draw(
    group: str,
    type_: str,
    value: Any,
    uid: str,
    extension: Mapping[str, Any] | None = None,
) -> Specimen | None:
    """Draw a token of a group.

    `value` is its `$value` with every alias already replaced, `type_` its `$type`, `uid` a
    string that is unique on the page (SVG filters and gradients are found by id), `extension`
    the token's own `$extensions` entry (kind and angle of a gradient).
    """
    match type_:
        case "color":
            paint = read_colour(value)
            return Swatch(paint) if paint else None
        case "dimension":
            length = read_length(value)
            return None if length is None else _dimension(group, length, uid)
        case "number":
            number = read_number(value)
            return None if number is None else _number(group, number)
        case "fontFamily" | "fontWeight" | "typography":
            return _lettering(type_, value)
        case "shadow":
            return _shadow(value, uid, of_text=group == "text-shadow")
        case "gradient":
            return _gradient(value, uid, extension or {})
        case "duration":
            time = read_time(value)
            return None if time is None else _bar(time, DURATION_FULL, "ms")
        case "cubicBezier":
            return _curve(value)
        case "transition":
            easing = value.get("timingFunction") if isinstance(value, Mapping) else None
            return _curve(easing)
        case "border" | "strokeStyle":
            return _stroke(type_, value)
    return None


def _bar(length: float, full: float, unit: str) -> Bar:
    return Bar(
        plain(clamp(abs(length) / full, 0, 1) * BAR_WIDTH),
        plain(full),
        unit,
        cut=abs(length) > full,
        negative=length < 0,
    )


def _dimension(group: str, length: float, uid: str) -> Specimen:
    match group:
        case "radius":
            return Corner(plain(clamp(length, 0, 80)), cut=length > 80)
        case "font-size":
            return _set_type(size=length)
        case "letter-spacing":
            return _set_type(spacing=length)
        case "line-height":
            return _set_type(leading=length)
        case "border-width":
            return Stroke(plain(clamp(length, 0, 48)))
        case "blur":
            return Blur(uid, plain(clamp(length, 0, 40)))
        case "breakpoint" | "container-breakpoint" | "size":
            return _bar(length, VIEWPORT_FULL, "px")
    return _bar(length, SPACING_FULL, "px")


def _number(group: str, number: float) -> Specimen | None:
    match group:
        case "opacity":
            return Veil(plain(clamp(number, 0, 1)))
        case "line-height":
            return _set_type(leading=number * 16)
        case "aspect-ratio" if number > 0:
            height = min(72.0, 200 / number)
            width = min(200.0, height * number)
            x, y = (FRAME_WIDTH - width) / 2, (FRAME_HEIGHT - height) / 2
            return Ratio(plain(x), plain(y), plain(width), plain(height))
    return None


def _set_type(
    *,
    family: str = "",
    size: float = 20,
    weight: float = 400,
    spacing: float = 0,
    leading: float | None = None,
) -> Lettering:
    """Lay out lettering: one line, or three where the distance of lines is the matter."""
    shown = clamp(size, 1, 120)
    if leading is None:
        baselines = [12 + shown * 0.8]
    else:
        size = shown = 16.0
        step = clamp(leading, 0, 64)
        baselines = [24 + step * line for line in range(3)]
    return Lettering(
        family=family,
        size=plain(shown),
        weight=plain(clamp(weight, 1, 1000)),
        spacing=plain(clamp(spacing, -20, 60)),
        baselines=tuple(plain(y) for y in baselines),
        height=plain(baselines[-1] + 12 + shown * 0.25),
        cut=size != shown,
    )


def _lettering(type_: str, value: Any) -> Lettering | None:
    if type_ == "fontFamily":
        family = read_families(value)
        return _set_type(family=family, size=24) if family else None
    if type_ == "fontWeight":
        weight = read_weight(value)
        return None if weight is None else _set_type(weight=weight, size=24)
    if not isinstance(value, Mapping):
        return None
    size = read_length(value.get("fontSize"))
    if size is None:
        return None
    return _set_type(
        family=read_families(value.get("fontFamily")),
        size=size,
        weight=read_weight(value.get("fontWeight")) or 400,
        spacing=read_length(value.get("letterSpacing")) or 0,
    )


_BOX_X, _BOX_Y, _BOX_WIDTH, _BOX_HEIGHT = 68.0, 24.0, 104.0, 48.0


def _shadow(value: Any, uid: str, *, of_text: bool) -> Shadow | None:
    layers = [value] if isinstance(value, Mapping) else read_list(value)
    if not layers:
        return None
    drawn = [_shadow_layer(layer) for layer in layers[:12]]
    known = [layer for layer in drawn if layer is not None]
    if len(known) != len(drawn):
        return None
    # SVG paints in document order, CSS puts the first layer on top.
    known.reverse()
    return Shadow(
        uid,
        outer=tuple(layer for layer in known if not layer.inset),
        inner=tuple(layer for layer in known if layer.inset),
        of_text=of_text,
    )


def _shadow_layer(layer: Any) -> ShadowLayer | None:
    if not isinstance(layer, Mapping):
        return None
    paint = read_colour(layer.get("color"))
    dx, dy = read_length(layer.get("offsetX")), read_length(layer.get("offsetY"))
    blur = read_length(layer.get("blur"))
    zero = {"value": 0, "unit": "px"}
    spread = read_length(layer.get("spread", zero))
    if paint is None or dx is None or dy is None or blur is None or spread is None:
        return None
    inset = layer.get("inset") is True
    dx, dy = clamp(dx, -120, 120), clamp(dy, -96, 96)
    spread = clamp(spread, -60, 60)
    grown = -spread if inset else spread
    x, y = _BOX_X + dx - grown, _BOX_Y + dy - grown
    width = max(0.0, _BOX_WIDTH + 2 * grown)
    height = max(0.0, _BOX_HEIGHT + 2 * grown)
    hole = (
        f"M-200-200H440V300H-200Z"
        f"M{plain(x)} {plain(y)}h{plain(width)}v{plain(height)}h{plain(-width)}Z"
    )
    return ShadowLayer(
        x=plain(x),
        y=plain(y),
        width=plain(width),
        height=plain(height),
        dx=plain(dx),
        dy=plain(dy),
        # CSS Backgrounds 3, 7.1.1: the deviation is half the blur radius.
        blur=plain(clamp(blur, 0, 120) / 2),
        paint=paint,
        inset=inset,
        hole=hole,
    )


def _gradient(value: Any, uid: str, extension: Mapping[str, Any]) -> Gradient | None:
    listed = read_list(value) or ()
    if len(listed) < 2:
        return None
    stops = []
    for stop in listed[:64]:
        if not isinstance(stop, Mapping):
            return None
        paint, position = (
            read_colour(stop.get("color")),
            read_number(stop.get("position")),
        )
        if paint is None or position is None:
            return None
        stops.append(Stop(plain(clamp(position, 0, 1)), paint))
    details = extension.get("gradient")
    about = details if isinstance(details, Mapping) else {}
    # A cone has no counterpart in SVG: its stops are shown in a row.
    flat = about.get("kind") != "linear"
    angle = None if flat else read_angle(about.get("angle", "to bottom"))
    across, down = (1.0, 0.0) if angle is None else angle
    reach = (abs(FRAME_WIDTH * across) + abs(FRAME_HEIGHT * down)) / 2
    middle_x, middle_y = FRAME_WIDTH / 2, FRAME_HEIGHT / 2
    return Gradient(
        uid,
        tuple(stops),
        radial=about.get("kind") == "radial",
        x1=plain(middle_x - across * reach),
        y1=plain(middle_y - down * reach),
        x2=plain(middle_x + across * reach),
        y2=plain(middle_y + down * reach),
    )


def _curve(value: Any) -> Curve | None:
    numbers = [read_number(part) for part in read_list(value) or ()]
    known = [clamp(part, -10, 10) for part in numbers if part is not None]
    if len(numbers) != 4 or len(known) != 4:
        return None
    x1, y1, x2, y2 = known
    points = [(84 + 72 * x, 92 - 72 * y) for x, y in ((x1, y1), (x2, y2))]
    handles = " ".join(f"{plain(x)} {plain(y)}" for x, y in points)
    return Curve(f"M84 92C{handles} 156 20")


def _stroke(type_: str, value: Any) -> Stroke | None:
    if type_ == "strokeStyle":
        style = value if isinstance(value, str) else "dashed"
        width, paint = 4.0, None
    elif isinstance(value, Mapping):
        length, paint = read_length(value.get("width")), read_colour(value.get("color"))
        if length is None or paint is None:
            return None
        width, style = length, str(value.get("style"))
    else:
        return None
    shown = clamp(width, 0, 48)
    lengths = [float(part) * shown for part in _DASHES.get(style, "").split()]
    return Stroke(
        plain(shown),
        dashes=" ".join(plain(part) for part in lengths),
        rounded=style == "dotted",
        paint=paint,
    )
