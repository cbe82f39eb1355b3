"""From CSS to each export in time that grows as the CSS does."""

from __future__ import annotations

import json
from functools import cache

import pytest

from tests.tokens.growth import growth
from tokens.exports import FORMATS, export
from tokens.extraction import Extraction, Stylesheet, extract

SMALL, LARGE = 150, 600
#: Of four times the rules: linear work takes 4 times as long, quadratic 16.
ENOUGH = 8


def sheet(rules: int) -> Stylesheet:
    """Distinct colours, aliases, themes, scopes, names that clash and values in place."""
    return Stylesheet(
        "".join(
            f":root{{--c{n}:#{n * 4099 % 0xFFFFFF:06x};--C{n}:var(--c{n});--gap_{n}:{n}px;"
            f"--gap-{n}:var(--gap_{n})}}[data-theme=dark]{{--c{n}:#{n:06x}}}"
            f".k{n}{{--gap-{n}:{n}rem;color:var(--C{n});margin:{n}.5px;"
            f"box-shadow:0 1px {n}px var(--c{n});font:700 {n}px/1.5 f{n}}}"
            for n in range(1, rules + 1)
        )
    )


@cache
def extracted(rules: int) -> Extraction:
    return extract([sheet(rules)])


@cache
def stored(rules: int) -> str:
    return json.dumps(extracted(rules).to_dtcg())


def test_the_extraction_takes_linear_time() -> None:
    small, large = sheet(SMALL), sheet(LARGE)
    assert growth(lambda one: extract([one]), small, large, ENOUGH) <= ENOUGH


@pytest.mark.parametrize("document", ["to_dtcg", "to_resolver"])
def test_the_documents_take_linear_time(document: str) -> None:
    def write(rules: int) -> None:
        getattr(extracted(rules), document)()

    assert growth(write, SMALL, LARGE, ENOUGH) <= ENOUGH


@pytest.mark.parametrize("name", FORMATS)
def test_the_export_takes_linear_time(name: str) -> None:
    small, large = json.loads(stored(SMALL)), json.loads(stored(LARGE))
    assert growth(lambda one: export(one, name), small, large, ENOUGH) <= ENOUGH
