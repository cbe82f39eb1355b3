"""tokens.extraction.roles.evidence: the uses of one colour."""

from __future__ import annotations

from tests.tokens.extraction.roles.sheets import roles
from tokens.extraction.roles.evidence import LOOKED_AT


def test_a_use_is_counted_once_however_many_names_lead_to_the_colour() -> None:
    found = roles(
        ":root{--primary:#06c;--link:var(--primary)} a,.btn{background:var(--link)}"
    )["brand"][0]
    assert found["uses"] == {"background": 1}
    assert found["on_controls"] == 1
    assert found["tokens"] == ["color.primary", "color.link"]


def test_a_custom_property_of_a_component_is_a_use_and_one_of_the_root_is_none() -> (
    None
):
    css = ":root{--x-fill:#06c} [data-theme=a]{--y-bg:#06c} .btn-primary{--btn-bg:#06c}"
    found = roles(css)["brand"][0]
    assert found["uses"] == {"background": 1}
    assert found["selectors"] == [".btn-primary"]


def test_of_thousands_of_uses_the_first_by_selector_are_looked_at() -> None:
    css = "".join(f".border{i:05}{{border-color:#06c}}" for i in range(LOOKED_AT + 5))
    found = roles(css)["semantic"]["border"][0]
    assert found["count"] == LOOKED_AT
    assert found["selectors"][0] == ".border00000"
    assert len(found["selectors"]) == 10
