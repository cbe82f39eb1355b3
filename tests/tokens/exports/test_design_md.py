"""tokens.exports.design_md: front matter of data, prose of facts, strangers' words as data."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokens.exports.documents import HOSTILE, RED, document, strangers, token
from tokens.exports.design_md import design_md
from tokens.exports.design_prose import span
from tokens.extraction import Stylesheet, extract

_STRING = r'"(?:[^"\\\x00-\x1f\x85\u2028\u2029]|\\(?:x[0-9A-F]{2}|u[0-9A-F]{4}))*"'
_KEY = re.compile(r"([a-z-]+|" + _STRING + "):")
_ENTRY = re.compile(rf"  ({_STRING}):(?: ({_STRING}))?")
_MEMBER = re.compile(rf"    ([a-zA-Z]+): ({_STRING}|[0-9.]+)")
_OWN = (
    "version: alpha",
    'name: "Observed design tokens"',
    "omitted:",
)


def read(text: str) -> tuple[dict[str, dict[str, Any]], str]:
    """The groups of the front matter by key, every line of it checked, and the prose."""
    start, matter, prose = text.split("---\n", 2)
    assert start == ""
    groups: dict[str, dict[str, Any]] = {}
    group = name = ""
    for line in matter.splitlines():
        if line in _OWN or line.startswith('description: "') or "section:" in line:
            continue
        if line.startswith("    reason: "):
            continue
        if found := _KEY.fullmatch(line):
            group = found[1].strip('"')
            assert group not in groups
            groups[group] = {}
        elif found := _ENTRY.fullmatch(line):
            name = found[1].strip('"')
            assert name not in groups[group]
            groups[group][name] = found[2].strip('"') if found[2] else {}
        else:
            found = _MEMBER.fullmatch(line)
            assert found is not None, line
            groups[group][name][found[1]] = found[2].strip('"')
    return groups, prose


def facts(**roles: Any) -> dict[str, Any]:
    """The extension of a document with roles."""
    return {"com.contextds": {"roles": roles}}


def test_the_front_matter_has_the_keys_of_the_format() -> None:
    groups, _ = read(design_md(document()))
    assert groups["colors"]["blue"] == "#0d6efd"
    assert groups["colors"]["link"] == "{colors.blue}"
    assert groups["spacing"]["space"] == "0.5rem"
    assert groups["duration"]["fast"] == "150ms"
    assert next(iter(groups["typography"].values())) == {
        "fontFamily": "\\x22A B\\x22, serif",
        "fontSize": "16px",
        "fontWeight": "700",
        "lineHeight": "1.5",
        "letterSpacing": "0px",
    }


def test_what_is_missing_is_said_to_be() -> None:
    text = design_md({})
    assert '  - section: rounded\n    reason: "None were observed"' in text
    assert '  - section: components\n    reason: "CSS does not say' in text
    assert "as 0 design tokens" in text


def test_a_colour_without_a_function_of_the_format_is_in_srgb() -> None:
    values = {
        "a": {"colorSpace": "display-p3", "components": [1, 1, 1], "alpha": 0.5},
        "b": {"colorSpace": "oklab", "components": [0, "none", "none"]},
        "c": {"colorSpace": "oklch", "components": [0.5, 0.1, 20]},
    }
    found = {"color": {name: token("color", value) for name, value in values.items()}}
    groups, _ = read(design_md(found))
    assert groups["colors"] == {
        "a": "#ffffff80",
        "b": "#000000",
        "c": "oklch(0.5 0.1 20)",
    }


def test_a_long_chain_of_references_is_cut_short() -> None:
    names = {f"n{n:02}": token("color", f"{{color.n{n + 1:02}}}") for n in range(20)}
    names["n20"] = token("color", RED)
    groups, _ = read(design_md({"color": names}))
    assert groups["colors"]["n00"] == "#ff0000"
    assert groups["colors"]["n19"] == "{colors.n20}"


def test_the_most_used_of_a_large_group_are_written_and_the_rest_is_counted() -> None:
    names = {f"n{n:03}": token("color", RED, usage=n) for n in range(250)}
    groups, prose = read(design_md({"color": names}))
    assert len(groups["colors"]) == 200
    assert "n050" in groups["colors"]
    assert "n049" not in groups["colors"]
    assert "- Colours: 250, the 200 used most in the front matter. Most used" in prose
    assert "`n249` `#ff0000` (249)" in prose


def test_the_prose_has_counts_modes_and_what_was_left_out() -> None:
    _, prose = read(design_md(document()))
    assert "Custom properties among them: 12; aliases of another token: 2." in prose
    assert "- `color-scheme: dark`: 1 other value." in prose
    assert "  - `color.blue`: `#ffffff`" in prose
    assert "no type for them: 3." in prose
    sections = re.findall(r"^## (.*)$", prose, re.M)
    order = [
        "Overview",
        "Colors",
        "Typography",
        "Layout",
        "Elevation & Depth",
        "Shapes",
    ]
    assert [one for one in sections if one in order] == [
        one for one in order if one in sections
    ]


def test_roles_are_told_as_evidence() -> None:
    brand = {
        "token": "color.red",
        "hex": "#ff0000",
        "score": 0.93,
        "uses": {"background": 24, "evil\n# x": 3},
        "on_controls": 12,
    }
    holder = {"token": "color.red", "hex": "#ff0000", "count": 4}
    steps = [{"hex": "#111111"}, {"hex": "#eeeeee"}]
    pair = {
        "text": {"hex": "#ffffff"},
        "background": {"hex": "#ffc107", "alpha": 0.5},
        "modes": [{"axis": "theme", "context": "dark`\n"}],
        "ratio": 1.63,
        "passes": {"AA": False},
        "selectors": [".btn`\n# x"],
    }
    found = {
        "color": {"red": token("color", RED)},
        "font-size": {"a": token("dimension", {"value": 1, "unit": "rem"})},
        "spacing": {"a": token("dimension", {"value": 1, "unit": "rem"})},
        "$extensions": facts(
            brand=[brand],
            semantic={"danger": [holder], "evil": [holder]},
            ramps=[{"name": "gray", "neutral": True, "from": "names", "steps": steps}],
            contrast=[pair, {"passes": {"AA": True}}],
            type_scale={"base": 16, "ratio": 1.25, "fit": 0.9, "by_chance": 0.3},
            spacing={
                "base": 4,
                "multiples_of_4": 0.96,
                "multiples_of_8": 0.5,
                "uses": 9,
            },
        ),
    }
    _, prose = read(design_md(found))
    for sentence in (
        "- `color.red` `#ff0000`, score 0.93; used for background (24); "
        "12 of its uses on controls and links.",
        "- danger: `color.red` `#ff0000` (4).",
        "- `gray`: neutral, 2 steps by names, `#111111` to `#eeeeee`.",
        "Pairs of text and background that rules set together: 2. With",
        "for small text (4.5 to 1): 1.",
        "- `#ffffff` on `#ffc107` at 0.5: 1.63 to 1, set by `.btn # x`, in `theme: dark`.",
        "Font sizes follow a ratio of 1.25 from 16 px, with a fit of 0.9",
        "have a step of 4 px: of 9 uses, 96 % are multiples of 4 px, 50 % of 8 px.",
    ):
        assert sentence in prose
    assert "evil" not in prose


def test_roles_of_another_shape_are_passed_over() -> None:
    found = {
        "color": {"red": token("color", RED)},
        "font-size": {"a": token("dimension", {"value": 1, "unit": "rem"})},
        "spacing": {"a": token("dimension", {"value": 1, "unit": "rem"})},
        "$extensions": facts(
            brand=[1, {"uses": [], "score": True}, {"score": 10**400}],
            semantic={"text": 3},
            ramps=[{}],
            contrast={},
            type_scale={"ratio": None, "base": "x"},
            spacing={"base": None},
        ),
    }
    _, prose = read(design_md(found))
    assert "Font sizes follow no ratio; the base is unknown px." in prose
    assert "no common step" in prose


@given(st.one_of(HOSTILE, st.text()))
def test_a_code_span_never_ends_early(text: str) -> None:
    assert re.fullmatch(r"`[^`\n\r\u2028<>]+`", span(text))


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_hostile_words_stay_in_quotes_and_code_spans(found: dict[str, Any]) -> None:
    groups, prose = read(design_md(found))
    assert groups
    outside = re.sub(r"`[^`\n]*`", "", prose)
    assert re.fullmatch(r"[A-Za-z0-9 .,:;()&'\n#-]*", outside)


def test_too_few_uses_tell_no_step() -> None:
    spacing = {"base": None, "multiples_of_4": 1.0, "multiples_of_8": 1.0, "uses": 1}
    found = {
        "spacing": {"a": token("dimension", {"value": 1, "unit": "rem"})},
        "$extensions": facts(spacing=spacing),
    }
    _, prose = read(design_md(found))
    assert "used too rarely to tell their step: of 1 use, 100 % are" in prose
    assert "as 1 design token. Custom" in prose


def test_names_keep_their_two_dashes() -> None:
    sheet = ".btn--main { color: #eee; background: var(--btn--bg) } :root { --btn--bg: #fff }"
    _, prose = read(design_md(extract([Stylesheet(sheet)]).to_dtcg()))
    assert "set by `.btn--main`" in prose
    assert "`color.btn--bg`" in prose
