"""tokens.exports.scripts: modules whose objects are what the document says."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings

from tests.tokens.exports.documents import RED, document, strangers, token
from tokens.exports.scripts import js, literal, ts


def constants(module: str) -> dict[str, Any]:
    """The exported objects; strings hold no line break, so trailing commas can be dropped."""
    assert module.isascii()
    found = re.findall(r"export const (\w+) = (.*?)(?: as const)?;\n", module, re.S)
    return {
        name: json.loads(
            re.sub(r",\n( *)\}", r"\n\1}", text).replace('["__proto__"]', '"__proto__"')
        )
        for name, text in found
    }


def test_tokens_are_by_group_and_name_and_modes_by_axis() -> None:
    found = constants(js(document()))
    assert found["tokens"]["color"]["link"] == "#0d6efd"
    assert found["tokens"]["z-index"]["n10"] == -10
    dark = found["modes"]["color-scheme"]["dark"]
    assert dark["color.blue"] == "#ffffff"
    assert found["modes"]["data-theme"] == {"dim": {"color.link": "#aabbcc"}}


def test_what_follows_a_changed_token_is_in_its_modes() -> None:
    dark = constants(js(document()))["modes"]["color-scheme"]["dark"]
    assert dark["color.link"] == "#ffffff"
    assert dark["shadow.card"].startswith("0px 1px 2px 0px #ffffff, inset")
    assert "color.ff0000" not in dark


def test_typescript_has_the_same_values_and_the_paths_as_a_type() -> None:
    text = ts(document())
    assert constants(text) == constants(js(document()))
    assert text.count(" as const;") == 2
    assert "export type TokenPath = {" in text


def test_the_prototype_is_not_touched() -> None:
    text = js({"color": {"__proto__": token("color", RED)}})
    assert '["__proto__"]: "#ff0000"' in text


def test_a_literal_cannot_end_a_script_element() -> None:
    assert literal("</script>") == '"\\u003c/script>"'
    assert literal({}) == "{}"


@settings(max_examples=60, deadline=None)
@given(strangers())
def test_hostile_documents_are_read_back(found: dict[str, Any]) -> None:
    read = constants(js(found))
    assert set(read) == {"tokens", "modes"}
    assert constants(ts(found)) == read
    assert "red" in read["tokens"]["color"]
    assert "<" not in js(found)
