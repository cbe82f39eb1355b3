"""tokens.exports.tailwind: namespaces of version 4, theme keys of version 3."""

from __future__ import annotations

import json
import re
from typing import Any

import tinycss2
from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.tailwind import tailwind_v3, tailwind_v4


def theme(sheet: str) -> dict[str, str]:
    """The declarations of `@theme`; every other rule must be of `:root` or a mode."""
    found: dict[str, str] = {}
    for rule in tinycss2.parse_stylesheet(sheet, skip_whitespace=True):
        assert rule.type in ("at-rule", "qualified-rule")
        if rule.type == "at-rule" and rule.at_keyword == "theme":
            assert not found
            for one in tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                assert one.type == "declaration"
                assert re.fullmatch(r"--[A-Za-z0-9_-]+", one.name)
                assert one.name not in found
                found[one.name] = tinycss2.serialize(one.value).strip()
        elif rule.type == "at-rule":
            assert rule.at_keyword in ("media", "container")
    return found


def config(text: str) -> dict[str, Any]:
    """`theme.extend` of a configuration."""
    body = text.partition("module.exports = ")[2].removesuffix(";\n")
    body = re.sub(r",\n( *)\}", r"\n\1}", body)
    extend: dict[str, Any] = json.loads(body)["theme"]["extend"]
    return extend


def test_tokens_are_in_the_namespaces_that_make_utilities() -> None:
    found = theme(tailwind_v4(document()))
    assert found["--color-blue"] == "#0d6efd"
    assert found["--color-link"] == "var(--color-blue)"
    assert found["--color-blue-rgb"] == "#0d6efd"
    assert found["--text-16px"] == "16px"
    assert found["--font-font"] == '"Inter", system-ui'
    assert found["--spacing-space"] == "0.5rem"
    assert found["--text-shadow-0px-1px-2px-0px-ff0000"] == "0px 1px 2px #ff0000"


def test_other_tokens_and_modes_follow_the_theme() -> None:
    sheet = tailwind_v4(document())
    assert "--z-index-n10: -10;" in sheet
    assert "--other-fluid: clamp(1rem, 2vw, 3rem);" in sheet
    assert "half" not in sheet
    assert "--z-index-n10" not in theme(sheet)
    assert '[data-theme="dim"] {\n  --color-link: var(--color-aabbcc);\n}' in sheet


def test_the_namespace_is_not_said_twice() -> None:
    names = {name: token("color", RED) for name in ("color-brand", "accent", "color-")}
    found = {"color": names, "z-index": {"z-index": token("number", 1)}}
    assert set(theme(tailwind_v4(found))) == {
        "--color-brand",
        "--color-accent",
        "--color-color",
    }


def test_no_name_has_two_underscores_in_a_row() -> None:
    found = {"color": {"card__title_-x": token("color", RED)}}
    assert set(theme(tailwind_v4(found))) == {"--color-card_title_x"}


def test_a_clash_is_resolved() -> None:
    names = {name: token("color", RED) for name in ("color-a", "a")}
    assert len(theme(tailwind_v4({"color": names}))) == 2
    assert len(config(tailwind_v3({"color": names}))["colors"]) == 2


def test_version_3_has_its_theme_keys_with_resolved_values() -> None:
    found = config(tailwind_v3(document()))
    assert found["colors"]["link"] == "#0d6efd"
    assert found["zIndex"] == {"n10": "-10"}
    assert found["transitionDuration"]["fast"] == "150ms"
    assert found["backgroundImage"]["fade"].startswith("linear-gradient(90deg")


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_no_name_or_value_breaks_out(found: dict[str, Any]) -> None:
    assert theme(tailwind_v4(found))
    assert config(tailwind_v3(found))["colors"]
