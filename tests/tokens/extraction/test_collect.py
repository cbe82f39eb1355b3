"""tokens.extraction.collect: usage, provenance, limits and the order of things."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokens.extraction import dtcg
from tests.tokens.extraction.shipped import SHIPPED
from tokens.extraction import (
    EXTRACTOR_VERSION,
    Extraction,
    Limits,
    Stylesheet,
    extract,
)

BASE = """
:root { --primary: #0d6efd; --link: var(--primary); --unused: 3px }
.a { color: var(--link); background: #ffffff }
.b { color: var(--link) }
.c, .d { color: #fff; margin: 4px }
"""


def document(css: str, **options: Any) -> dict[str, Any]:
    return extract([Stylesheet(css)], **options).to_dtcg()


def facts(document: dict[str, Any], path: str) -> Any:
    group, _, name = path.partition(".")
    return document[group][name]["$extensions"]["com.contextds"]


def test_usage_counts_declarations_that_reach_a_token_through_others() -> None:
    found = document(BASE)
    assert facts(found, "color.link")["usage"] == 2
    assert facts(found, "color.primary")["usage"] == 3
    assert facts(found, "dimension.unused")["usage"] == 0
    assert facts(found, "color.ffffff")["usage"] == 2


def test_a_declaration_is_counted_once_however_many_ways_lead_to_a_token() -> None:
    found = document(
        ":root{--a:1px;--b:var(--a);--c:var(--a)} .x{padding:var(--b) var(--c)}"
    )
    assert facts(found, "spacing.a")["usage"] == 3


def test_provenance_names_where_a_token_is_written() -> None:
    css = "@media (min-width: 40em) {\n.a { color: red }\n}\n.b { fill: RED }"
    sheets = [
        Stylesheet("", url="https://example.com/first.css"),
        Stylesheet(css, url="https://example.com/a.css"),
    ]
    found = facts(extract(sheets).to_dtcg(), "color.ff0000")
    assert found["properties"] == ["color", "fill"]
    assert found["selectors"] == [".a", ".b"]
    assert found["authored"] == "RED"
    assert found["sources"] == [
        {
            "url": "https://example.com/a.css",
            "line": 2,
            "context": "@media (min-width: 40em)",
        },
        {"url": "https://example.com/a.css", "line": 4, "context": ""},
    ]


def test_a_text_style_is_authored_by_all_its_declarations() -> None:
    found = document(".a{font:12px/1 X;color:red} .b{font-family:X}.b{font-size:1rem}")
    (path,) = found["typography"]
    assert facts(found, f"typography.{path}")["authored"] == "font: 12px/1 X"
    assert facts(found, f"typography.{path}")["selectors"] == [".a"]


def test_at_most_ten_selectors_and_sources_are_listed() -> None:
    css = "\n".join(f".s{i:02} {{ color: red }}" for i in range(30))
    found = facts(document(css + ".s29{fill:red}"), "color.ff0000")
    assert found["usage"] == 31
    assert len(found["selectors"]) == len(found["sources"]) == 10
    assert found["selectors"][0] == ".s29"


def test_later_stylesheets_win_and_resolve_variables_of_earlier_ones() -> None:
    sheets = [
        Stylesheet(":root{--a:#111111;--b:var(--a)}"),
        Stylesheet(":root{--a:#222222}"),
    ]
    found = extract(sheets).to_dtcg()["color"]
    assert found["a"]["$value"]["hex"] == "#222222"
    assert found["b"]["$value"] == "{color.a}"
    assert "111111" in found


def test_the_media_of_a_stylesheet_is_a_condition_of_all_its_rules() -> None:
    sheets = [
        Stylesheet(":root{--a:#111111}"),
        Stylesheet(":root{--a:#000000}", media="print"),
        Stylesheet(":root{--a:#eeeeee}", media="(prefers-color-scheme: dark)"),
        Stylesheet(":root{--a:#777777}", media="screen and (min-width: 600px)"),
    ]
    found = extract(sheets).to_dtcg()
    assert found["color"]["a"]["$value"]["hex"] == "#111111"
    extension = facts(found, "color.a")
    assert extension["modes"] == {"color-scheme": {"dark": "{color.eeeeee}"}}
    assert extension["responsive"] == {"(min-width: 600px)": "{color.777777}"}
    assert list(found["breakpoint"]) == ["600px"]


def test_counts_version_and_empty_input() -> None:
    extraction = extract([Stylesheet(BASE)])
    assert extraction.counts == {"color": 3, "spacing": 1, "dimension": 1}
    assert extraction.version == EXTRACTOR_VERSION
    empty = extract([])
    assert empty == Extraction(())
    assert dtcg.problems(empty.to_dtcg()) == []


def test_groups_stand_in_table_order_and_tokens_by_code_point() -> None:
    found = document(":root{--b:#000;--Z:#000;--a:#000} .x{margin:1px;font-size:2px}")
    groups = [group for group in found if not group.startswith("$")]
    assert groups == ["color", "font-size", "spacing"]
    assert list(found["color"]) == ["Z", "a", "b"]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_spellings_the_one_with_the_alias_stays(turned: bool) -> None:
    rules = [".a{box-shadow:0 0 1px #111}", ".b{box-shadow:0 0 1px var(--c)}"]
    css = ":root{--c:#111111}" + "".join(rules[::-1] if turned else rules)
    (shadow,) = document(css)["shadow"].values()
    assert shadow["$value"][0]["color"] == "{color.c}"


def test_limits_cut_and_are_named() -> None:
    css = ":root{--keep:#123456} " + "".join(
        f".x{i}{{margin:{i}px}}" for i in range(50)
    )
    css += (
        ".x7{margin:7px}.y{background:" + "x" * 300 + "}:root{--" + "n" * 30 + ":1px}"
    )
    extraction = extract([Stylesheet(css)], Limits(tokens=10, name=20, value=200))
    assert extraction.truncated == ("names", "tokens", "values")
    assert {warning.code for warning in extraction.warnings} == {
        "name.too_long",
        "value.too_long",
    }
    paths = {token.path for token in extraction.tokens}
    assert len(paths) == 10
    # What is declared and what is used most stays.
    assert {"color.keep", "spacing.7px"} <= paths
    assert dtcg.problems(extraction.to_dtcg()) == []


def test_the_short_tokens_of_a_long_value_are_read() -> None:
    image = "url(data:image/png;base64," + "QUJD" * 1000 + ")"
    pixels = ",".join(f"{x}px 0 #{x:06x}" for x in range(1, 200))
    stops = ",".join(f"#{x:06x}" for x in range(200, 500))
    css = (
        f".a{{background:{image} #abcdef,linear-gradient(#111111,#222222)}}"
        f".b{{box-shadow:{pixels}}} .c{{background:linear-gradient({stops})}}"
        f".d{{cursor:url({'x' * 100_000}),auto}}"
    )
    extraction = extract([Stylesheet(css)])
    assert extraction.truncated == ("values",)
    assert extraction.counts == {"color": 1 + 2 + 199 + 300, "gradient": 1}


def test_custom_properties_beyond_the_limit_are_left_out() -> None:
    css = ":root{" + "".join(f"--p{i}:var(--p{i + 1});" for i in range(9)) + "--p9:red}"
    extraction = extract([Stylesheet(css)], Limits(tokens=5))
    assert extraction.truncated == ("tokens",)
    assert extraction.tokens == ()
    css = ":root{--p9:red;" + "".join(f"--p{i}:var(--p9);" for i in range(9)) + "}"
    extraction = extract([Stylesheet(css)], Limits(tokens=5))
    assert [token.name for token in extraction.tokens] == ["p0", "p1", "p2", "p3", "p9"]


def test_references_to_tokens_that_were_cut_are_left_out() -> None:
    css = ":root{--a:#111111}" + "".join(
        f".s{i}{{--a:#{i:06x}}}" for i in range(100, 150)
    )
    extraction = extract([Stylesheet(css)], Limits(tokens=5, scopes=20))
    assert extraction.truncated == ("scopes", "tokens")
    assert len(extraction.tokens) == 5
    assert dtcg.problems(extraction.to_dtcg()) == []


def test_a_cycle_is_a_warning_and_no_token() -> None:
    extraction = extract([Stylesheet(":root{--a:var(--b);--b:var(--a);--c:var(--c)}")])
    assert extraction.tokens == ()
    assert [(w.code, w.count, w.example) for w in extraction.warnings] == [
        ("variable.cycle", 3, "--a")
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_real_stylesheets_give_valid_documents(name: str) -> None:
    extraction = extract([Stylesheet(SHIPPED[name])])
    assert len(extraction.tokens) > 20
    assert dtcg.problems(extraction.to_dtcg()) == []


def test_the_admin_keeps_its_light_default_and_its_dark_mode() -> None:
    sheets = [Stylesheet(SHIPPED["admin base"]), Stylesheet(SHIPPED["admin dark"])]
    found = extract(sheets).to_dtcg()
    assert found["color"]["body-bg"]["$value"] == "{color.white}" or (
        found["color"]["body-bg"]["$value"]["hex"] == "#ffffff"
    )
    modes = facts(found, "color.body-bg")["modes"]
    assert modes["color-scheme"]["dark"] == modes["data-theme"]["dark"]
    assert modes["color-scheme"]["dark"] == "{color.121212}"


RULES = re.compile(r"[^{}]+\{[^{}]*\}")


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_independent_rules_changes_no_byte(
    shuffler: random.Random,
) -> None:
    rules = [
        f".r{i}{{color:rgb({i} 0 0);box-shadow:0 0 {i}px var(--c{i % 3},#000{i % 9})"
        f";padding:{i % 7}px;--own{i % 5}:{i}px}}"
        for i in range(40)
    ] + [f":root{{--c{i}:#a{i}b{i}c{i};--d{i}:var(--c{i})}}" for i in range(5)]
    expected = extract([Stylesheet("".join(rules))])
    shuffler.shuffle(rules)
    shuffled = extract([Stylesheet("".join(rules))])
    assert json.dumps(shuffled.to_dtcg(provenance=False)) == json.dumps(
        expected.to_dtcg(provenance=False)
    )


FRAGMENTS = st.sampled_from(
    [
        ":root",
        "{",
        "}",
        ";",
        ":",
        "--a",
        "--b",
        "var(--a)",
        "var(--b,",
        "var(",
        ")",
        "(",
        "color",
        "#fff",
        "#12",
        "rgb(1 2 3 / ",
        "rgba(var(--a),.5)",
        "color-mix(in oklch, red, ",
        "oklch(from var(--a) l c h)",
        "box-shadow",
        "0 0 1px red",
        "linear-gradient(red, blue 20%",
        "calc(1px * ",
        "1e999px",
        "-0",
        "none",
        "@media (min-width: 40em)",
        "@media not print",
        "@property --a",
        "@layer a.b",
        "initial-value",
        "light-dark(red, blue)",
        "font",
        "12px/1.5 'A B', serif",
        "transition",
        "1s ease .2s",
        "\\",
        '"',
        "'",
        "/*",
        "*/",
        "!important",
        "&",
        ".dark",
        "[data-theme=dark]",
        ",",
        "\x00",
        "\ud800",
        "🎨",
        "<!--",
        " ",
        "\n",
    ]
)


@given(
    st.lists(FRAGMENTS | st.text(max_size=4), max_size=40).map("".join),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_text_raises_and_every_document_is_valid(css: str, in_root: bool) -> None:
    sheet = Stylesheet(f":root{{--a:{css}" if in_root else css)
    extraction = extract([sheet])
    assert dtcg.problems(extraction.to_dtcg()) == []
    json.dumps(extraction.to_resolver(), allow_nan=False)
    again = extract([sheet])
    assert again.to_dtcg() == extraction.to_dtcg()


VALUES = st.lists(
    FRAGMENTS
    | st.sampled_from(["1px", "2rem", "50%", "0", "red", "#abc8", "ease-in", "/", ","]),
    max_size=6,
).map(" ".join)


@given(
    st.dictionaries(st.sampled_from(["--a", "--b", "--c-radius", "--d-rgb"]), VALUES),
    st.dictionaries(
        st.sampled_from(
            [
                "color",
                "background",
                "box-shadow",
                "font",
                "border",
                "transition",
                "filter",
                "margin",
                "font-family",
                "line-height",
                "font-weight",
                "opacity",
                "aspect-ratio",
            ]
        ),
        VALUES,
    ),
)
@settings(max_examples=150, deadline=None)
def test_no_value_of_a_known_property_raises(
    variables: dict[str, str], properties: dict[str, str]
) -> None:
    root = "".join(f"{name}:{value};\n" for name, value in variables.items())
    rule = "".join(f"{name}:{value};\n" for name, value in properties.items())
    extraction = extract([Stylesheet(f":root{{{root}}}.x{{{rule}}}")])
    assert dtcg.problems(extraction.to_dtcg()) == []
