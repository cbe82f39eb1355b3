"""tokens.extraction.roles.labels: the strongest roles in a few words."""

from __future__ import annotations

import pytest

from tests.tokens.extraction.roles.sheets import COMPONENTS, label


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("color.x-primary", "brand 1"),
        ("color.x-blue", "brand 1"),
        ("color.x-danger", "danger"),
        ("color.x-red", "danger"),
        ("color.x-body-color", "text, neutral 5/5"),
        ("color.x-border-color", "border, neutral 2/5"),
        ("color.x-gray-500", "neutral 3/5"),
        ("color.x-white", None),
        ("color.x-primary-subtle", None),
    ],
)
def test_a_token_has_the_label_of_its_roles(path: str, expected: str | None) -> None:
    assert label(COMPONENTS, path) == expected


def test_a_variant_of_the_brand_is_not_counted() -> None:
    assert label(COMPONENTS, "color.0b5ed7") is None


def test_a_step_of_a_hue_is_labelled_by_its_family() -> None:
    css = ":root{--blue-1:#eff6ff;--blue-2:#93c5fd;--blue-3:#3b82f6;--blue-4:#172554}"
    assert label(css, "color.blue-2") == "blue 2/4"


def test_a_weak_holder_of_a_role_gives_no_label() -> None:
    assert label(":root{--success:#9d9}", "color.success") == "success"
    assert label(":root{--success-line:#9d9}", "color.success-line") is None
