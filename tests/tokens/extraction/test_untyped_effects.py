"""tokens.extraction.untyped_effects: shadows and gradients that are no tokens."""

from __future__ import annotations

import pytest

from tokens.extraction import Stylesheet, Untyped, extract


def untyped(css: str) -> list[Untyped]:
    return list(extract([Stylesheet(css)]).untyped)


@pytest.mark.parametrize(
    ("declaration", "group", "reason"),
    [
        ("box-shadow: 0 0 1em #000", "shadow", "unit.em"),
        ("box-shadow: 0 0 calc(1em + 2px) #000", "shadow", "calculation"),
        ("box-shadow: 0 0 1px currentColor", "shadow", "currentColor"),
        ("box-shadow: 0 0 1px", "shadow", "currentColor"),
        ("box-shadow: 0 0 1px Canvas", "shadow", "keyword"),
        ("box-shadow: 0 0 1px #000, inset 0 0 1ch #fff", "shadow", "unit.ch"),
        (
            "box-shadow: 0 0 1px color-mix(in srgb, currentColor, red)",
            "shadow",
            "function",
        ),
        ("text-shadow: 0 0 1em #000", "text-shadow", "unit.em"),
        ("-webkit-box-shadow: 0 0 1em #000", "shadow", "unit.em"),
        ("background: linear-gradient(currentColor, #000)", "gradient", "currentColor"),
        (
            "background: linear-gradient(90deg, #fff 1px, #000)",
            "gradient",
            "unit.px",
        ),
        (
            "background: linear-gradient(#fff calc(1% + 1px), #000)",
            "gradient",
            "calculation",
        ),
        ("background: linear-gradient(#fff, 20%, #000)", "gradient", "partial"),
        ("background: linear-gradient(#fff 200%, #000 300%)", "gradient", "value"),
    ],
)
def test_what_no_token_holds_is_listed_whole(
    declaration: str, group: str, reason: str
) -> None:
    (found,) = (
        one for one in untyped(f".a{{{declaration}}}") if one.authored != "currentColor"
    )
    assert (found.group, found.reason, found.usage) == (group, reason, 1)
    assert found.authored in declaration


def test_a_drop_shadow_is_listed_without_its_function() -> None:
    (found,) = untyped(".a{filter: blur(2px) drop-shadow(0 0 1em #000)}")
    assert (found.group, found.authored) == ("shadow", "0 0 1em #000")


@pytest.mark.parametrize(
    "declaration",
    [
        "box-shadow: none",
        "box-shadow: inherit",
        "box-shadow: 0 0 1px #000",
        "box-shadow: 0 0 1px nothing",
        "box-shadow: 0 0 -1em #000",
        "box-shadow: 1em #000",
        "box-shadow: 0 0 1em #000 #fff",
        "box-shadow: 0 0 10% #000",
        "box-shadow: var(--none) 0 1em",
        "text-shadow: 0 0 1em 1em #000",
        "text-shadow: inset 0 0 1em #000",
        "background: linear-gradient(#fff, #000)",
        "background: linear-gradient(currentColor)",
        "background: linear-gradient(nothing 1px, #000)",
        "background: linear-gradient(#fff 1px 2px 3px, #000)",
        "background: linear-gradient(#fff 7, #000)",
        "background: linear-gradient(var(--none), #000 1px)",
    ],
)
def test_what_is_a_token_or_invalid_is_not(declaration: str) -> None:
    found = untyped(f".a{{{declaration}}}")
    assert [one for one in found if one.authored != "currentColor"] == []


def test_variables_stay_in_the_text_and_are_named() -> None:
    css = ":root{--c:#f00;--s:0 0 1em #000} .a{box-shadow:0 0 1em var(--c)} .b{box-shadow:var(--s)}"
    shadow = next(one for one in untyped(css) if one.group == "shadow")
    assert shadow.authored == "0 0 1em var(--c)"
    assert shadow.refs == ("color.c",)
    assert len(untyped(css)) == 2
