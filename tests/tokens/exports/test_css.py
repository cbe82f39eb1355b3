"""tokens.exports.css: names, aliases, modes, untyped values, and nothing that breaks out."""

from __future__ import annotations

from typing import Any

import tinycss2
from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.css import css
from tokens.exports.environments import environment


def blocks(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """(prelude, declarations) of each rule as tinycss2 reads them, media queries joined to it."""
    found = []
    for rule in tinycss2.parse_stylesheet(sheet, skip_whitespace=True):
        prelude, inner = "", [rule]
        if rule.type == "at-rule":
            assert rule.at_keyword in ("media", "container"), sheet
            prelude = tinycss2.serialize(rule.prelude).strip() + " "
            inner = tinycss2.parse_rule_list(rule.content, skip_whitespace=True)
        for one in inner:
            assert one.type == "qualified-rule", sheet
            declarations = tinycss2.parse_blocks_contents(
                one.content, skip_comments=True, skip_whitespace=True
            )
            assert all(d.type == "declaration" for d in declarations), sheet
            assert all(not d.important for d in declarations), sheet
            values = {d.name: tinycss2.serialize(d.value).strip() for d in declarations}
            assert len(values) == len(declarations), sheet
            found.append((prelude + tinycss2.serialize(one.prelude).strip(), values))
    return found


def test_tokens_keep_their_names_and_aliases() -> None:
    root = dict(blocks(css(document())))[":root"]
    assert root["--blue"] == "#0d6efd"
    assert root["--link"] == "var(--blue)"
    assert root["--weird.name"] == "4px"
    assert root["--font"] == '"Inter", system-ui'
    assert root["--card"] == (
        "0px 1px 2px 0px var(--blue), inset 0px 0px 4px 0px rgba(0, 0, 0, 0.2)"
    )
    assert root["--fade"] == "linear-gradient(90deg, #ff0000 0%, var(--blue) 100%)"
    assert root["--color-ff0000"] == "#ff0000"


def test_channels_stay_channels_and_are_wrapped_where_a_colour_is_meant() -> None:
    found = {
        "color": {
            "red": token("color", RED, declared="--red", channels="rgb"),
            "same": token("color", "{color.red}", declared="--same", channels="rgb"),
            "link": token("color", "{color.red}", declared="--link"),
            "odd": token("color", RED, declared="--odd", channels="hsl"),
        }
    }
    assert dict(blocks(css(found)))[":root"] == {
        "--red": "255, 0, 0",
        "--same": "var(--red)",
        "--link": "rgb(var(--red))",
        "--odd": "#ff0000",
    }


def test_a_mode_of_channels_is_channels() -> None:
    modes = {"color-scheme": {"dark": "{color.ok}", "light": "{color.hwb}"}}
    hwb = {"colorSpace": "hwb", "components": [1, 2, 3]}
    found = {
        "color": {
            "a": token("color", RED, declared="--a", channels="rgb", modes=modes),
            "ok": token("color", RED | {"components": [0, 1, 0]}),
            "hwb": token("color", hwb),
        }
    }
    dark = [values for prelude, values in blocks(css(found)) if "dark" in prelude]
    assert dark == [{"--a": "0, 255, 0"}]
    assert "light" not in css(found)


def test_modes_are_media_queries_and_selectors() -> None:
    sheet = blocks(css(document()))
    assert sheet[1:] == [
        ("(prefers-color-scheme: dark) :root", {"--blue": "var(--color-ffffff)"}),
        ('[data-theme="dim"]', {"--link": "var(--color-aabbcc)"}),
    ]


def test_a_mode_never_refers_to_what_changes_with_it() -> None:
    modes = {"color-scheme": {"dark": "{color.a}"}}
    circle = {"color-scheme": {"dark": "{color.c}"}}
    found = {
        "color": {
            "a": token("color", RED, declared="--a", modes=modes),
            "b": token("color", "{color.a}", declared="--b", modes=modes),
            "c": token("color", "{color.c}", declared="--c", modes=circle),
        }
    }
    assert blocks(css(found))[1:] == [
        ("(prefers-color-scheme: dark) :root", {"--a": "#ff0000", "--b": "#ff0000"})
    ]


def test_values_without_a_type_are_written_again() -> None:
    root = dict(blocks(css(document())))[":root"]
    assert root["--fluid"] == "clamp(1rem, 2vw, 3rem)"
    assert root["--half"] == "calc(var(--fluid) / 2)"
    assert root["--round"] == "50%"


def test_widths_and_scopes_change_the_properties_of_the_site() -> None:
    sheet = """
    :root { --gap: 4px; --big: 9px } a { margin: var(--gap); width: var(--big) }
    @media (min-width: 600px) { :root { --gap: 8px } }
    @container (min-width: 20rem) { :root { --gap: 9px } }
    .card, .md\\:x { --gap: var(--big) }
    """
    found = blocks(css(document(sheet)))[1:]
    assert found == [
        ("(min-width: 600px) :root", {"--gap": "var(--spacing-8px)"}),
        ("(min-width: 20rem) :root", {"--gap": "var(--spacing-9px)"}),
        (".card, .md\\:x", {"--gap": "var(--big)"}),
    ]


def test_a_shortened_selector_is_no_selector() -> None:
    sheet = ":root { --a: 4px } a { margin: var(--a) }" + "b" * 250 + "{ --a: 8px }"
    assert "bbb" not in css(document(sheet))


def test_a_description_is_read_again() -> None:
    sheet = ":root { --a: 4px; /* Between cards. */ } a { margin: var(--a) }"
    again = css(document(sheet))
    assert "  --a: 4px; /* Between cards. */\n" in again
    assert "  --a: 4px; /* Between cards. */\n" in css(document(again))


def test_two_tokens_never_share_a_property() -> None:
    found = {
        "color": {
            "color-a": token("color", RED, declared="--color-a"),
            "a": token("color", RED),
            "a~": token("color", RED),
        }
    }
    root = dict(blocks(css(found)))[":root"]
    assert "--color-a" in root
    assert len(root) == 3


def test_reading_the_sheet_again_gives_the_same_tokens() -> None:
    before, after = document(), document(css(document()))
    count = 0
    for group in before:
        if group.startswith("$"):
            continue
        for name, one in before[group].items():
            facts = one["$extensions"]["com.contextds"]
            if "declared" in facts and "channels" not in facts:
                other = next(
                    after[g][name] for g in after if g[0] != "$" and name in after[g]
                )
                assert (other["$type"], other["$value"]) == (
                    one["$type"],
                    one["$value"],
                )
                count += 1
    assert count >= 10


@settings(max_examples=80, deadline=None)
@given(strangers())
def test_no_name_or_value_breaks_out(found: dict[str, Any]) -> None:
    sheet = css(found)
    assert all(prelude for prelude, _ in blocks(sheet))
    # A page may hold the sheet in a style element.
    assert "</" not in sheet


def test_an_axis_that_is_no_attribute_name_has_no_selector() -> None:
    assert environment("0", "<") is None
    assert environment("data-x", "<") == ("", '[data-x="\\3c "]')
