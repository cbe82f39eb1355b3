"""What a template needs to draw a value: typed numbers and colours, never CSS.

A page never echoes CSS of a stranger: autoescape does not protect a style attribute, and the
policy forbids one. `tokens.drawing` reads each value by its DTCG type and makes one of these;
the template of the same `kind` writes them into SVG attributes. Numbers are strings that are
ready to be written, lengths are in pixels of the drawing's frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tokens.readings import Paint


@dataclass(frozen=True, slots=True)
class Swatch:
    """A field of colour."""

    kind: ClassVar[str] = "swatch"
    paint: Paint


@dataclass(frozen=True, slots=True)
class Lettering:
    """Words set in a font; lengths in px, `baselines` the y of each line."""

    kind: ClassVar[str] = "lettering"
    family: str = ""
    size: str = "20"
    weight: str = "400"
    spacing: str = "0"
    baselines: tuple[str, ...] = ("26",)
    height: str = "40"
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A length or a time as a part of 480; `full` is what 480 stands for, in `unit`."""

    kind: ClassVar[str] = "bar"
    width: str
    full: str
    unit: str
    cut: bool = False
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Corner:
    """The corner of a box, true to size."""

    kind: ClassVar[str] = "corner"
    radius: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ShadowLayer:
    """One layer of a shadow: the box it is blurred from, in the frame's pixels.

    `hole` is the path of an inset layer: everything but that box. Letters have no box:
    they are moved by `dx` and `dy`. `blur` is the standard deviation.
    """

    x: str
    y: str
    width: str
    height: str
    dx: str
    dy: str
    blur: str
    paint: Paint
    inset: bool
    hole: str


@dataclass(frozen=True, slots=True)
class Shadow:
    """A box with its shadow, or letters with theirs; the first layer lies on top."""

    kind: ClassVar[str] = "shadow"
    uid: str
    outer: tuple[ShadowLayer, ...]
    inner: tuple[ShadowLayer, ...]
    of_text: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A gradient stop; `offset` from 0 to 1."""

    offset: str
    paint: Paint


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient: a line from (x1, y1) to (x2, y2) in the frame, or rings about its middle."""

    kind: ClassVar[str] = "gradient"
    uid: str
    stops: tuple[Stop, ...]
    radial: bool
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The path of an easing, from (84, 92) to (156, 20) in the frame."""

    kind: ClassVar[str] = "curve"
    path: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line with its width in px; `dashes` in px too."""

    kind: ClassVar[str] = "stroke"
    width: str
    dashes: str = ""
    rounded: bool = False
    paint: Paint | None = None


@dataclass(frozen=True, slots=True)
class Veil:
    """An opacity over a ground."""

    kind: ClassVar[str] = "veil"
    opacity: str


@dataclass(frozen=True, slots=True)
class Blur:
    """A blurred disc; `deviation` in px."""

    kind: ClassVar[str] = "blur"
    uid: str
    deviation: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """A box of an aspect ratio, fitted into the frame."""

    kind: ClassVar[str] = "ratio"
    x: str
    y: str
    width: str
    height: str


Specimen = (
    Swatch
    | Lettering
    | Bar
    | Corner
    | Shadow
    | Gradient
    | Curve
    | Stroke
    | Veil
    | Blur
    | Ratio
)
