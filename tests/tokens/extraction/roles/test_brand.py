"""tokens.extraction.roles.brand: which colours may be the brand's."""

from __future__ import annotations

from tests.tokens.extraction.roles.sheets import COMPONENTS, roles


def test_the_primary_colour_of_a_component_library_comes_first() -> None:
    first, *others = roles(COMPONENTS)["brand"]
    assert first["token"] == "color.x-primary"
    assert first["hex"] == "#0d6efd"
    assert first["score"] > 0.9
    assert first["names"] == ["--x-primary"]
    assert ".btn-primary" in first["selectors"]
    assert all(one["score"] < 0.8 for one in others)


def test_hover_states_and_tints_are_variants_of_it() -> None:
    found = {one["hex"]: one.get("variant_of") for one in roles(COMPONENTS)["brand"]}
    assert found["#0d6efd"] is None
    assert found["#0b5ed7"] == "color.x-blue"


def test_a_status_is_no_brand_however_often_buttons_have_it() -> None:
    css = (
        ":root{--danger:#c00;--brand:#06c} .btn-danger,.b{background:var(--danger)}"
        " .btn-danger:hover{background:#c00} .btn{background:var(--brand)}"
    )
    assert [one["hex"] for one in roles(css)["brand"]][0] == "#0066cc"


def test_without_names_the_colour_of_buttons_and_links_comes_first() -> None:
    css = ".btn{background:#06c} a{color:#06c} .x{border-color:#c60} .y{color:#093}"
    assert roles(css)["brand"][0]["hex"] == "#0066cc"


def test_selectors_may_name_the_brand_where_no_custom_property_does() -> None:
    css = ".primary.btn{background:#06c} .orange.btn{background:#f60}"
    first, second = roles(css)["brand"]
    assert (first["hex"], first["names"]) == ("#0066cc", [])
    assert first["score"] > second["score"]


def test_a_palette_of_utilities_has_no_brand() -> None:
    css = "".join(
        f".bg-{i}:hover{{background:hsl({i * 36} 80% 50%)}}" for i in range(10)
    )
    assert "brand" not in roles(css)


def test_greys_and_veils_are_no_candidates() -> None:
    assert "brand" not in roles(":root{--primary:#333} .a{color:var(--primary)}")
    assert "brand" not in roles(":root{--primary:#06c8} .a{color:var(--primary)}")


def test_a_brand_that_nothing_uses_is_told_by_its_name() -> None:
    (only,) = roles(":root{--brand:#06c}")["brand"]
    assert only["uses"] == {}
    assert only["score"] == 0.45


def test_a_name_in_use_goes_before_one_that_is_deprecated() -> None:
    css = (
        ":root{--color-primary:#06c;\n"
        "/* Deprecated: use --color-primary */\n--brand:var(--color-primary)}"
        " .btn{background:var(--color-primary)}"
    )
    assert roles(css)["brand"][0]["token"] == "color.color-primary"
