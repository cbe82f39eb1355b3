"""tokens.exports.modes: what differs in a mode, and what follows it."""

from __future__ import annotations

import time

from tests.tokens.exports.documents import RED, document, token
from tokens.exports import modes as module
from tokens.exports.modes import dark, modes
from tokens.exports.reading import Tokens


def test_aliases_of_what_changes_follow_it() -> None:
    found = {(mode.axis, mode.context): mode for mode in modes(Tokens(document()))}
    night = found["color-scheme", "dark"]
    assert night.own == {"color.blue"}
    assert {"color.blue", "color.link", "shadow.card"} <= set(night.paths)
    assert "color.ff0000" not in night.paths
    assert night.tokens.end("{color.link}") is night.tokens.entries["color.ffffff"]
    assert night.label == "color-scheme: dark"


def test_a_preference_is_dark_before_a_switch_of_the_site() -> None:
    found = modes(Tokens(document()))
    preferred = dark(found)
    assert preferred is not None
    assert preferred.axis == "color-scheme"
    assert dark([mode for mode in found if mode.axis != "color-scheme"]) is None


def test_combined_contexts_come_last_and_are_not_dark() -> None:
    both = {"a+b": {"dark+dark": "{color.x}"}, "b": {"dark": "{color.x}"}}
    names = {"a": token("color", RED, modes=both), "x": token("color", RED)}
    found = modes(Tokens({"color": names}))
    assert [(mode.axis, mode.is_dark) for mode in found] == [
        ("b", True),
        ("a+b", False),
    ]
    assert found[1].label == "a: dark, b: dark"


def test_a_circle_of_aliases_has_no_value_in_a_mode() -> None:
    modes_of_a = {"theme": {"dark": "{color.b}"}}
    names = {
        "a": token("color", RED, modes=modes_of_a),
        "b": token("color", "{color.c}"),
        "c": token("color", "{color.b}"),
    }
    (mode,) = modes(Tokens({"color": names}))
    assert mode.paths == ()
    end = mode.tokens.end("{color.a}")
    assert end is not None
    assert end.value == RED


def test_a_reference_in_a_mode_is_to_what_holds_in_it() -> None:
    dark = {"theme": {"dark": "{color.b}"}}
    darker = {"theme": {"dark": "{color.x}"}}
    blue = RED | {"components": [0, 0, 1]}
    names = {
        "a": token("color", RED, modes=dark),
        "b": token("color", RED, modes=darker),
        "x": token("color", blue),
    }
    (mode,) = modes(Tokens({"color": names}))
    assert mode.tokens.entries["color.a"].value == "{color.b}"
    assert mode.tokens.end("{color.a}") is mode.tokens.entries["color.x"]


def test_two_that_change_places_keep_their_defaults() -> None:
    swap = {
        "a": {"theme": {"dark": "{color.b}"}},
        "b": {"theme": {"dark": "{color.a}"}},
    }
    names = {name: token("color", RED, modes=swap[name]) for name in swap}
    (mode,) = modes(Tokens({"color": names}))
    assert mode.own == {"color.a", "color.b"}
    assert mode.tokens.entries["color.a"].value == RED


def test_a_combined_mode_lies_on_its_parts() -> None:
    blue = RED | {"components": [0, 0, 1]}
    names = {
        "x": token("color", blue),
        "a": token("color", RED, modes={"theme": {"dark": "{color.x}"}}),
        "b": token(
            "color", "{color.a}", modes={"gamut+theme": {"p3+dark": "{color.a}"}}
        ),
    }
    combined = modes(Tokens({"color": names}))[1]
    assert combined.own == {"color.b"}
    end = combined.tokens.end("{color.b}")
    assert end is not None
    assert end.value == blue


def test_many_modes_of_a_much_used_token_stay_within_the_limit() -> None:
    contexts = {f"t{number}": "{color.x}" for number in range(400)}
    names = {f"n{number}": token("color", "{color.a}") for number in range(1000)}
    names["a"] = token("color", RED, modes={"theme": contexts})
    names["x"] = token("color", RED)
    started = time.process_time()
    found = modes(Tokens({"color": names}))
    assert time.process_time() - started < 5
    assert len(found) == 400
    assert all("color.a" in mode.own for mode in found)
    followers = sum(len(mode.paths) - 1 for mode in found)
    assert 0 < followers <= module.MODE_VALUES
