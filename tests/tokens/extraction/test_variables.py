"""tokens.extraction.variables: var() substitution as css-variables-1 has it."""

from __future__ import annotations

import pytest

from tokens.extraction.findings import Part
from tokens.extraction.variables import (
    Variables,
    all_names,
    pure_reference,
    references,
    scheme_choices,
)

DEFINED = {
    "--a": "1px",
    "--b": "var(--a)",
    "--c": "var(--a) solid",
    "--list": "a, b c",
    "--empty": "",
    "--loop": "var(--pool, 3px)",
    "--pool": "var(--loop)",
    "--self": "var(--self)",
    "--inherits": "inherit",
    "--scheme": "light-dark(white, var(--a))",
    "--Esc": "e",
}


@pytest.fixture(scope="module")
def variables() -> Variables:
    return Variables(DEFINED)


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("plain", "plain"),
        ("var(--a)", "1px"),
        ("VAR( --b )", "1px"),
        ("0 var(--c) 0", "0 1px solid 0"),
        ("var(--none, 2px)", "2px"),
        ("var(--none, var(--a))", "1px"),
        ("var(--none,)", ""),
        ("x var(--none,) y", "x  y"),
        ("var(--none)", None),
        ("var(--loop)", None),
        ("var(--loop, 5px)", "5px"),
        ("var(--self, 6px)", "6px"),
        ("var(--inherits, 7px)", "7px"),
        ("var(--empty)", ""),
        ("var(--a)var(--a)", "1px 1px"),
        ("calc(-1*var(--a))", "calc(-1*1px)"),
        ("0 50%var(--a)", "0 50% 1px"),
        ("var(--none," * 30 + "1px" + ")" * 30, "1px"),
        ("var(--none," * 60 + "1px" + ")" * 60, None),
        ("f(')', var(--a))", "f(')', 1px)"),
        ("var(--\\45 sc)", "e"),
        ("light-dark(red, blue)", "red"),
        ("x light-dark(var(--a), blue)", "x 1px"),
        ("light-dark(red)", None),
        ("var(a)", None),
        ("var(--a", None),
        ("--var(--a)", "--var(--a)"),
        ("var(--x /* c */, 1)", "1"),
    ],
)
def test_references_are_substituted(
    variables: Variables, text: str, resolved: str | None
) -> None:
    assert variables.resolve(text) == resolved


def test_the_dark_environment_takes_the_second_choice() -> None:
    assert Variables(DEFINED, dark=True).resolve("var(--scheme)") == "1px"


def test_cycles_and_undefined_names_are_known(variables: Variables) -> None:
    variables.resolve("var(--never)")
    assert variables.cyclic == {"--loop", "--pool", "--self"}
    assert "--never" in variables.undefined


def test_a_word_that_is_one_token_keeps_its_name(variables: Variables) -> None:
    expanded = variables.expand("var(--a) red var(--none, 2px), var(--list)", {"--a"})
    assert expanded == [
        [
            Part("1px", "var(--a)", "--a"),
            Part("red", "red"),
            Part("2px", "var(--none, 2px)"),
        ],
        [Part("a", "a")],
        [Part("b", "b"), Part("c", "c")],
    ]
    assert variables.expand("1px var(--none)", {}) is None


def test_a_text_that_grows_too_long_is_refused() -> None:
    variables = Variables({"--a": "x" * 60, "--b": "var(--a) var(--a)"}, longest=100)
    assert variables.text("--b") is None
    assert variables.too_long == {"--b"}
    assert variables.resolve("var(--a) var(--a)") is None


def test_the_sum_of_all_texts_is_bounded() -> None:
    definitions = {"--a": "x" * 50} | {f"--b{i}": f"y{i} var(--a)" for i in range(10)}
    variables = Variables(definitions, budget=200)
    resolved = [variables.text(f"--b{i}") for i in range(10)]
    assert resolved.count(None) == 7


def test_references_and_what_stands_around_them() -> None:
    assert [r.name for r in references("a(var(--x, var(--y)), var(--z))")] == [
        "--x",
        "--z",
    ]
    assert set(all_names("rgba(var(--x, var(--y)), var(--z))")) == {
        ("--x", "rgba"),
        ("--y", "rgba"),
        ("--z", None),
    }
    found = pure_reference("var(--a, 1px)")
    assert found is not None
    assert (found.name, found.fallback) == ("--a", "1px")
    assert pure_reference("var(--a) var(--b)") is None
    assert pure_reference("light-dark(a, b)") is None


def test_only_a_whole_light_dark_has_two_choices() -> None:
    assert scheme_choices("light-dark(a(1, 2), b)") == ("a(1, 2)", "b")
    assert scheme_choices("light-dark(a, b) c") is None
    assert scheme_choices("light-dark(a)") is None
    assert scheme_choices("a") is None
