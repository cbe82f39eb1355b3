"""tokens.extraction.comments: which comment belongs to which custom property."""

from __future__ import annotations

import json

import pytest

from tests.tokens.extraction.shipped import SHIPPED
from tests.tokens.growth import growth
from tokens.extraction import Stylesheet, extract
from tokens.extraction.comments import remarks

CASES = {
    "behind it on its line": (
        ":root {\n  --a: 1px; /* one */\n  --b: 2px;\n}",
        {"--a": "one"},
    ),
    "alone above it": (
        ":root {\n  --z: 0;\n  /* what --a is for */\n  --a: 1px;\n  --b: 2px;\n}",
        {"--a": "what --a is for"},
    ),
    "a blank line parts": (":root{\n/* far */\n\n--a: 1px;\n}", {}),
    "on the line of a brace it is about the block": (
        ":root { /* the theme */\n  --a: 1px;\n}",
        {},
    ),
    "of several lines": (
        ":root {\n  /**\n   * one\n   * two\n   */\n  --a: 1px;\n}",
        {"--a": "one two"},
    ),
    "one above the other": (
        ":root{\n  /* one */\n  /* two */\n  --a: 1px\n}",
        {"--a": "one two"},
    ),
    "above and behind": (
        ":root{\n/* one is it */\n--a: 1px; /* two */ /* three */\n}",
        {"--a": "one is it two three"},
    ),
    "minified, before": (
        ":root{/* one */--a:1px;/* two */--b:2px;--c:3px}",
        {"--a": "one", "--b": "two"},
    ),
    "minified, behind": (
        ":root{--a:1px;/* one */--b:2px/* two */}.x{/* three */--c:3px}",
        {"--a": "one", "--b": "two", "--c": "three"},
    ),
    "at the end of the value": (
        ":root { --a: 1px /* one */; --b: 1px /* inside */ 2px; }",
        {"--a": "one"},
    ),
    "a value of several lines": (
        ":root {\n  --a: 1px,\n    2px; /* one */\n  --b: 3px;\n}",
        {"--a": "one"},
    ),
    "strings hold neither comments nor declarations": (
        """:root{--a:"x;--b:y"; /* one */ --c:"/* no */--d:1";\n--d:1; --e:url(/*no*/--f:1)}""",
        {"--a": "one"},
    ),
    "more names in a value than are looked at": (
        f":root{{--a:{' --b' * 40};/* one */--c:1px}}",
        {},
    ),
    "a name without a value is no declaration": (":root{/* one */ --a;--b:1px}", {}),
    "a block is a value": (":root{--a:{b:c;/* no */}; /* one */}", {"--a": "one"}),
    "a comment on a property": (".x{color:red; /* no */\n--a:1px}", {}),
    "a comment on a rule": ("/* no */\n.x{\n--a:1px;\n}\n/* no */\n.y{--b:1px}", {}),
    "a heading": (
        ":root {\n  /* Colours */\n  --red: red;\n  --blue: blue;\n}",
        {},
    ),
    "a heading and a comment below it": (
        ":root{\n/* ---- Colours ---- */\n/* the loud one */\n--a:red;\n--b:blue}",
        {"--a": "the loud one"},
    ),
    "Windows lines": (":root {\r\n  /* one */\r\n  --a: 1px;\r\n}", {"--a": "one"}),
    "escapes": (r":root{--\61 b: 1px; /* one */}", {"--ab": "one"}),
    "an unclosed comment": (":root{--a:1px; /* one", {"--a": "one"}),
    "a comment in a name's way": (":root{--a/**/:1px; /* one */}", {"--a": "one"}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_comment_belongs_to_the_declaration_beside_it(case: str) -> None:
    css, expected = CASES[case]
    found = {where.name: one.description for where, one in remarks(css).items()}
    assert found == expected


def test_a_declaration_is_named_by_its_line_and_value() -> None:
    (where,) = remarks(":root{\n\n--a: 1px;\n--b : red !important; /* one */}")
    assert where == (4, "--b", "red")


def described(*css: str) -> dict[str, str | None]:
    document = extract([Stylesheet(text) for text in css]).to_dtcg(provenance=False)
    return {
        name: token.get("$description")
        for group, tokens in document.items()
        if not group.startswith("$")
        for name, token in tokens.items()
        if "declared" in token.get("$extensions", {}).get("com.contextds", {})
    }


def test_it_becomes_the_description_of_the_token() -> None:
    css = ":root{--a:#111111; /* the ink */}\n.x{color:#222222; /* no */}"
    assert described(css) == {"a": "the ink"}


def test_deprecated_tokens_are_marked_with_or_without_an_explanation() -> None:
    css = """:root {
      --a: 1px; /* deprecated */
      --b: 2px; /* Deprecated: use --c instead. */
      --c: 3px; /* in use */
    }"""
    tokens = extract([Stylesheet(css)]).to_dtcg()["dimension"]
    assert tokens["a"]["$deprecated"] is True
    assert tokens["b"]["$deprecated"] == "use --c instead"
    assert "$deprecated" not in tokens["c"]


RULES = [
    ":root{--a:#ffffff; /* paper */}",
    ".dark{--a:#000000; /* night */}",
    ".x{--a:#ffffff; /* all of x */}",
    ":root{--b:light-dark(#fff, #000); /* both */}",
    ".y{--c:1px; /* no root */}",
]


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_the_one_of_the_roots_default_counts(turned: bool) -> None:
    rules = RULES[::-1] if turned else RULES
    expected = {"a": "paper", "b": "both", "c": "no root"}
    assert described("\n".join(rules)) == expected
    assert described(*rules) == expected


def test_declarations_of_one_line_are_told_apart_by_their_values() -> None:
    css = ":root{--a:#fff/* paper */}.dark{--a:#000/* night */}"
    assert described(css) == {"a": "paper"}
    same = ":root{--a:#fff/* two */}.x{--a:#fff/* one */}"
    assert described(same) == {"a": "one"}


def test_equal_declarations_take_the_first_text_in_any_order() -> None:
    sheets = [":root{--a:1px; /* two */}", ":root{--a:1px; /* one */}"]
    assert described(*sheets) == described(*sheets[::-1]) == {"a": "one"}


def test_a_dark_theme_says_nothing_of_the_default() -> None:
    assert described(":root{--a:#fff}.dark{--a:#000; /* night */}") == {"a": None}


def test_real_stylesheets_are_read() -> None:
    found = described(SHIPPED["admin base"])
    assert found["darkened-bg"] == "A bit darker than --body-bg"
    assert found["primary"] is None


HOSTILE = [
    "--a:(;/**/",
    "/*a*/--a:(",
    "/*a*/--a:1;",
    "--a:;/**/ ",
    "--" + "(" * 490 + ";/**/",
    ("--a:" + "(" * 500) * 8 + ";/**/" * 1000,
    "/*a*/\n",
    " " * 50 + "/**/",
    "/*" * 500 + "*/--a:",
]


@pytest.mark.parametrize("piece", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_take_linear_time(piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (25_000, 200_000))
    # Eight times the text: quadratic work would take 64 times as long.
    assert growth(remarks, small, large, 16) <= 16


def test_comments_make_no_other_tokens() -> None:
    css = SHIPPED["admin base"]
    bare = css.replace("/* A bit darker than --body-bg */", "")
    with_comment = extract([Stylesheet(css)]).to_dtcg()
    without = extract([Stylesheet(bare)]).to_dtcg()
    del with_comment["color"]["darkened-bg"]["$description"]
    assert json.dumps(with_comment) == json.dumps(without)
