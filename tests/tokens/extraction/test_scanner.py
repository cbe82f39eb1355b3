"""tokens.extraction.scanner: equal to tinycss2, on any text, in linear time."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokens.extraction import oracle
from tests.tokens.growth import growth
from tokens.extraction.declarations import Memo
from tokens.extraction.scanner import Context, Declaration, scan, scan_stylesheet

CASES = Path(__file__).parent / "cases" / "scanner"

#: Installed packages that ship stylesheets.
PACKAGES = (
    "coverage",
    "debug_toolbar",
    "django",
    "django_extensions",
    "importlinter",
    "mypy",
)


@cache
def shipped() -> list[Path]:
    found: list[Path] = []
    for package in PACKAGES:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            found += Path(folder).rglob("*.css")
    return sorted(found)


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['title']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def preludes(context: Context | None) -> list[str]:
    found = []
    while context is not None:
        found.append(context.prelude)
        context = context.parent
    return found[::-1]


def as_case(declaration: Declaration) -> list[Any]:
    """`[contexts, name, value, line]`, with " !important" after the value if it is."""
    return [
        preludes(declaration.context),
        declaration.name,
        declaration.value + (" !important" if declaration.important else ""),
        declaration.line,
    ]


@pytest.mark.parametrize("case", cases())
def test_it_reads(case: dict[str, Any]) -> None:
    css = case["css"]
    found = scan_stylesheet(css)
    assert [as_case(declaration) for declaration in found.declarations] == case[
        "declarations"
    ]
    if "at_rules" in case:
        assert [[preludes(rule.context), *rule[1:]] for rule in found.at_rules] == case[
            "at_rules"
        ]
    if not case.get("tinycss2_differs"):
        assert oracle.by_tinycss2(css) == oracle.by_scanner(css)
    assert oracle.by_specification(css) == oracle.by_scanner(css)


def test_there_are_stylesheets_to_compare_on() -> None:
    assert len(shipped()) >= 15
    assert sum(path.stat().st_size for path in shipped()) > 150_000


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_it_equals_tinycss2_on_a_stylesheet_of_a_dependency(path: Path) -> None:
    css = path.read_text(encoding="utf-8")
    found = oracle.by_scanner(css)
    assert found == oracle.by_tinycss2(css)
    assert found == oracle.by_specification(css)


PIECES = [
    *"abrlux-{}()[];:!.,#&>+~|$^*=/%@\\\"' \n\t\r\f\0\x01\x0b\x7f\xa0é\u2028",
    *("--", "--x", "color", "important", "!important", "2px", "1", "||", "\r\n"),
    *("/*", "*/", "<!--", "-->", "url(", "URL( ", 'url("', "rl(", "u+", "U+2?"),
    *("@media", "@layer", "@font-face", "@property", "@page", "\\61 ", "\\2d", "\\75"),
    *("\\;", "\\}", "\\)", '\\"', "\\\n", "\\0", "\\110000", "\\u", "\\r", "\\l"),
    *("a{", "b:", "c:d;", "}", "K", "\ufeff"),
]


@settings(max_examples=400, deadline=None)
@given(st.booleans(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_it_equals_the_specification_on_any_tokens(inside: bool, soup: str) -> None:
    css = "a{" + soup if inside else soup
    assert oracle.by_scanner(css) == oracle.by_specification(css)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_it_equals_the_specification_on_damaged_stylesheets(
    data: st.DataObject,
) -> None:
    path = data.draw(st.sampled_from(shipped()))
    css = path.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(css)))
    css = css[start : start + 3000]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(css)))
        removed = data.draw(st.integers(0, 20))
        css = css[:at] + data.draw(st.sampled_from(PIECES)) + css[at + removed :]
    assert oracle.by_scanner(css) == oracle.by_specification(css)


@given(st.text(st.characters()))
def test_it_never_raises_and_never_changes_its_mind(text: str) -> None:
    first = scan_stylesheet(text)
    assert scan_stylesheet(text) == first
    for declaration in first.declarations:
        assert declaration.name
        declaration.value.encode()
        declaration.name.encode()
        assert (
            1
            <= declaration.line
            <= text.count("\n") + text.count("\r") + 2 + (text.count("\f"))
        )


def test_declarations_of_one_rule_share_their_context() -> None:
    css = "@media print { .a, .b { color: red; margin: 0 } } .a, .b { color: red }"
    first, second, third = scan(css)
    assert first.context is second.context
    assert third.context is not first.context
    assert first.context is not None
    assert first.context.parent == Context(None, "@media print")


def test_a_memo_changes_nothing_but_the_time() -> None:
    memo = Memo()
    for path in shipped():
        css = path.read_text(encoding="utf-8")
        assert scan_stylesheet(css, memo) == scan_stylesheet(css)


def test_a_memo_forgets_when_it_has_grown_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Memo, "ENTRIES", 2)
    monkeypatch.setattr(Memo, "TEXT", 20)
    memo = Memo()
    scan("a{b:c;d:e;f:g}", memo)
    assert len(memo.declarations) == 3
    scan(f"a{{b:{'x' * 30}}}", memo)
    assert (memo.blocks, memo.declarations) == ({}, {})


# Repeated until they are large; a quadratic reader takes minutes.
HOSTILE = json.loads((CASES.parent / "hostile.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (20_000, 160_000))
    # Eight times the text: quadratic work would take 64 times as long.
    assert growth(scan, small, large, 16) <= 16
