"""scanner.analysis: extraction in a child process, under the limits of a scan."""

from __future__ import annotations

from dataclasses import replace

from scanner.analysis import analyse
from scanner.limits import Limits
from tokens.extraction import Stylesheet, extract

MANY = ":root{" + "".join(f"--c{n}:#{n:06x};" for n in range(500)) + "}"


def test_it_finds_what_an_extraction_without_a_child_finds() -> None:
    sheet = Stylesheet(MANY, url="https://shop.example/a.css")

    analysis = analyse([sheet], Limits())

    extraction = extract([sheet])
    assert analysis.document == extraction.to_dtcg()
    assert analysis.token_count == 500
    assert analysis.truncated == []


def test_each_limit_of_a_scan_cuts_what_it_is_named_after() -> None:
    limits = Limits()
    few = replace(limits, tokens=7)
    short = replace(limits, token_name_chars=3)
    brief = replace(limits, token_value_chars=3)

    assert analyse([Stylesheet(MANY)], few).token_count == 7
    assert analyse([Stylesheet(MANY)], short).token_count == 100
    assert analyse([Stylesheet(MANY)], brief).truncated == ["values"]
