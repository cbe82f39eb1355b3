"""The @import rules at the head of a stylesheet."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.imports import Import, is_closed, leading_imports


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ('@import "a.css";', [Import("a.css", ())]),
        ("@import 'a.css' ; b{}", [Import("a.css", ())]),
        ("@IMPORT url(a.css);", [Import("a.css", ())]),
        ('@import url( "a.css" );', [Import("a.css", ())]),
        ("@import url(a;b.css?c,d);", [Import("a;b.css?c,d", ())]),
        ('@import "a\\62 .css";', [Import("ab.css", ())]),
        ('@import "\\g\\"a";', [Import('g"a', ())]),
        ('@import "a\\0.css";', [Import("a\ufffd.css", ())]),
        ('@import"a.css"', [Import("a.css", ())]),
        ('@import\n/* ; */ "a.css"/**/;', [Import("a.css", ())]),
        ('<!-- @import "a.css"; -->', [Import("a.css", ())]),
        ('@charset "utf-8"; @import "a";', [Import("a", ())]),
        ('@import "a";@import "b";', [Import("a", ()), Import("b", ())]),
        (
            '@import "a" screen and (min-width: 1px), print;',
            [Import("a", ("@media screen and (min-width: 1px), print",))],
        ),
        ('@import "a" layer;', [Import("a", ("@layer",))]),
        ('@import "a" LAYER( x.y );', [Import("a", ("@layer x.y",))]),
        ('@import "a" layer (b);', [Import("a", ("@media (b)", "@layer"))]),
        ('@import "a" layered;', [Import("a", ("@media layered",))]),
        (
            '@import "a" supports(display: grid);',
            [Import("a", ("@supports (display: grid)",))],
        ),
        (
            "@import url(a) layer(b) supports(not (c: d)) print;",
            [Import("a", ("@media print", "@supports (not (c: d))", "@layer b"))],
        ),
        (
            '@layer x, y;@import "a";@layer z;@layer w;@import "b";',
            [
                Import("a", (), "@layer x, y;"),
                Import("b", (), "@layer z;@layer w;"),
            ],
        ),
        # invalid ones are left out, what follows them is read
        ('@import ; @import "a";', [Import("a", ())]),
        ('@import "" ; @import "a";', [Import("a", ())]),
        ('@import "a" layer(1 2); @import "b";', [Import("b", ())]),
        ('@import "a" supports((); @import "b";', []),
        ('@import "b" screen {} @import "c";', []),
        ('@import "a" supports(b[)]; @import "b";', [Import("b", ())]),
        ('@import "a" print {; @import "b";', []),
        ('@import "a" "b"x\'; @import "b";', []),
        # too late, or not at all
        ('a{} @import "b";', []),
        ('@layer a{} @import "b";', []),
        ('@namespace url(a); @import "b";', []),
        ('@media print { @import "b"; }', []),
        ('@imports "a";', []),
        ('/* @import "a"; */', []),
        ("a{content:\"@import 'b';\"}", []),
        ("", []),
    ],
)
def test_it_reads_the_imports_that_count(css: str, expected: list[Import]) -> None:
    assert leading_imports(css, 10) == expected


def test_it_reads_no_more_than_it_is_asked_for() -> None:
    assert len(leading_imports('@import "a";' * 1000, 7)) == 7


@pytest.mark.parametrize(
    "piece",
    [
        *("@import ", '@import "', '@import "a"(', "@import url(", "@import url(a\\"),
        *("@layer a;", "@layer ((((", '@import "a" supports(', "/*", "<!--", "(", "\\"),
        *('@import "a" layer(', "@import ;", "@import 'a';", " ", "'", '"\n'),
    ],
)
def test_hostile_sheets_take_little_time(piece: str) -> None:
    css = piece * (1_000_000 // len(piece))
    began = time.monotonic()
    leading_imports(css, 100)
    assert time.monotonic() - began < 2


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="@import layer(){}[];\"'\\/*urlsp,.-<!>\n\0ü", max_size=60))
def test_it_reads_anything(text: str) -> None:
    for found in leading_imports(f'@import "a"{text};@import{text}', 10):
        assert found.url
        assert all(map(is_closed, (*found.conditions, found.before)))


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("color: red", True),
        ("", True),
        ("a: 'b}' url(\"c{\") /* } */ [d]", True),
        ("a: 'b", False),
        ('a: "b\\', False),
        ("a: b}", False),
        ("{", False),
        ("a: (b", False),
        ("a: b)", False),
        ("a: b /* c", False),
        ("a: b\\", False),
    ],
)
def test_it_knows_what_would_break_out_of_a_block(text: str, closed: bool) -> None:
    assert is_closed(text) is closed
