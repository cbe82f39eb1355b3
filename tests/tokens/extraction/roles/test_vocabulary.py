"""tokens.extraction.roles.vocabulary: what selectors and names say of a colour."""

from __future__ import annotations

import pytest

from tokens.extraction.roles.vocabulary import (
    Traits,
    brand_named,
    hear,
    is_inactive,
    kind,
    plainest,
    role_named,
    status_named,
)


def traits(selector: str) -> Traits | None:
    return hear([selector]).get(selector)


@pytest.mark.parametrize(
    ("selector", "status"),
    [
        (".alert-danger", "danger"),
        ("[data-variant=error]", "danger"),
        ("input[aria-invalid=true]", "danger"),
        ('input[aria-invalid="false"]', "success"),
        (".Toast--warning .icon", "warning"),
        (".is-info, .text-info", "info"),
        (".btn.is-valid, .btn.is-invalid", ""),
        ("a:not(.error)", ""),
    ],
)
def test_a_selector_list_is_about_one_status_or_none(
    selector: str, status: str
) -> None:
    found = traits(selector)
    assert found is not None
    assert found.status == status


@pytest.mark.parametrize(
    "selector", [".grid", "", "@keyframes progress", ".erroneous", ".valid, .error"]
)
def test_most_selectors_say_nothing(selector: str) -> None:
    assert traits(selector) is None


@pytest.mark.parametrize("selector", ["body", ":root", "html, .x", ":where(:root)"])
def test_the_page_is_its_root_and_its_body(selector: str) -> None:
    found = traits(selector)
    assert found is not None
    assert found.page


@pytest.mark.parametrize("selector", ["body .x", "body.dark", ":root[data-theme=dark]"])
def test_a_theme_is_not_the_page_in_general(selector: str) -> None:
    found = traits(selector)
    assert found is None or not found.page


def test_selectors_speak_of_brand_controls_headings_and_surfaces() -> None:
    primary, accent = traits(".btn-primary"), traits(".accent")
    heading, card = traits("h1, .x"), traits(".card")
    assert primary is not None
    assert (primary.brand, primary.interactive) == (1.0, True)
    assert accent is not None
    assert (accent.brand, accent.interactive) == (0.5, False)
    assert heading is not None
    assert heading.text
    assert card is not None
    assert card.surface


@pytest.mark.parametrize(
    ("name", "painted"),
    [
        ("background-image", "background"),
        ("border-left", "border"),
        ("outline", "border"),
        ("color", "text"),
        ("accent-color", "fill"),
        ("box-shadow", ""),
        ("--btn-border-color", "border"),
        ("--btn-bg", "background"),
        ("--icon-fill", "fill"),
        ("--link-color", "text"),
        ("--x", ""),
    ],
)
def test_a_property_paints_text_background_border_or_fill(
    name: str, painted: str
) -> None:
    assert kind(name) == painted


@pytest.mark.parametrize(
    ("name", "strength"),
    [
        ("--primary", 1),
        ("--color-brand-500", 1),
        ("--brandColor", 1),
        ("--accent", 0.5),
        ("--primary-subtle", 0.4),
        ("--text-primary", 0.4),
        ("--on-primary", 0),
        ("--primary-foreground", 0),
        ("--blue", 0),
    ],
)
def test_names_say_plainly_or_faintly_that_a_colour_is_the_brands(
    name: str, strength: float
) -> None:
    assert brand_named(name) == strength


def test_names_say_a_status_unless_they_say_two() -> None:
    assert status_named("--x-danger") == ("danger", 1)
    assert status_named("--error-text") == ("danger", 0.4)
    assert status_named("--success-content") is None
    assert status_named("--valid-or-invalid") is None
    assert status_named("--x") is None


def test_names_of_the_page_have_a_role_and_names_of_components_have_none() -> None:
    assert role_named("--bg") == "background"
    assert role_named("--x-body-color", "x") == "text"
    assert role_named("--border-color") == "border"
    assert role_named("--btn-bg") == ""


def test_the_plainest_name_comes_first_then_the_one_of_fewest_words() -> None:
    named = {"--a-b-danger": 1.0, "--danger": 1.0, "--danger-x": 0.4, "--c-danger": 1.0}
    assert plainest(named) == ["--danger", "--c-danger", "--a-b-danger", "--danger-x"]


def test_only_lists_of_disabled_controls_are_inactive() -> None:
    assert is_inactive(".btn:disabled, .btn.disabled")
    assert not is_inactive(".btn:disabled, .btn")
    assert not is_inactive(".btn:not(:disabled)")


def test_a_link_is_an_element_and_no_class_of_one_letter() -> None:
    link = traits("nav > a:hover")
    assert link is not None
    assert link.interactive
    assert traits("a, .x") == link
    assert traits(".a") is None
    assert traits("[data-x=a] #a") is None
