"""tokens.extraction.group_readers and what they read with: values that only look like tokens."""

from __future__ import annotations

from typing import Any

import pytest

from tokens.extraction import Limits, Stylesheet, extract
from tokens.extraction.custom_properties import CustomProperties
from tokens.extraction.effects import gradient
from tokens.extraction.gathering import Gathered
from tokens.extraction.placing import Typed
from tokens.extraction.variables import Variables


def document(css: str) -> dict[str, Any]:
    return extract([Stylesheet(css)]).to_dtcg()


@pytest.mark.parametrize(
    ("css", "group"),
    [
        (".a{border:1px solid red, 2px solid blue}", "border"),
        (".a{filter:drop-shadow(var(--none))}", "shadow"),
        (".a{filter:blur(calc(var(--none) * 2))}", "blur"),
        (".a{aspect-ratio:16px / 9}", "aspect-ratio"),
        (".a{font-family:A,var(--none,),B}", "font-family"),
        (".a{font-family:A;font-size:16px 2px;line-height:1.5}", "typography"),
        (
            ":root{--g:linear-gradient(red,currentColor)}.a{background:var(--g)}",
            "gradient",
        ),
    ],
)
def test_what_is_not_valid_or_not_known_is_no_token(css: str, group: str) -> None:
    assert group not in document(css)


def test_a_gradient_may_stand_in_a_fallback() -> None:
    found = document(".a{background:var(--none, linear-gradient(red,blue))}")
    assert list(found["gradient"]) == ["linear-ff0000-0-0000ff-1"]


def test_a_gradient_of_an_unknown_colour_is_none() -> None:
    assert gradient("linear-gradient(var(--none), red)", Variables({}), ()) is None


def test_a_number_in_a_shadow_is_a_length_and_no_alias() -> None:
    css = (
        ":root{--z:0;--s:var(--z) 1px 2px red}.a{z-index:var(--z);box-shadow:var(--s)}"
    )
    found = document(css)
    assert found["z-index"]["z"]["$value"] == 0
    (layer,) = found["shadow"]["s"]["$value"]
    assert layer["offsetX"] == {"value": 0, "unit": "px"}


def test_an_icon_in_a_variable_belongs_to_no_group() -> None:
    found = document(":root{--icon:url(x.svg)}.a{background-image:var(--icon)}")
    assert list(found["$extensions"]["com.contextds"]["untyped"]) == ["other"]


def test_what_substitution_has_no_room_left_for_is_no_value() -> None:
    custom = CustomProperties(Gathered([], Limits()))
    shadow = "0 1px calc(var(--b) * 2) red"

    def read(budget: int) -> object:
        variables = Variables({"--b": "2px"}, budget=budget)
        return custom.read(Typed("shadow"), "shadow", shadow, variables)

    size = len(shadow.replace("var(--b)", "2px"))
    assert read(10 * size) is not None
    # Enough for the whole, too little for its parts once more.
    assert read(size + 1) is None
