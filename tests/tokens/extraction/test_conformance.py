"""css-parsing-tests: syntax and colours as the specifications' own cases have them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coloraide import Color as Calculator

from tests.tokens.extraction import oracle
from tokens.extraction.colors import Color, parse_color
from tokens.extraction.components import arguments, words
from tokens.extraction.scanner import Context, scan, scan_stylesheet

FOLDER = Path(__file__).parent / "data" / "css-parsing-tests"

Values = list[Any]

#: Inputs whose result we do not share, and why.
DEPARTURES = {
    "\nblack\n": "a value is given without the white space around it",
    "red/* CDC */-->": "a comment parts the words of a value as white space does",
    **dict.fromkeys(
        (
            "device-cmyk(0 81% 81% 30%)",
            "device-cmyk(0, 0.81, 0.81, 0.3)",
            "device-cmyk(0 81% 81% 30% / 50%)",
            "device-cmyk(0 81% 81% 30% / 200%)",
            "device-cmyk(0 81% 81% 30% / -200%)",
            "device-cmyk(0 81% 81% 130%)",
            "device-cmyk(0 81% 81% -30%)",
        ),
        "DTCG has no such space, and without a profile it is no colour in another",
    ),
    **dict.fromkeys(
        (
            "color(--valid 0 0 0 0)",
            "color(--valid 10% 10% 10% 0)",
            "color(--valid 0 0 0 0 / 50%)",
            "color(--valid 0 0 0 0 / 0.5)",
            "color(--valid 0 0 0 0 / 150%)",
            "color(--valid 0 0 0 0 / -150%)",
        ),
        "DTCG has no custom spaces",
    ),
}

#: What ends a declaration or may belong to it.
ENDINGS = (";", "!", ["error", "}"])


def cases(name: str) -> Iterator[tuple[str, Any]]:
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return zip(content[::2], content[1::2], strict=True)


def shape(values: Values, *, start: bool = True) -> oracle.Shape:
    """Component values as the cases write them, in the form of `oracle.shape`."""
    shapes: Values = []
    for value in values:
        match value:
            case " ":
                if shapes[-1:] != [" "] and (shapes or not start):
                    shapes.append(" ")
            case str():
                shapes.append(("literal", value))
            case ["error", "bad-string" | "eof-in-string"]:
                # Of an unclosed string the cases give what there is of it, then the error.
                if value[1] == "eof-in-string" and shapes[-1][0] == "string":
                    shapes.pop()
                shapes.append(("unclosed",))
            case ["error", kind]:
                shapes.append(("error", kind))
            case ["()" | "[]" | "{}" as brackets, *content]:
                shapes.append((f"{brackets} block", shape(content)))
            case ["function", name, *content]:
                shapes.append(("function", name, shape(content)))
            case ["dimension", written, _, _, unit]:
                shapes.append(("dimension", written, unit))
            case ["unicode-range", first, last]:
                shapes.append(("unicode-range", first, last))
            case ["at-keyword", name]:
                shapes.append(("at-keyword", name.encode().lower().decode()))
            case [kind, written, *_]:
                shapes.append((kind, written))
    if shapes[-1:] == [" "]:
        shapes.pop()
    return tuple(shapes)


def shape_of(text: str) -> oracle.Shape:
    return oracle.shape(oracle.tokens_of(text))


def declared(nodes: Values) -> list[tuple[str, oracle.Shape, bool]]:
    return [
        (name, shape(value), important)
        for kind, name, value, important in (
            node for node in nodes if node[0] == "declaration"
        )
    ]


@pytest.mark.parametrize(
    "name", ["declaration_list", "blocks_contents", "one_declaration"]
)
def test_it_reads_the_declarations_of_a_block(name: str) -> None:
    for css, nodes in cases(name):
        if name == "one_declaration":
            nodes = [nodes]
        if name == "one_declaration" and ";" in css:
            continue  # no semicolon ends that grammar
        if name == "declaration_list" and css.startswith("@ media"):
            continue  # rules may stand in a block since, see blocks_contents
        found = [
            (one.name, shape_of(one.value), one.important)
            for one in scan("a{" + css)
            if one.context == Context(None, "a")
        ]
        assert found == declared(nodes), css


@pytest.mark.parametrize("name", ["stylesheet", "rule_list", "one_rule"])
def test_it_reads_the_at_rules_of_a_stylesheet(name: str) -> None:
    for css, nodes in cases(name):
        expected = [
            (node[1].lower(), shape(node[2], start=False), node[3] is not None)
            for node in (nodes if name != "one_rule" else [nodes])
            if node[0] == "at-rule"
        ]
        found = [
            (rule.name, shape_of(rule.prelude)[1:], rule.block)
            for rule in scan_stylesheet(css).at_rules
            if rule.context is None
        ]
        assert found == expected, css


def test_it_reads_component_values() -> None:
    for css, values in cases("component_value_list"):
        if any(value in ENDINGS for value in values):
            continue
        (declaration,) = scan("a{--x:" + css)
        assert shape_of(declaration.value) == shape(values), css


def groups(values: Values, separators: tuple[str, ...]) -> list[oracle.Shape]:
    found: list[Values] = [[]]
    for value in values:
        if value in separators:
            found += [[value], []] if value == "/" else [[]]
        else:
            found[-1].append(value)
    return [shape(group) for group in found]


def test_values_are_split_between_their_components() -> None:
    for css, values in cases("component_value_list"):
        # The words of what is invalid anyway, such as a bad string, do not matter.
        invalid = '["error"' in json.dumps(values)
        if css in DEPARTURES or invalid or any(value in ENDINGS for value in values):
            continue
        (declaration,) = scan("a{--x:" + css)
        value = declaration.value
        expected = [group for group in groups(values, (" ", "/")) if group]
        # A backslash before the end of the text is an escape, one before a line's is none.
        *others, last = words(value) or ("",)
        found = [*(shape_of(word + "\n") for word in others), shape_of(last)]
        # Words may also part where no white space is; none goes on behind it.
        assert [one for word in found for one in word] == [
            one for word in expected for one in word
        ], css
        assert [shape_of(one) for one in arguments(value)] == groups(values, (",",)), (
            css
        )


def calculated(color: Color) -> Calculator:
    percent = 100 if color.space in ("hsl", "hwb") else 1
    first, *others = (component or 0 for component in color.components)
    coordinates = [first, *(one / percent for one in others)]
    return Calculator(color.space, coordinates, color.alpha)


def clamped(color: Calculator) -> Calculator:
    """As css-color-4 (9.3, 9.4) reads lightness and chroma, which the cases leave alone."""
    top = {"lab": 100, "lch": 100, "oklab": 1, "oklch": 1}.get(color.space())
    if top:
        color[0] = min(max(color[0], 0), top)
    if color.space() in ("lch", "oklch"):
        color[1] = max(color[1], 0)
    return color


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("color_*.json")), ids=lambda p: p.stem
)
def test_it_reads_a_colour(path: Path) -> None:
    read = 0
    for text, expected in cases(path.stem):
        if text in DEPARTURES or text.startswith("light-dark("):
            continue
        color = parse_color(text)
        read += 1
        if expected is None or color is None:
            assert color is expected, text
            continue
        other = clamped(Calculator(re.sub("^rgba", "rgb", expected)))
        ours = calculated(color)
        if color.converted:
            # Beyond the bounds that DTCG sets to the numbers of a space.
            other = clamped(other.convert("oklab"))
        ours = ours.convert(other.space())
        for mine, theirs in zip(
            ours.coords(nans=False), other.coords(nans=False), strict=True
        ):
            assert mine == pytest.approx(theirs, rel=1e-5, abs=1e-5), text
        # Of two alphas that give one level out of 255, css-color-4 15.2 takes the shorter.
        assert ours.alpha() == pytest.approx(other.alpha(), abs=1 / 510), text
    assert read
