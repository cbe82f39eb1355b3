"""tokens.exports.native: constants of Swift, Kotlin and Dart, parsed by their grammars."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tests.tokens.exports.grammars import count, faults
from tokens.exports.flutter import flutter
from tokens.exports.kotlin import kotlin
from tokens.exports.native_values import Unheld
from tokens.exports.swift import Swift, swift

LANGUAGES = [(swift, "swift"), (kotlin, "kotlin"), (flutter, "dart")]
#: Nodes of a grammar that declare a group.
GROUPS = {
    "swift": "class_declaration",
    "kotlin": "object_declaration",
    "dart": "class_definition",
}
PX = {"value": 1, "unit": "px"}


def lines(text: str) -> dict[str, str]:
    """What is declared, by `Group.name`; the part after the equals sign."""
    found, group = {}, ""
    for line in text.splitlines():
        if opened := re.search(r"(\w*Tokens\w*) \{$", line):
            group = opened[1]
        elif group and " = " in line:
            left, _, right = line.strip().removesuffix(";").partition(" = ")
            left = left.removesuffix(" get()").partition(":")[0]
            found[f"{group}.{left.split()[-1]}"] = right
    return found


@pytest.mark.parametrize(("render", "language"), LANGUAGES)
def test_a_document_is_a_program(render: Any, language: str) -> None:
    text = render(document())
    assert faults(language, text) == []
    found = lines(text)
    assert found["ColorTokens.link"] == "ColorTokens.blue"
    assert "ColorSchemeDarkColorTokens.blue" in found
    assert found["ColorSchemeDarkColorTokens.link"] == "ColorSchemeDarkColorTokens.blue"
    # Flutter has no shadows inside a box.
    assert ("ShadowTokens.card" in found) is (language != "dart")
    assert "values without a type 3" in text


def test_swift_has_the_types_of_swiftui() -> None:
    found = lines(swift(document()))
    assert found["ColorTokens.ff0000"] == (
        "Color(.sRGB, red: 1, green: 0, blue: 0, opacity: 1)"
    )
    assert found["ColorTokens.glow"].startswith("Color(.displayP3, red: 0.12")
    assert found["ColorTokens.blue"].startswith("dynamic(light: Color(.sRGB")
    assert found["ColorTokens.blue"].endswith("dark: ColorTokens.ffffff)")
    assert found["SpacingTokens.space"] == "8"
    assert found["FontWeightTokens.fontWeight700"] == ".bold"
    assert found["DurationTokens.fast"] == "0.15"
    assert found["GradientTokens.fade"].startswith(
        "TokenGradient(kind: .linear, degrees: 90"
    )
    assert found["EasingTokens.ease"] == "TokenEasing(x1: 0.1, y1: 0.2, x2: 0.3, y2: 1)"
    assert "size: 16, weight: .bold, leading: 24, tracking: 0" in swift(document())


def test_kotlin_has_the_types_of_compose() -> None:
    found = lines(kotlin(document()))
    assert found["ColorTokens.blue"] == "Color(0xFF0D6EFD)"
    assert found["ColorTokens.glow"].endswith("0.5f, ColorSpaces.DisplayP3)")
    assert found["SpacingTokens.n8px"] == "(-8).dp"
    assert found["FontSizeTokens.fontSize16px"] == "16.sp"
    assert found["DurationTokens.fast"] == "150"
    assert found["GradientTokens.fade"] == (
        'GradientStops("linear", 90f, '
        "listOf(0f to Color(0xFFFF0000), 1f to ColorTokens.blue))"
    )
    assert "val link: Color get() = ColorTokens.blue" in kotlin(document())


def test_dart_has_the_types_of_flutter() -> None:
    text = flutter(document())
    found = lines(text)
    assert found["ColorTokens.glow"].endswith("colorSpace: ColorSpace.displayP3)")
    assert found["FontWeightTokens.fontWeight700"] == "FontWeight.w700"
    assert found["DurationTokens.fast"] == "Duration(microseconds: 150000)"
    assert found["EasingTokens.ease"] == "Cubic(0.1, 0.2, 0.3, 1.0)"
    assert "Not in this file: dashed border 1, inset shadow" in text


def test_an_alias_of_another_type_is_its_value() -> None:
    found = {
        "dimension": {"base": token("dimension", PX)},
        "font-size": {"text": token("dimension", "{dimension.base}")},
        "spacing": {"gap": token("dimension", "{dimension.base}")},
    }
    assert lines(kotlin(found)) == {
        "FontSizeTokens.text": "1.sp",
        "SpacingTokens.gap": "DimensionTokens.base",
        "DimensionTokens.base": "1.dp",
    }


def test_what_a_language_has_no_place_for_is_counted() -> None:
    found = {
        "font-weight": {"a": token("fontWeight", 450)},
        "stroke-style": {"a": token("strokeStyle", {"dashArray": [PX]})},
        "gradient": {
            "a": token(
                "gradient",
                [{"color": RED, "position": 0}],
                gradient={"kind": "conic", "repeating": True},
            )
        },
        "dimension": {"a": token("dimension", {"value": 1e30, "unit": "px"})},
        "x": {"a": token("duration", 3), "b": token("*/ evil", 1)},
    }
    for text in (swift(found), flutter(found)):
        assert (
            "// Not in this file: font weight between the hundreds 1, "
            "number too large 1, repeating gradient 1, "
            "stroke style with its own dashes 1, unknown type 1, "
            "unreadable duration 1." in text
        )
    assert "FontWeight(450)" in kotlin(found)


def test_a_weight_between_the_hundreds_is_not_of_swift() -> None:
    with pytest.raises(Unheld):
        Swift().weight(450)


@pytest.mark.parametrize(
    ("line", "degrees"),
    [
        ("to right", "90"),
        ("0.25turn", "90"),
        ("", "180"),
        ("to top left", "nil"),
        ("calc(1deg)", "nil"),
    ],
)
def test_a_gradient_has_degrees_where_they_do_not_depend_on_the_box(
    line: str, degrees: str
) -> None:
    stops = [{"color": RED, "position": place} for place in (0, 1)]
    found = {"gradient": {"a": token("gradient", stops, gradient={"angle": line})}}
    assert f"degrees: {degrees}, stops" in swift(found)


def test_a_colour_outside_the_gamut_says_what_it_was() -> None:
    vivid = {"colorSpace": "oklch", "components": [0.7, 0.4, 150]}
    text = swift({"color": {"a": token("color", vivid)}})
    assert "/// oklch(0.7 0.4 150)" in text
    assert "which is the nearest inside: 1." in text


def test_descriptions_are_comments() -> None:
    one = token("color", RED) | {
        "$description": "Main */ \n}} colour",
        "$deprecated": "use `b`",
    }
    found = {"color": {"a": one, "b": token("color", RED) | {"$deprecated": True}}}
    assert "/// Deprecated: use b Main }} colour\n" in swift(found)
    assert "    /** Deprecated. */\n    val b" in kotlin(found)
    assert "  /// Deprecated.\n  static const Color b" in flutter(found)


def test_names_are_never_words_of_the_language_and_never_two_alike() -> None:
    words = [
        "class",
        "default",
        "in",
        "hash-code",
        "dynamic",
        "0a",
        "a-b",
        "a_b",
        "aB",
        "é",
    ]
    found = {
        "color": {name: token("color", RED) for name in words},
        "COLOR": {"x": token("color", RED)},
    }
    for render, language in LANGUAGES:
        text = render(found)
        assert faults(language, text) == []
        names = lines(text)
        assert len(names) == len(words) + 1
        assert "class" not in {name.partition(".")[2] for name in names}
    assert "colorHashCode" in flutter(found)


def test_no_constant_hides_the_function_that_dynamic_colours_are_made_with() -> None:
    css = (
        ":root{--dynamic:#123456}"
        "@media(prefers-color-scheme:dark){:root{--dynamic:#abcdef}}"
    )
    text = swift(document(css))
    assert "static let colorDynamic: Color = dynamic(light: " in text
    assert "static let dynamic" not in text


def test_a_mode_of_circles_only_has_no_group() -> None:
    circle = token("color", "{color.a}", modes={"theme": {"dim": "{color.a}"}})
    found = {"color": {"a": circle, "b": token("color", RED)}}
    for render, language in LANGUAGES:
        text = render(found)
        assert faults(language, text) == []
        assert list(lines(text)) == ["ColorTokens.b"]


def test_a_large_group_of_kotlin_is_cut_into_objects() -> None:
    names = {f"n{number:04}": token("color", RED) for number in range(3001)}
    names["z"] = token("color", "{color.n3000}")
    found = lines(kotlin({"color": names}))
    assert found["ColorTokens2.z"] == "ColorTokens2.n3000"
    assert "ColorTokens.n2999" in found


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_no_name_or_value_breaks_out(found: dict[str, Any]) -> None:
    for render, language in LANGUAGES:
        text = render(found)
        assert faults(language, text) == []
        # Nothing declares a group but we.
        own = render({})
        groups = count(language, text, GROUPS[language])
        assert groups - count(language, own, GROUPS[language]) == sum(
            line.endswith("{") and "Tokens" in line for line in text.splitlines()
        ) - sum(line.endswith("{") and "Tokens" in line for line in own.splitlines())


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("shadow", 7),
        ("shadow", [7]),
        ("shadow", {"offsetX": PX}),
        ("cubicBezier", [0, 1]),
        ("cubicBezier", "ease"),
        ("fontFamily", []),
        ("fontFamily", [1]),
        ("gradient", [{"color": RED, "position": 0}, {"color": RED, "position": 1}]),
    ],
)
@pytest.mark.parametrize(("export", "language"), LANGUAGES)
def test_a_value_that_cannot_be_read_is_counted_and_breaks_nothing(
    export: Any, language: str, type_: str, value: Any
) -> None:
    text = export(
        {
            "own": {
                "odd": token(type_, value, gradient={"kind": "mesh"}),
                "x": token("number", 3),
            }
        }
    )
    assert f"unreadable {type_} 1" in text
    assert faults(language, text) == []
    assert len(lines(text)) == 1
