"""tokens.exports.environments: axes and contexts as CSS."""

from __future__ import annotations

import pytest

from tests.tokens.exports.documents import document
from tokens.exports.environments import Environment, environment


@pytest.mark.parametrize(
    ("axis", "context", "media", "selector"),
    [
        ("color-scheme", "dark", "(prefers-color-scheme: dark)", ":root"),
        ("motion", "reduce", "(prefers-reduced-motion: reduce)", ":root"),
        ("contrast", "any", "(prefers-contrast)", ":root"),
        ("gamut", "not-p3", "not (color-gamut: p3)", ":root"),
        (
            "color-scheme+gamut",
            "not-dark+p3",
            "(not (prefers-color-scheme: dark)) and (color-gamut: p3)",
            ":root",
        ),
        ("theme", "dark", "", ".dark"),
        ("theme", "sepia", "", ".theme-sepia"),
        ("data-bs-theme", "dark", "", '[data-bs-theme="dark"]'),
        ("data-theme", "on", "", "[data-theme]"),
        ("gamut+theme", "p3+dark", "(color-gamut: p3)", ".dark"),
        ("data-theme", '"]{}', "", '[data-theme="\\22 \\5d \\7b \\7d "]'),
    ],
)
def test_a_mode_is_a_query_and_a_selector(
    axis: str, context: str, media: str, selector: str
) -> None:
    assert environment(axis, context) == Environment(media, selector)


@pytest.mark.parametrize(
    ("axis", "context"),
    [
        ("gamut+theme", "p3"),
        ("color-scheme", "dark) {"),
        ("theme", "a b"),
        ("data theme", "x"),
        ("", ""),
    ],
)
def test_what_css_cannot_say_is_left_out(axis: str, context: str) -> None:
    assert environment(axis, context) is None


@pytest.mark.parametrize(
    ("axis", "context"),
    [
        ("color-scheme", "dark"),
        ("contrast", "more"),
        ("color-scheme+data-theme", "dark+dim"),
        ("theme", "sepia"),
        ("theme", "high-contrast"),
        ("data-theme", "on"),
    ],
)
def test_the_extraction_reads_it_as_the_same_mode(axis: str, context: str) -> None:
    where = environment(axis, context)
    assert where is not None
    rule = f"{where.selector}{{--a:#111111}}"
    if where.media:
        rule = f"@media {where.media}{{{rule}}}"
    found = document(":root{--a:#222222}" + rule)["color"]["a"]
    modes = found["$extensions"]["com.contextds"]["modes"]
    assert modes == {axis: {context: "{color.111111}"}}
