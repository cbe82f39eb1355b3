"""tokens.extraction.cascade: modes that can never apply."""

from __future__ import annotations

import pytest

from tokens.extraction import Extraction, Stylesheet, extract

DARK = "@media (prefers-color-scheme: dark)"


def read(css: str) -> Extraction:
    return extract([Stylesheet(css)])


def modes(extraction: Extraction) -> dict[str, dict[str, str]]:
    (token,) = (one for one in extraction.tokens if one.declared == "--a")
    return {axis: dict(contexts) for axis, contexts in token.modes.items()}


@pytest.mark.parametrize(
    "css",
    [
        ":root{--a:#fff !important} .dark{--a:#000}",
        ".dark{--a:#000} :root{--a:#fff !important}",
        f"html:root{{--a:#fff}} {DARK}{{:root{{--a:#000}}}}",
        f":root{{--a:#fff}} {DARK}{{html{{--a:#000}}}}",
        ":root{--a:#fff} @layer theme{.dark{--a:#000}}",
        "@layer late, early; @layer early{:root{--a:#fff}} @layer late{.dark{--a:#000}}",
    ],
)
def test_what_loses_to_the_root_in_every_mode_is_a_warning_and_no_mode(
    css: str,
) -> None:
    found = read(css)
    assert modes(found) == {}
    assert [(one.code, one.count) for one in found.warnings] == [("mode.shadowed", 1)]
    # The literal is a token all the same: the sheet says it.
    assert "color.000000" in {token.path for token in found.tokens}


def test_a_theme_before_the_default_stays_a_mode_with_a_warning() -> None:
    found = read("[data-theme=dark]{--a:#000} :root{--a:#fff}")
    assert modes(found) == {"data-theme": {"dark": "{color.000000}"}}
    (warning,) = found.warnings
    assert (warning.code, warning.example) == (
        "mode.shadowed",
        "--a (data-theme: dark)",
    )


@pytest.mark.parametrize(
    "css",
    [
        ":root{--a:#fff} .dark{--a:#000}",
        "html{--a:#fff} :root.dark{--a:#000}",
        # Where the theme holds, the root's rule does not.
        ":root:not(.dark){--a:#fff} .dark{--a:#000}",
        f"@media (prefers-color-scheme: light){{html:root{{--a:#fff}}}} {DARK}{{:root{{--a:#000}}}}",
        # Another element: there the root's value is only inherited.
        f":root{{--a:#fff}} {DARK}{{body{{--a:#000}}}}",
        ":root{--a:#fff !important} .dark{--a:#000 !important}",
    ],
)
def test_what_may_apply_is_a_mode(css: str) -> None:
    found = read(css)
    assert list(modes(found).values()) == [{"dark": "{color.000000}"}]
    assert found.warnings == ()


def test_the_same_value_shadows_nothing() -> None:
    assert read(":root{--a:#fff !important} .dark{--a:#fff}").warnings == ()


def test_a_theme_that_is_light_in_all_its_switches_is_the_default_without_a_root_value() -> (
    None
):
    found = read(
        "[data-color-mode=auto][data-light-theme=dark]{--a:#000}"
        "[data-color-mode=light][data-light-theme=light]{--a:#fff}"
    )
    (token,) = (one for one in found.tokens if one.declared == "--a")
    assert token.value["hex"] == "#ffffff"


def test_of_two_themes_only_the_one_that_loses_to_the_root_goes() -> None:
    found = read(
        ":root{--a:#fff!important} [data-theme=dim]{--a:#222!important}"
        "[data-theme=dark]{--a:#000}"
    )
    assert modes(found) == {"data-theme": {"dim": "{color.222222}"}}
    assert [one.example for one in found.warnings] == ["--a (data-theme: dark)"]
