"""tokens.extraction.roles.semantics: roles that selectors and custom properties name."""

from __future__ import annotations

import pytest

from tests.tokens.extraction.roles.sheets import COMPONENTS, roles


@pytest.mark.parametrize(
    ("role", "token", "selector"),
    [
        ("text", "color.x-body-color", "body"),
        ("background", "color.x-body-bg", ".card"),
        ("border", "color.x-border-color", ".card"),
        ("danger", "color.x-danger", ".btn-danger"),
    ],
)
def test_a_role_is_told_with_the_selector_that_says_so(
    role: str, token: str, selector: str
) -> None:
    first = roles(COMPONENTS)["semantic"][role][0]
    assert first["token"] == token
    assert selector in first["selectors"]


def test_a_name_alone_says_a_role() -> None:
    (first, second) = roles(":root{--success:#0a0;--success-border:#9d9}")["semantic"][
        "success"
    ]
    assert (first["names"], first["count"], first["score"]) == (["--success"], 0, 0.4)
    assert second["score"] == 0.16


def test_roles_that_nothing_names_are_left_out() -> None:
    assert "semantic" not in roles(".a{color:red;background:#080} .b{fill:blue}")


def test_white_text_on_an_error_is_no_colour_of_errors() -> None:
    found = roles(".error{color:#fff;background:#c00}")["semantic"]["danger"]
    assert [one["hex"] for one in found] == ["#cc0000"]


def test_what_shows_something_else_through_is_no_ground() -> None:
    css = ".modal{background:#0008} .card{background:#fff}"
    found = roles(css)["semantic"]["background"]
    assert [one["hex"] for one in found] == ["#ffffff"]


def test_a_translucent_border_says_its_alpha() -> None:
    (found,) = roles(".a{border-color:#0000002d}")["semantic"]["border"]
    assert found["alpha"] == 0.176


def test_the_prefix_of_a_site_is_no_word_of_its_names() -> None:
    css = ":root{--acme-bg:#fff;--acme-text:#111;--acme-blue:#00f}"
    assert roles(css)["semantic"]["background"][0]["names"] == ["--acme-bg"]
    css = ":root{--btn-bg:#fff;--card-text:#111;--x-blue:#00f}"
    assert "semantic" not in roles(css)


def test_names_without_words_are_no_trouble() -> None:
    assert roles(":root{--\\@:red;--_:blue}").get("semantic") is None


def test_what_hardly_anything_says_is_left_out() -> None:
    css = "".join(f".card{n}, .card{{background:#fff}}" for n in range(30))
    css += ".card{background:#fed}" + "".join(f".x{n}{{fill:#fed}}" for n in range(30))
    found = roles(css)["semantic"]["background"]
    assert [one["hex"] for one in found] == ["#ffffff"]
