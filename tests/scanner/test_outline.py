"""What a page says about its styles."""

from __future__ import annotations

import time

import pytest

from scanner.errors import TooComplex
from scanner.limits import Limits
from scanner.outline import Outline, StyleElement, outline, read_outline


def elements(html: str) -> list[tuple[str, ...]]:
    """Kind, value and media of the style elements of `html`."""
    return [tuple(element[:3]) for element in outline(html)["elements"]]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<link rel=stylesheet href=a.css>", [("link", "a.css", "")]),
        ("<LINK REL='StyleSheet x' HREF=' a.css '>", [("link", "a.css", "")]),
        ("<link rel=stylesheet href=a media=print>", [("link", "a", "print")]),
        ("<link rel=stylesheet type='text/CSS; a=b' href=a>", [("link", "a", "")]),
        ("<body><p><link rel=stylesheet href=a>", [("link", "a", "")]),
        ("<noscript><link rel=stylesheet href=a></noscript>", [("link", "a", "")]),
        ("<p><noscript><style>a{}</style></noscript>", [("style", "a{}", "")]),
        ("<style media=print>a{}&amp;</style>", [("style", "a{}&amp;", "print")]),
        ("<svg><style>a{}</style></svg>", [("style", "a{}", "")]),
        ("<p style='a:&quot;b'>", [("attribute", 'a:"b', "")]),
        # loaded by script a moment later
        (
            "<link rel=preload as=style href=a onload=\"this.rel='stylesheet'\">",
            [("link", "a", "")],
        ),
        (
            "<link rel=stylesheet href=a media=print onload=\"this.media='all'\">",
            [("link", "a", "")],
        ),
        # in document order
        (
            "<style>a{}</style><link rel=stylesheet href=b><style>c{}</style>",
            [("style", "a{}", ""), ("link", "b", ""), ("style", "c{}", "")],
        ),
        # not styles of this page
        ("<link rel='alternate stylesheet' href=a>", []),
        ("<link rel=stylesheet href=a disabled>", []),
        ("<link rel=stylesheet href=''>", []),
        ("<link rel=stylesheet>", []),
        ("<link rel=stylesheet/less href=a>", []),
        ("<link rel=stylesheet type=text/less href=a>", []),
        ("<link rel=preload as=style href=a>", []),
        ("<link rel=preload as=font href=a onload='stylesheet'>", []),
        ("<style type=text/less>a{}</style>", []),
        ("<template><style>a{}</style></template>", []),
        ("<!-- <style>a{}</style> -->", []),
        ("<script>'<style>a{}</style>'</script>", []),
        ("<textarea><style>a{}</style></textarea>", []),
        ("<p style=' '>", []),
        ("", []),
        (" \n", []),
        ("\0", []),
    ],
)
def test_it_finds_where_css_comes_in(
    html: str, expected: list[tuple[str, ...]]
) -> None:
    assert elements(html) == expected


@pytest.mark.parametrize(
    ("html", "part", "expected"),
    [
        ("<base href=a><base href=b>", "base", "a"),
        ("<base target=x><base href=b>", "base", "b"),
        ("<title>A &amp; B</title><title>C</title>", "title", "A & B"),
        ("<svg><title>icon</title></svg><title>C</title>", "title", "C"),
        ("<meta name=Description content='D'>", "description", "D"),
        ("<meta property=description content='D'>", "description", ""),
        ("<link rel='shortcut icon' href=a><link rel=icon href=b>", "icon", "a"),
        ("<link rel=apple-touch-icon href=a>", "icon", ""),
    ],
)
def test_it_finds_what_the_page_says_about_itself(
    html: str, part: str, expected: str
) -> None:
    assert outline(html)[part] == expected


def test_it_reads_in_a_process_of_its_own() -> None:
    html = "<title>Ü\0\ud800</title><body style='a:b'><link rel=stylesheet href=ü.css>"
    assert read_outline(html, Limits()) == Outline(
        elements=(
            StyleElement("attribute", "a:b", element="body"),
            StyleElement("link", "ü.css"),
        ),
        title="Ü\ufffd?",
    )


@pytest.mark.parametrize("piece", ["<div>", "<b><i></b>", "<nobr>x<div>"])
def test_a_page_that_takes_too_long_to_parse_is_given_up(piece: str) -> None:
    began = time.monotonic()
    with pytest.raises(TooComplex):
        read_outline(piece * 500_000, Limits(html_parse_seconds=0.5))
    assert time.monotonic() - began < 5


def test_a_page_that_takes_too_much_memory_to_parse_is_given_up() -> None:
    limits = Limits(html_parse_bytes=128 * 1024 * 1024)
    with pytest.raises(TooComplex):
        read_outline("<p><b>" * 500_000, limits)
