"""The colour spaces that stylesheets use most, converted and mixed without a colour library.

Loading coloraide takes as long as reading 300 kB of CSS, and each of its conversions 40
microseconds where these take 2. The formulas and matrices are those of css-color-4 (sections
10 and 18) and give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

_SRGB_TO_XYZ: Matrix = (
    (0.4123907992659593, 0.357584339383878, 0.1804807884018343),
    (0.21263900587151024, 0.715168678767756, 0.07219231536073371),
    (0.01933081871559182, 0.11919477979462598, 0.9505321522496607),
)
_XYZ_TO_SRGB: Matrix = (
    (3.240969941904523, -1.5373831775700941, -0.4986107602930035),
    (-0.9692436362808797, 1.8759675015077204, 0.04155505740717562),
    (0.05563007969699365, -0.20397695888897652, 1.0569715142428784),
)
_P3_TO_XYZ: Matrix = (
    (0.48657094864821615, 0.26566769316909306, 0.19821728523436247),
    (0.22897456406974878, 0.6917385218365063, 0.07928691409374498),
    (-3.9720755169334874e-17, 0.04511338185890263, 1.0439443689009757),
)
_XYZ_TO_P3: Matrix = (
    (2.4934969119414254, -0.931383617919124, -0.4027107844507169),
    (-0.8294889695615748, 1.7626640603183465, 0.023624685841943587),
    (0.03584583024378447, -0.07617238926804183, 0.9568845240076874),
)
_XYZ_TO_LMS: Matrix = (
    (0.819022437996703, 0.3619062600528904, -0.1288737815209879),
    (0.03298365393238847, 0.9292868615863434, 0.03614466635064236),
    (0.04817718935962421, 0.2642395317527308, 0.6335478284694309),
)
_LMS_TO_XYZ: Matrix = (
    (1.226879875845924, -0.5578149944602171, 0.2813910456659647),
    (-0.04057574521480083, 1.112286803280317, -0.07171105806551635),
    (-0.07637293667466008, -0.42149333240224324, 1.5869240198367818),
)
_ROOTS_TO_OKLAB: Matrix = (
    (0.21045426830931396, 0.7936177747023053, -0.0040720430116192585),
    (1.9779985324311686, -2.42859224204858, 0.450593709617411),
    (0.025904042465547734, 0.7827717124575297, -0.8086757549230774),
)
_OKLAB_TO_ROOTS: Matrix = (
    (1.0, 0.3963377773761749, 0.21580375730991364),
    (1.0, -0.10556134581565857, -0.0638541728258133),
    (1.0, -0.08948417752981186, -1.2914855480194092),
)
#: Chroma below which an oklch colour has no hue.
_ACHROMATIC = 1e-6


def _times(matrix: Matrix, vector: Triple) -> Triple:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    x, y, z = vector
    return a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z


def _linear(level: float) -> float:
    size = abs(level)
    if size > 0.04045:
        return math.copysign(((size + 0.055) / 1.055) ** 2.4, level)
    return level / 12.92


def _encoded(light: float) -> float:
    size = abs(light)
    if size > 0.0031308:
        return math.copysign(1.055 * size ** (2.4**-1) - 0.055, light)
    return 12.92 * light


def _root(value: float) -> float:
    return math.copysign(abs(value) ** (3**-1), value)


def _each(function: Callable[[float], float], vector: Triple) -> Triple:
    x, y, z = vector
    return function(x), function(y), function(z)


def _oklch_to_oklab(color: Triple) -> Triple:
    lightness, chroma, hue = color
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def _oklab_to_oklch(color: Triple) -> Triple:
    lightness, a, b = color
    return lightness, math.sqrt(a**2 + b**2), math.degrees(math.atan2(b, a)) % 360


#: Each space, the one that it is defined on, and the ways there and back.
_STEPS: dict[
    str, tuple[str, Callable[[Triple], Triple], Callable[[Triple], Triple]]
] = {
    "oklch": ("oklab", _oklch_to_oklab, _oklab_to_oklch),
    "srgb": (
        "srgb-linear",
        lambda color: _each(_linear, color),
        lambda color: _each(_encoded, color),
    ),
    "display-p3": (
        "display-p3-linear",
        lambda color: _each(_linear, color),
        lambda color: _each(_encoded, color),
    ),
    "srgb-linear": (
        "xyz-d65",
        lambda color: _times(_SRGB_TO_XYZ, color),
        lambda color: _times(_XYZ_TO_SRGB, color),
    ),
    "display-p3-linear": (
        "xyz-d65",
        lambda color: _times(_P3_TO_XYZ, color),
        lambda color: _times(_XYZ_TO_P3, color),
    ),
    "oklab": (
        "xyz-d65",
        lambda color: _times(
            _LMS_TO_XYZ, _each(lambda v: v**3, _times(_OKLAB_TO_ROOTS, color))
        ),
        lambda color: _times(_ROOTS_TO_OKLAB, _each(_root, _times(_XYZ_TO_LMS, color))),
    ),
}
#: What `convert` and `mix` know; for other spaces there is coloraide.
SPACES = frozenset(("srgb", "srgb-linear", "display-p3", "oklab", "oklch", "xyz-d65"))


def _path(space: str) -> list[str]:
    """The spaces from `space` to XYZ."""
    path = [space]
    while path[-1] in _STEPS:
        path.append(_STEPS[path[-1]][0])
    return path


_PATHS = {space: _path(space) for space in SPACES}


def convert(color: Triple, space: str, target: str) -> Triple:
    """The components of a colour in another of `SPACES`; the hue of a grey is 0."""
    down = _PATHS[target]
    while space not in down:
        space, there, _ = _STEPS[space]
        color = there(color)
    for name in reversed(down[: down.index(space)]):
        color = _STEPS[name][2](color)
    if target == "oklch" and color[1] < _ACHROMATIC:
        return color[0], color[1], 0
    return color


def mix(
    first: tuple[Triple, float], second: tuple[Triple, float], share: float, space: str
) -> tuple[tuple[float, float, float | None], float]:
    """Two colours in `space`, each with its alpha, mixed premultiplied (css-color-4 12.3).

    `share` is that of the second. Hues go the shorter way; that of a grey is the other
    colour's, and None where both are.
    """
    (one, alpha), (two, beta) = first, second
    one_hue: float | None = None
    two_hue: float | None = None
    polar = space == "oklch"
    if polar:
        one_hue = one[2] % 360 if one[1] >= _ACHROMATIC else None
        two_hue = two[2] % 360 if two[1] >= _ACHROMATIC else None
    opacity = alpha + (beta - alpha) * share
    mixed = []
    for a, b in zip(one, two, strict=True):
        a, b = a * alpha, b * beta
        value = a + (b - a) * share
        mixed.append(value / opacity if opacity else value)
    hue: float | None = mixed[2]
    if polar:
        hue = two_hue if one_hue is None else one_hue
        if one_hue is not None and two_hue is not None:
            turn = (two_hue - one_hue + 180) % 360 - 180
            hue = one_hue + turn * share
    return (mixed[0], mixed[1], hue), opacity
