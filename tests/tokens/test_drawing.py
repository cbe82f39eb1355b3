"""DTCG values drawn: from typed values only, in fixed frames, whatever a site says."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages import inline_faults
from tokens.drawing import draw
from tokens.extraction.groups import GROUPS
from tokens.readings import Paint
from tokens.specimens import (
    Bar,
    Blur,
    Corner,
    Curve,
    Gradient,
    Lettering,
    Ratio,
    Shadow,
    Specimen,
    Stroke,
    Swatch,
    Veil,
)

#: Examples may be slow where others compute beside them.
UNHURRIED = settings(deadline=None)

RED = {"colorSpace": "srgb", "components": [1, 0, 0], "hex": "#ff0000"}
TYPES = sorted({type_ for group in GROUPS for type_ in group.types})


def px(value: float) -> dict[str, Any]:
    """A length in pixels."""
    return {"value": value, "unit": "px"}


def drawn(group: str, type_: str, value: Any, **details: Any) -> Any:
    """A token's specimen; `details` as its gradient's extension has them."""
    return draw(group, type_, value, "t", {"gradient": details})


@pytest.mark.parametrize(
    ("value", "paint"),
    [
        (RED, Paint("#ff0000", "1")),
        (RED | {"alpha": 0.4}, Paint("#ff0000", "0.4")),
        (RED | {"alpha": 7}, Paint("#ff0000", "1")),
        (RED | {"hex": '"><script>'}, Paint("#ff0000", "1")),
        (
            {"colorSpace": "hsl", "components": [120, 100, 25]},
            Paint("#008000", "1"),
        ),
        ({"colorSpace": "hwb", "components": [0, 20, 40]}, Paint("#993333", "1")),
        (
            {"colorSpace": "oklch", "components": [1, 0, "none"]},
            Paint("#ffffff", "1"),
        ),
        ({"colorSpace": "lab", "components": [0, 0, 0]}, Paint("#000000", "1")),
        ({"colorSpace": "xyz-d65", "components": [0, 0, 0]}, Paint("#000000", "1")),
    ],
)
def test_a_colour_is_painted_in_srgb(value: Any, paint: Paint) -> None:
    assert drawn("color", "color", value) == Swatch(paint)


@pytest.mark.parametrize(
    ("value", "in_gamut"),
    [
        ({"colorSpace": "display-p3", "components": [1, 0, 0]}, False),
        ({"colorSpace": "display-p3", "components": [0.5, 0.5, 0.5]}, True),
        ({"colorSpace": "oklch", "components": [0.8, 0.4, 150]}, False),
        ({"colorSpace": "rec2020", "components": [0, 1, 0]}, False),
        ({"colorSpace": "srgb", "components": [1, 1, 1]}, True),
        ({"colorSpace": "srgb", "components": [1e300, -1e300, 0]}, False),
    ],
)
def test_a_colour_that_srgb_lacks_is_marked(value: Any, in_gamut: bool) -> None:
    swatch = drawn("color", "color", value)

    assert swatch.paint.in_gamut is in_gamut
    assert ("outside sRGB" in markup(swatch)) is not in_gamut


@pytest.mark.parametrize(
    "value",
    [
        None,
        "red",
        "#ff0000",
        {},
        {"colorSpace": "srgb"},
        {"colorSpace": "srgb", "components": [1, 0]},
        {"colorSpace": "srgb", "components": [1, 0, 0, 0]},
        {"colorSpace": "srgb", "components": "100"},
        {"colorSpace": "srgb", "components": [1, 0, "red"]},
        {"colorSpace": "srgb", "components": [1, 0, True]},
        {"colorSpace": "url(x)", "components": [1, 0, 0]},
        {"colorSpace": "srgb", "components": [1, 0, 0], "alpha": "1"},
        {"colorSpace": "srgb", "components": [math.nan, 0, 0]},
        {"colorSpace": "srgb", "components": [10**400, 0, 0]},
    ],
)
def test_what_is_no_colour_has_no_swatch(value: Any) -> None:
    assert drawn("color", "color", value) is None


@pytest.mark.parametrize(
    ("group", "value", "width", "cut"),
    [
        ("spacing", px(120), "240", False),
        ("spacing", {"value": 1, "unit": "rem"}, "32", False),
        ("spacing", px(240), "480", False),
        ("spacing", px(1e300), "480", True),
        ("spacing", px(-8), "16", False),
        ("spacing", px(-900), "480", True),
        ("dimension", px(12), "24", False),
        ("size", px(960), "240", False),
        ("breakpoint", {"value": 48, "unit": "rem"}, "192", False),
    ],
)
def test_a_length_is_a_bar_on_its_scale(
    group: str, value: Any, width: str, cut: bool
) -> None:
    bar = drawn(group, "dimension", value)

    assert isinstance(bar, Bar)
    assert (bar.width, bar.cut) == (width, cut)
    assert ("negative" in markup(bar)) is (value["value"] < 0)
    assert ("beyond" in markup(bar)) is cut


@pytest.mark.parametrize(
    ("value", "width"),
    [({"value": 250, "unit": "ms"}, "120"), ({"value": 0.5, "unit": "s"}, "240")],
)
def test_a_time_is_a_bar_of_a_second(value: Any, width: str) -> None:
    bar = drawn("duration", "duration", value)

    assert (bar.width, bar.full, bar.unit) == (width, "1000", "ms")


@pytest.mark.parametrize("unit", ["em", "%", "vw", "", None, "px;"])
def test_other_units_are_not_guessed_at(unit: Any) -> None:
    assert drawn("spacing", "dimension", {"value": 1, "unit": unit}) is None


def test_other_groups_of_lengths_are_drawn_as_what_they_are() -> None:
    assert drawn("radius", "dimension", px(6)) == Corner("6")
    assert drawn("radius", "dimension", px(999)) == Corner("80", cut=True)
    assert drawn("border-width", "dimension", px(2)) == Stroke("2")
    assert drawn("blur", "dimension", px(8)) == Blur("t", "8")
    assert drawn("font-size", "dimension", px(18)).size == "18"
    assert drawn("font-size", "dimension", px(500)).cut is True
    assert drawn("letter-spacing", "dimension", px(-0.5)).spacing == "-0.5"


@pytest.mark.parametrize(
    ("value", "type_", "step"), [(1.5, "number", 24), (px(20), "dimension", 20)]
)
def test_a_line_height_is_three_lines_at_their_distance(
    value: Any, type_: str, step: float
) -> None:
    lines = [float(y) for y in drawn("line-height", type_, value).baselines]

    assert [b - a for a, b in zip(lines, lines[1:], strict=False)] == [step, step]


def test_numbers_are_drawn_where_there_is_something_to_see() -> None:
    assert drawn("opacity", "number", 0.4) == Veil("0.4")
    assert drawn("aspect-ratio", "number", 2) == Ratio("48", "12", "144", "72")
    assert drawn("aspect-ratio", "number", 1000) == Ratio("20", "47.9", "200", "0.2")
    assert drawn("aspect-ratio", "number", 0) is None
    assert drawn("z-index", "number", 1000) is None


@pytest.mark.parametrize(
    ("value", "family"),
    [
        (["Inter", "Segoe UI", "sans-serif"], "'Inter', 'Segoe UI', sans-serif"),
        ("Georgia", "'Georgia'"),
        (["SYSTEM-UI"], "system-ui"),
        (["a'; fill: url(x)", '"><b>'], "'a fill urlx', 'b'"),
        (["Ärial", "微软雅黑"], "'Ärial', '微软雅黑'"),
        (["'''", 7, None, "serif"], "serif"),
    ],
)
def test_a_font_family_is_rebuilt_of_names(value: Any, family: str) -> None:
    assert drawn("font-family", "fontFamily", value).family == family


@pytest.mark.parametrize("value", [[], "", ["'"], None, 7, {"a": 1}])
def test_a_family_without_a_name_has_no_specimen(value: Any) -> None:
    assert drawn("font-family", "fontFamily", value) is None


@pytest.mark.parametrize(
    ("value", "weight"),
    [(700, "700"), ("semi-bold", "600"), (5000, "1000"), (0, "1")],
)
def test_a_weight_is_set(value: Any, weight: str) -> None:
    assert drawn("font-weight", "fontWeight", value).weight == weight


@pytest.mark.parametrize("value", ["bolder", None, True, {}, [700]])
def test_what_is_no_weight_has_no_specimen(value: Any) -> None:
    assert drawn("font-weight", "fontWeight", value) is None


def test_typography_is_set_in_all_its_parts() -> None:
    value = {
        "fontFamily": ["Georgia", "serif"],
        "fontSize": px(30),
        "fontWeight": 700,
        "letterSpacing": px(1),
        "lineHeight": 1.2,
    }

    shown = drawn("typography", "typography", value)

    assert isinstance(shown, Lettering)
    assert (shown.family, shown.size) == ("'Georgia', serif", "30")
    assert (shown.weight, shown.spacing) == ("700", "1")
    assert drawn("typography", "typography", value | {"fontSize": "1em"}) is None


def shadow(**fields: Any) -> dict[str, Any]:
    """A shadow layer."""
    plain = {"offsetX": px(0), "offsetY": px(2), "blur": px(8), "spread": px(0)}
    return {"color": RED, **plain} | fields


def test_a_shadow_is_its_box_moved_grown_and_blurred() -> None:
    (layer,) = drawn("shadow", "shadow", shadow(spread=px(4), offsetX=px(3))).outer

    assert (layer.x, layer.y, layer.width, layer.height) == ("67", "22", "112", "56")
    assert (layer.blur, layer.paint.fill) == ("4", "#ff0000")


def test_the_first_layer_of_a_shadow_is_painted_last() -> None:
    blue = RED | {"components": [0, 0, 1]}

    layers = drawn("shadow", "shadow", [shadow(), shadow(color=blue)]).outer

    assert [layer.paint.fill for layer in layers] == ["#0000ff", "#ff0000"]


def test_an_inset_shadow_is_a_frame_around_a_smaller_hole() -> None:
    specimen = drawn("shadow", "shadow", shadow(inset=True, spread=px(4)))

    assert specimen.outer == ()
    assert specimen.inner[0].hole.endswith("M72 30h96v40h-96Z")
    assert "clip-path" in markup(specimen)


def test_a_shadow_that_has_shrunk_to_nothing_has_no_negative_size() -> None:
    (layer,) = drawn("shadow", "shadow", shadow(spread=px(-900))).outer

    assert (layer.width, layer.height) == ("0", "0")


@pytest.mark.parametrize(
    "value",
    [None, [], "none", {}, [shadow(), "x"], shadow(color=None), shadow(blur=None)],
)
def test_a_shadow_that_cannot_be_read_in_full_is_not_drawn(value: Any) -> None:
    assert drawn("shadow", "shadow", value) is None


STOPS = [{"color": RED, "position": 0}, {"color": RED, "position": 1}]


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("90deg", ("0", "48", "240", "48")),
        ("to right", ("0", "48", "240", "48")),
        ("to left", ("240", "48", "0", "48")),
        ("left", ("0", "48", "240", "48")),
        ("90deg in oklab", ("0", "48", "240", "48")),
        ("in hsl longer hue to left", ("240", "48", "0", "48")),
        ("in oklch", ("120", "0", "120", "96")),
        ("180deg", ("120", "0", "120", "96")),
        ("0.5turn", ("120", "0", "120", "96")),
        ("200grad", ("120", "0", "120", "96")),
        (None, ("120", "0", "120", "96")),
        ("-90deg", ("240", "48", "0", "48")),
        ("to top", ("120", "96", "120", "0")),
        ("to the moon", ("0", "48", "240", "48")),
        ("1.2.3deg", ("0", "48", "240", "48")),
        (7, ("0", "48", "240", "48")),
    ],
)
def test_a_gradient_runs_along_its_line(line: Any, ends: tuple[str, ...]) -> None:
    details = {"kind": "linear"} | ({"angle": line} if line else {})

    shown = drawn("gradient", "gradient", STOPS, **details)

    assert (shown.x1, shown.y1, shown.x2, shown.y2) == ends


def test_a_gradient_may_be_rings_and_a_cone_is_a_row() -> None:
    rings = drawn("gradient", "gradient", STOPS, kind="radial")
    row = drawn("gradient", "gradient", STOPS, kind="conic", angle="from 45deg")

    assert rings.radial
    assert "<radialGradient" in markup(rings)
    assert not row.radial
    assert (row.x1, row.x2) == ("0", "240")


@pytest.mark.parametrize(
    "value", [None, [], STOPS[:1], "linear", [*STOPS, 1], [*STOPS, {"color": RED}]]
)
def test_a_gradient_that_cannot_be_read_is_not_drawn(value: Any) -> None:
    assert drawn("gradient", "gradient", value) is None


def test_an_easing_is_its_curve() -> None:
    curve = Curve("M84 92C98.4 41.6 98.4 20 156 20")

    assert drawn("easing", "cubicBezier", [0.2, 0.7, 0.2, 1]) == curve
    transition = {"timingFunction": [0.2, 0.7, 0.2, 1]}
    assert drawn("transition", "transition", transition) == curve


@pytest.mark.parametrize("value", [None, [], [0, 0, 1], [0, 0, 1, "1"], "ease"])
def test_an_easing_that_cannot_be_read_is_not_drawn(value: Any) -> None:
    assert drawn("easing", "cubicBezier", value) is None
    assert drawn("transition", "transition", {"timingFunction": value}) is None


@pytest.mark.parametrize(
    ("style", "dashes", "rounded"),
    [
        ("solid", "", False),
        ("dashed", "6 4", False),
        ("dotted", "0.2 4", True),
        ('"/><script>', "", False),
        ({"dashArray": [px(1)], "lineCap": "butt"}, "", False),
    ],
)
def test_a_border_is_its_line(style: Any, dashes: str, rounded: bool) -> None:
    line = drawn("border", "border", {"color": RED, "width": px(2), "style": style})

    assert (line.width, line.dashes, line.rounded) == ("2", dashes, rounded)
    assert line.paint == Paint("#ff0000", "1")


def test_a_stroke_style_is_drawn_and_half_a_border_is_not() -> None:
    assert drawn("stroke-style", "strokeStyle", "dashed").dashes == "12 8"
    assert drawn("border", "border", {"width": px(2), "style": "solid"}) is None
    assert drawn("border", "border", "2px solid red") is None


def test_an_unknown_type_has_no_specimen() -> None:
    assert drawn("color", "asset", RED) is None


EXTREMES = st.sampled_from([-1e308, -360, -1, -1e-300, 0, 0.5, 100, 720, 1e308, "none"])


@UNHURRIED
@given(
    space=st.sampled_from(
        ["srgb", "srgb-linear", "hsl", "hwb", "lab", "lch", "oklab", "oklch"]
        + ["display-p3", "a98-rgb", "prophoto-rgb", "rec2020", "xyz-d65", "xyz-d50"]
    ),
    components=st.lists(EXTREMES | st.floats(-1000, 1000), min_size=3, max_size=3),
)
def test_every_colour_of_every_space_can_be_painted(
    space: str, components: list[Any]
) -> None:
    swatch = drawn("color", "color", {"colorSpace": space, "components": components})

    assert re.fullmatch("#[0-9a-f]{6}", swatch.paint.fill)


def markup(specimen: Specimen) -> str:
    """A specimen as the pages show it."""
    return render_to_string(
        f"tokens/specimens/{specimen.kind}.html", {"specimen": specimen}
    )


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.sampled_from([RED, "px", "{a.b}", "\"><script>alert(1)</script>'", px(4)])
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(
                [
                    "colorSpace",
                    "components",
                    "alpha",
                    "hex",
                    "value",
                    "unit",
                    "color",
                    "offsetX",
                    "offsetY",
                    "blur",
                    "spread",
                    "inset",
                    "position",
                    "fontFamily",
                    "fontSize",
                    "fontWeight",
                    "letterSpacing",
                    "timingFunction",
                    "width",
                    "style",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


def texts(value: Any) -> list[str]:
    """Every string inside a specimen, font families apart."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in fields(value) if field.name != "family")
        return [text for name in names for text in texts(getattr(value, name))]
    return (
        [text for part in value for text in texts(part)]
        if isinstance(value, tuple)
        else []
    )


@UNHURRIED
@given(
    group=st.sampled_from([group.name for group in GROUPS]),
    type_=st.sampled_from(TYPES),
    value=VALUES,
)
def test_any_value_gives_safe_attributes_or_none(
    group: str, type_: str, value: Any
) -> None:
    specimen = draw(
        group, type_, value, "t", value if isinstance(value, dict) else None
    )

    if specimen is not None:
        for text in texts(specimen):
            assert re.fullmatch(r"#[0-9a-f]{6}|[-0-9. MHVCZhv]*|t|px|ms", text), text
        assert not re.search(r"[\"<>;:()\\]", asdict(specimen).get("family", ""))
        assert inline_faults(markup(specimen)) == []


@pytest.mark.parametrize("inset", [False, True])
@pytest.mark.parametrize("group", ["shadow", "text-shadow"])
def test_two_specimens_share_no_id(group: str, inset: bool) -> None:
    value = [shadow(inset=inset), shadow(inset=inset)]
    both = "".join(
        markup(specimen)
        for uid in ("a", "b")
        if isinstance(specimen := draw(group, "shadow", value, uid), Shadow)
    )

    ids = re.findall(r'id="([^"]+)"', both)
    assert len(ids) == len(set(ids)) >= 4
    assert set(re.findall(r"url\(#([^)]+)\)", both)) == set(ids)


def test_a_gradient_names_its_paint() -> None:
    shown = drawn("gradient", "gradient", STOPS)

    assert isinstance(shown, Gradient)
    assert 'fill="url(#t-g)"' in markup(shown)
