"""tokens.extraction.remarks: what a comment says, and what says nothing."""

from __future__ import annotations

import pytest

from tokens.extraction.remarks import LONGEST, cleaned, is_title, remark


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("/* plain */", "plain"),
        ("/*  white \t\n space  */", "white space"),
        ("/**\n * starred\n *\n * lines\n */", "starred lines"),
        ("/* a * b **/", "a * b *"),
        ("/* \x07bell \u202etxt.exe\u2066 */", "bell txt.exe"),
        ("/* Main\u200b\U000e0067\U000e006f\U000e0101 colour */", "Main colour"),
        (
            "/* Family \U0001f468\u200d\U0001f467 */",
            "Family \U0001f468\u200d\U0001f467",
        ),
        ("/* <script>alert(1)</script> */", "<script>alert(1)</script>"),
        ("/* unclosed", "unclosed"),
        ("/**/", ""),
        ("/* - */", ""),
        ("/*! licence */", ""),
        ("/* @license MIT */", ""),
        ("/* Copyright (c) Example */", ""),
        ("/* ===== Colours ===== */", ""),
        ("/* Colours\n   ------- */", ""),
        ("/* stylelint-disable-line color-no-hex */", ""),
        ("/*rtl:ignore*/", ""),
        ("/*# sourceMappingURL=a.css.map */", ""),
        ("/* --old: red; */", ""),
        ("/* color: red; margin: 0; */", ""),
        ("/* .x { color: red } */", ""),
        ("/* Note: not code */", "Note: not code"),
        ("/* Deprecated: use --a; gone in 2.0 */", "Deprecated: use --a; gone in 2.0"),
    ],
)
def test_a_comment_is_cleaned_to_one_line_of_text(comment: str, text: str) -> None:
    assert cleaned(comment) == text


@pytest.mark.parametrize(
    ("text", "deprecated"),
    [
        ("the ink", False),
        ("deprecated", True),
        ("DEPRECATED", True),
        ("(deprecated)", True),
        ("This one is deprecated.", True),
        ("Deprecated colour", True),
        ("deprecated: use --ink", "use --ink"),
        ("@deprecated Since 2.0, use --ink.", "Since 2.0, use --ink"),
        ("The ink (deprecated in favour of --text)", "in favour of --text"),
        ("deprecated -- use --ink (or --text)", "use --ink (or --text)"),
        ("deprecated --use anything", "--use anything"),
        ("not deprecated", False),
        ("non-deprecated", False),
        ("undeprecated", False),
        ("see deprecated-colours.css", False),
    ],
)
def test_deprecation_is_true_or_its_explanation(
    text: str, deprecated: bool | str
) -> None:
    found = remark([f"/* {text} */"])
    assert found == (text, deprecated)


def test_several_comments_are_one_text_and_long_ones_are_cut() -> None:
    assert remark(["/* a1 */", "/* b2 */", "/* a1 */"]) == ("a1 b2", False)
    assert remark(["/*!x*/", "/* */"]) is None
    found = remark(["/*" + "word " * 200 + "deprecated*/"])
    assert found is not None
    assert found.description.endswith("word…")
    assert len(found.description) <= LONGEST


@pytest.mark.parametrize(
    ("text", "names", "title"),
    [
        ("Colours", ["--red", "--blue"], True),
        ("Brand colours", ["--brand", "--brand-dark"], True),
        ("Brand colours", ["--brand", "--ink"], False),
        ("Typography", ["--a", "--b"], True),
        ("Header", ["--a", "--b", "--c"], True),
        ("Header", ["--a", "--b"], False),
        ("Page background", ["--bg", "--fg", "--x"], False),
        ("Colours", ["--red"], False),
        ("The colours of all links", ["--a", "--b", "--c"], False),
        ("Links.", ["--a", "--b", "--c"], False),
        ("deprecated", ["--a", "--b", "--c"], False),
    ],
)
def test_titles_stand_above_several(text: str, names: list[str], title: bool) -> None:
    assert is_title(f"/* {text} */", names) is title
